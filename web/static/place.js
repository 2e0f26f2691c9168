// Where a reader is in the page - focus, open disclosures, scrolled lists - so that it is the same after a swap.

const FIELDS = "input, select, a[href], summary, button";

// Remembers the place inside an element; returns a function that restores it in its new content, and says whether the
// focus could be restored (true as well when it was not inside).
export function remember(within) {
  const focused = within.contains(document.activeElement) ? document.activeElement : null;
  const name = focused && naming(focused);
  const selection = focused && [focused.selectionStart, focused.selectionEnd, focused.selectionDirection];
  const open = [...within.querySelectorAll("details[id][open]")].map((details) => details.id);
  const scrolled = [...within.querySelectorAll(".scroller")].map((list) => list.scrollTop);
  return () => {
    for (const id of open) {
      const details = document.getElementById(id);
      if (details) details.open = true;
    }
    within.querySelectorAll(".scroller").forEach((list, place) => {
      if (scrolled[place]) list.scrollTop = scrolled[place]; // else no layout is forced before the frame needs it
    });
    if (!focused) return true;
    const again = [...within.querySelectorAll(FIELDS)].find((field) => naming(field) === name && !field.disabled);
    again?.focus({ preventScroll: true });
    if (again?.type === "text") { // what is being typed, or selected to be replaced, is the reader's, whatever the answer says
      again.value = focused.value;
      again.setSelectionRange(...selection);
    }
    return Boolean(again);
  };
}

function naming(field) {
  return [field.tagName, field.id, field.name, field.type === "checkbox" ? field.value : "", field.getAttribute("aria-label"),
    field.tagName === "A" ? field.textContent : ""].join("|");
}
