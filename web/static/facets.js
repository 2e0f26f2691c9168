// "Show all" in a dialog: the page that lists all values of a facet is fetched, and narrowed while a word is typed. What
// was chosen stays chosen, also when it is no longer in the list.

const WAIT = 120; // ms between typing and asking

export function facets() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-facet]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  });
}

async function page(address, signal) {
  const response = await fetch(address, { signal, headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(response.statusText);
  return new DOMParser().parseFromString(await response.text(), "text/html").getElementById("picker");
}

async function open(link) {
  const picker = await page(link.href);
  const dialog = Object.assign(document.createElement("dialog"), { className: "picker-dialog" });
  dialog.setAttribute("aria-labelledby", "picker-heading");
  dialog.append(document.importNode(picker, true));
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  wire(dialog);
  dialog.showModal();
  dialog.querySelector("#contains").focus();
}

function wire(dialog) {
  const [search, form] = dialog.querySelectorAll("form");
  const contains = search.elements.contains;
  let running = null;
  let timer = 0;

  async function narrow() {
    running?.abort();
    const own = new AbortController();
    running = own;
    const query = new URLSearchParams([...new FormData(search)].filter(([, value]) => value !== ""));
    try {
      const picker = await page(search.action + "?" + query, own.signal);
      if (running === own) show(picker);
    } catch {
      // the list stays as it is, and can be applied
    }
  }

  function show(picker) {
    const chosen = new FormData(form).getAll(name());
    for (const part of [".picker-list", ".picker-status"]) {
      const [old, fresh] = [dialog.querySelector(part), document.importNode(picker.querySelector(part), true)];
      if (part === ".picker-status") old.textContent = fresh.textContent;
      else old.replaceWith(fresh);
    }
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    boxes.forEach((box) => { box.checked = chosen.includes(box.value); });
    const listed = new Set(boxes.map((box) => box.value));
    const carried = form.querySelector(".carried");
    carried.querySelectorAll(`input[name="${name()}"]`).forEach((field) => field.remove());
    for (const value of chosen.filter((text) => !listed.has(text))) {
      carried.append(Object.assign(document.createElement("input"), { type: "hidden", name: name(), value }));
    }
    dialog.querySelector(".pager")?.remove();
    const pager = picker.querySelector(".pager");
    if (pager) dialog.querySelector("#picker").append(document.importNode(pager, true));
  }

  function name() {
    return form.dataset.facet;
  }

  contains.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(narrow, WAIT);
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    narrow();
  });
  dialog.querySelector(".picker-actions a").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
