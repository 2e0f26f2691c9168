// Results that follow the box and the filters: the same page is fetched, and its <main> swapped. Every state is an
// address, so reloading, going back and sharing work as without this script. Nothing stale is shown: an older answer is
// dropped, and when none comes the page says so.

import { remember } from "./place.js";

const WAIT = 100; // ms between typing and asking
const HEAD = "link[rel=canonical], link[rel=alternate], link[rel=prev], link[rel=next], meta[name=robots]";

export function live(form) {
  const main = document.getElementById("main");
  if (!document.getElementById("found")) return;
  const input = form.querySelector("input[type=search]");
  const path = new URL(form.action).pathname;
  const order = form.dataset.order.split(" ");
  let running = null; // of the newest request
  let awaited = ""; // its address
  let shown = location.pathname + location.search;
  let typing = false; // whether the newest address was made by typing: then the next letter replaces it
  let timer = 0;

  // The address of what the form holds, in the canonical order, without what is empty.
  function address() {
    const pairs = [...new FormData(form)].filter(([name, value]) => value !== "" && !(name === "sort" && value === "relevance"));
    pairs.sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
    const query = new URLSearchParams(pairs).toString();
    return path + (query && "?" + query);
  }

  // how: "push" or "replace" an entry of the history, or "" when it is already there. submitted: whether the reader asked
  // for this and did not only type; then it is asked for in any case, so that it counts. Resolves once the page is swapped.
  async function load(url, how, after = () => {}, submitted = false) {
    clearTimeout(timer);
    running?.abort();
    const own = new AbortController();
    running = own;
    awaited = url;
    main.setAttribute("aria-busy", "true");
    let response = null;
    let text = "";
    try {
      const headers = { Accept: "text/html", ...(submitted && { "Dossier-Submitted": "1" }) };
      response = await fetch(url, { signal: own.signal, headers, cache: submitted ? "reload" : "default" });
      text = await response.text();
    } catch {
      if (own.signal.aborted) return;
      response = null;
    }
    if (running !== own) return;
    running = null;
    const goal = new URL(response?.url || url, location.href);
    goal.hash = new URL(url, location.href).hash;
    enter(goal, how);
    const page = new DOMParser().parseFromString(text, "text/html");
    if (page.querySelector("main#main ~ .colophon")) swap(page);
    else offline(); // no answer, or that of something in between
    main.removeAttribute("aria-busy"); // last: what is read above costs a layout once the page has changed
    after();
  }

  function enter(goal, how) {
    shown = goal.pathname + goal.search;
    if (how) keepScroll();
    if (how === "push") history.pushState({ y: 0 }, "", goal);
    if (how === "replace") history.replaceState(history.state, "", goal);
  }

  function keepScroll() {
    history.replaceState({ ...history.state, y: scrollY }, "");
  }

  function swap(page) {
    const restore = remember(main);
    const count = document.getElementById("count");
    main.replaceChildren(...page.getElementById("main").childNodes);
    const said = document.getElementById("count");
    if (count && said) { // a live region speaks when it changes, not when it is new
      const text = said.textContent;
      said.replaceWith(count);
      if (count.textContent !== text) count.textContent = text;
    }
    document.title = page.title;
    document.body.className = page.body.className;
    document.querySelectorAll(HEAD).forEach((node) => node.remove());
    document.head.append(...page.querySelectorAll(HEAD));
    document.querySelector(".colophon").replaceWith(page.querySelector(".colophon"));
    const typed = page.querySelector("#search-form input[type=search]")?.value;
    if (document.activeElement !== input && typed !== undefined) input.value = typed;
    if (!restore()) heading()?.focus({ preventScroll: true });
  }

  function offline() {
    main.replaceChildren(document.getElementById("offline").content.cloneNode(true));
  }

  function heading() {
    return document.getElementById("results") || main.querySelector("h1");
  }

  // Goes to what a fragment names, and opens what hides it.
  function arrive(hash) {
    const target = hash.length > 1 && document.getElementById(hash.slice(1));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.tabIndex = -1;
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(follow, WAIT);
  });
  input.addEventListener("compositionend", () => { timer = setTimeout(follow, WAIT); });
  input.addEventListener("blur", () => { typing = false; });

  function follow() {
    const url = address();
    if (url === shown) return stop();
    load(url, typing ? "replace" : "push");
    typing = true;
    return undefined;
  }

  // What is shown is what is wanted: nothing that is still on its way may replace it.
  function stop() {
    running?.abort();
    running = null;
    main.removeAttribute("aria-busy");
  }

  function settle(after, submitted = false) {
    typing = false;
    const url = address();
    if (running && awaited === url && !submitted) return;
    load(url, url === shown ? "" : "push", after, submitted);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    settle(() => { if (document.activeElement !== input) heading()?.focus(); }, true);
  });

  document.addEventListener("change", ({ target }) => {
    if (target.form === form && (target.type === "checkbox" || target.tagName === "SELECT")) settle();
  });

  document.addEventListener("focusout", ({ target }) => {
    if (target.form !== form || target.type !== "text" || target.value === target.defaultValue) return;
    if (target.validity.valid) settle();
    else target.reportValidity();
  });

  main.addEventListener("click", (event) => {
    const found = event.target.closest("a[href]");
    if (!found || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const goal = new URL(found.getAttribute("href"), location.href);
    if (goal.origin !== location.origin || goal.pathname !== path) return;
    event.preventDefault();
    typing = false;
    load(goal.href, "push", () => arrive(goal.hash));
  });

  addEventListener("popstate", ({ state }) => {
    if (location.pathname + location.search === shown) return;
    input.blur();
    load(location.href, "", () => scrollTo(0, state?.y || 0));
  });
  addEventListener("pagehide", keepScroll);
  addEventListener("online", () => { if (!document.getElementById("found")) load(location.href, ""); });

  history.scrollRestoration = "manual";
  const entry = performance.getEntriesByType("navigation")[0];
  if (entry && entry.type !== "navigate" && history.state?.y) scrollTo(0, history.state.y);
}
