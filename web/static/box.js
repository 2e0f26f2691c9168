// The box of every page: suggestions, and "/" to go to it.

import { combobox } from "./combobox.js";
import { goal, suggestions } from "./suggestions.js";

export function box(form) {
  const input = form.querySelector("input[type=search]");
  const { suggest, document: record } = form.dataset;
  const close = combobox(
    input,
    form,
    (text, signal) => suggestions(suggest, text, signal),
    (suggestion) => location.assign(goal(suggestion, form.getAttribute("action"), record)),
  );
  form.addEventListener("submit", close);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

function isTyping(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog") !== null;
}
