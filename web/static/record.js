// The page of a record: from match to match, a citation or the link into the clipboard, and print.

export function record() {
  const matches = document.getElementById("matches");
  if (matches) walk(matches, [...document.querySelectorAll("#document mark[id]")]);
  for (const details of document.querySelectorAll(".citation")) {
    details.querySelector("p").prepend(copier(() => details.querySelector("pre").textContent), " ");
  }
  const share = document.getElementById("share");
  if (!share) return;
  share.addEventListener("focus", () => share.select());
  share.after(copier(() => share.value), button("Print", () => print()));
}

// Buttons for the next and the previous match, which also n and p do.
function walk(matches, marks) {
  let at = -1;
  const where = Object.assign(document.createElement("span"), { className: "where" });
  where.setAttribute("role", "status");

  function go(step) {
    marks[at]?.classList.remove("current");
    at = at < 0 && step < 0 ? marks.length - 1 : (at + step + marks.length) % marks.length;
    marks[at].classList.add("current");
    marks[at].scrollIntoView({ block: "center" });
    where.textContent = `${at + 1} of ${marks.length}`;
  }

  matches.querySelector(".step").replaceWith(button("Previous", () => go(-1)), where, button("Next", () => go(1)));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, dialog")) return;
    if (event.key === "n") go(1);
    if (event.key === "p") go(-1);
  });
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "step", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function copier(text) {
  const made = button("Copy", async () => {
    try {
      await navigator.clipboard.writeText(text());
      made.textContent = "Copied";
    } catch {
      made.textContent = "Cannot copy here";
    }
    setTimeout(() => { made.textContent = "Copy"; }, 2000);
  });
  made.setAttribute("aria-live", "polite");
  return made;
}
