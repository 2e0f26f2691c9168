// Years chosen by drawing over the bars; without this script each bar is a link, and the two fields take any dates.

export function histogram() {
  let bars = [];
  let start = -1;
  let end = -1;

  function place(event) {
    const box = bars[0].ownerSVGElement.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return Math.min(Math.max(Math.floor(share * bars.length), 0), bars.length - 1);
  }

  function paint() {
    const [first, last] = [Math.min(start, end), Math.max(start, end)];
    bars.forEach((bar, number) => bar.classList.toggle("drawn", number >= first && number <= last));
  }

  document.addEventListener("pointerdown", (event) => {
    const svg = event.target.closest(".histogram svg");
    if (!svg || event.button) return;
    bars = [...svg.querySelectorAll("[data-first]")];
    start = end = place(event);
  });

  document.addEventListener("pointermove", (event) => {
    if (start < 0) return;
    end = place(event);
    if (end !== start) paint();
  });

  document.addEventListener("pointerup", (event) => {
    if (start < 0) return;
    end = place(event);
    const [first, last] = [bars[Math.min(start, end)], bars[Math.max(start, end)]];
    start = -1;
    if (first === last) return; // a click: the bar is a link
    document.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", stop, { capture: true }));
    choose(first.dataset.first, last.dataset.last);
  });

  document.addEventListener("pointercancel", () => {
    start = -1;
    bars.forEach((bar) => bar.classList.remove("drawn"));
  });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.(".histogram")) event.preventDefault();
  });
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

// On a page of results the fields are filled in and the form sent; elsewhere a search begins.
function choose(first, last) {
  const form = document.getElementById("search-form");
  const from = document.getElementById("from");
  if (!from) return location.assign(form.getAttribute("action") + "?" + new URLSearchParams({ from: first, to: last }));
  from.value = first;
  document.getElementById("to").value = last;
  document.querySelectorAll("input[name=year]:checked").forEach((box) => { box.checked = false; });
  return form.requestSubmit();
}
