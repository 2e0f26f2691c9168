// Suggestions under the box, after the combobox pattern of the ARIA Authoring Practices: focus stays in the input,
// the active option is named by aria-activedescendant. Without this script the form works all the same.
"use strict";

(() => {
  const WAIT = 120; // ms between typing and asking
  const QUIET = 450; // ms of rest before the number of suggestions is announced
  const LEAST = 2; // characters
  const KINDS = { title: "Title", author: "Author", topic: "Topic", query: "Search" };

  const form = document.getElementById("search-form");
  const input = form && form.querySelector("input[type=search]");
  if (!input || !window.fetch) return;

  const list = Object.assign(document.createElement("div"), { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  const voice = Object.assign(document.createElement("p"), { className: "unseen" });
  voice.setAttribute("role", "status");
  form.append(list, voice);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", "aria-haspopup": "listbox",
  })) input.setAttribute(name, value);

  let options = [];
  let active = -1;
  let asked = 0; // number of the newest question; answers to older ones are dropped
  let timer, announcer, abort;

  function goal(suggestion) {
    if (suggestion.kind === "title" && suggestion.id) {
      return form.dataset.document.replace(/-$/, "") + encodeURIComponent(suggestion.id);
    }
    const name = { author: "author", topic: "topic" }[suggestion.kind] || "q";
    return form.dataset.search + "?" + new URLSearchParams({ [name]: suggestion.text });
  }

  function unescaped(text) {
    const area = document.createElement("textarea"); // its content is text, whatever it looks like
    area.innerHTML = text;
    return area.value;
  }

  // The highlight is escaped HTML with <mark>; it is rebuilt from text, so nothing else in it could become a tag.
  function label(suggestion) {
    const text = document.createElement("span");
    text.dir = "auto";
    let target = text;
    for (const part of suggestion.highlight.split(/(<\/?mark>)/)) {
      if (part === "<mark>") text.append((target = document.createElement("mark")));
      else if (part === "</mark>") target = text;
      else target.append(unescaped(part));
    }
    return text;
  }

  function show(suggestions) {
    options = suggestions.map((suggestion, place) => {
      const option = Object.assign(document.createElement("div"), { id: "suggestion-" + place });
      const kind = Object.assign(document.createElement("span"), { className: "kind", textContent: KINDS[suggestion.kind] || "" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.goal = goal(suggestion);
      option.append(label(suggestion), kind);
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
    clearTimeout(announcer);
    announcer = setTimeout(() => {
      const count = options.length;
      voice.textContent = count ? count + (count === 1 ? " suggestion" : " suggestions") : "No suggestions";
    }, QUIET);
  }

  function close() {
    clearTimeout(timer);
    clearTimeout(announcer);
    asked += 1;
    options = [];
    active = -1;
    list.replaceChildren();
    list.hidden = true;
    voice.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    if (options[active]) options[active].setAttribute("aria-selected", "false");
    active = place;
    if (!options[active]) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  async function ask() {
    const text = input.value.trim();
    if (text.length < LEAST) return close();
    const question = ++asked;
    if (abort) abort.abort();
    abort = new AbortController();
    try {
      const url = form.dataset.suggest + "?" + new URLSearchParams({ q: text });
      const response = await fetch(url, { signal: abort.signal, headers: { Accept: "application/json" } });
      const answer = response.ok ? await response.json() : { suggestions: [] };
      if (question === asked) show(answer.suggestions);
    } catch (error) {
      if (question === asked) close();
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("compositionend", () => { timer = setTimeout(ask, WAIT); });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown" && last >= 0) choose(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowUp" && last >= 0) choose(active <= 0 ? last : active - 1);
    else if (event.key === "Enter" && options[active]) location.assign(options[active].dataset.goal);
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Escape") { input.value = ""; return; }
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);

  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the input
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.goal);
  });
})();
