// An editable combobox with a list of suggestions, after the pattern of the ARIA Authoring Practices: focus stays in the
// input, the active option is named by aria-activedescendant, and nothing is chosen unless the reader chooses it.

const WAIT = 120; // ms between typing and asking
const QUIET = 450; // ms of rest before the number of suggestions is said
const LEAST = 2; // characters

let made = 0;

// input: the text field. host: where the list goes. ask(text, signal): a promise of groups, [{label, options: [{node,
// value}]}]. choose(value): what happens when an option is chosen. Returns a function that closes the list.
export function combobox(input, host, ask, choose) {
  const prefix = "suggestion-" + (made ? made + "-" : "");
  const list = element("div", { id: prefix + "list", className: "suggestions", hidden: true }, { role: "listbox", "aria-label": "Suggestions" });
  const voice = element("p", { className: "unseen" }, { role: "status" });
  made += 1;
  host.append(list, voice);
  attributes(input, {
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", "aria-haspopup": "listbox",
  });

  let options = []; // in the order in which they are shown
  let values = [];
  let active = -1;
  let running = null; // the newest question; answers to older ones are dropped
  let timer = 0;
  let announcer = 0;

  function show(groups) {
    options = [];
    values = [];
    list.replaceChildren(...groups.map(group));
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    activate(-1);
    say(options.length);
  }

  function group({ label, options: rows }, place) {
    const heading = element("div", { id: prefix + "group-" + place, className: "kind", textContent: label }, { role: "presentation" });
    const nodes = rows.map((row) => {
      const option = element("div", { id: prefix + options.length }, { role: "option", "aria-selected": "false" });
      option.append(row.node);
      options.push(option);
      values.push(row.value);
      return option;
    });
    const whole = element("div", {}, { role: "group", "aria-labelledby": heading.id });
    whole.append(heading, ...nodes);
    return whole;
  }

  function say(count) {
    clearTimeout(announcer);
    announcer = setTimeout(() => {
      const text = count ? count + (count === 1 ? " suggestion" : " suggestions") : "No suggestions";
      if (voice.textContent !== text) voice.textContent = text;
    }, QUIET);
  }

  function close() {
    clearTimeout(timer);
    clearTimeout(announcer);
    running?.abort();
    running = null;
    options = [];
    values = [];
    active = -1;
    list.replaceChildren();
    list.hidden = true;
    voice.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(place) {
    options[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    return input.setAttribute("aria-activedescendant", option.id);
  }

  async function question() {
    const text = input.value.trim();
    if (text.length < LEAST) return close();
    running?.abort();
    const own = new AbortController();
    running = own;
    let groups = [];
    try {
      groups = await ask(text, own.signal);
    } catch {
      // a suggestion that does not come is no failure: the search works without
    }
    if (running === own) show(groups);
    return undefined;
  }

  function typed(event) {
    clearTimeout(timer);
    clearTimeout(announcer);
    if (!event.isComposing) timer = setTimeout(question, WAIT);
  }

  function pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown" && last >= 0) activate(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowUp" && last >= 0) activate(active <= 0 ? last : active - 1);
    else if (event.key === "Enter" && options[active]) pick(active);
    else if (event.key === "Enter") return close();
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Escape" && input.value) clear();
    else return;
    event.preventDefault();
  }

  function clear() {
    input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function pick(place) {
    const value = values[place];
    close();
    choose(value);
  }

  input.addEventListener("input", typed);
  input.addEventListener("compositionend", typed);
  input.addEventListener("keydown", pressed);
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the input
  list.addEventListener("click", (event) => {
    const place = options.indexOf(event.target.closest("[role=option]"));
    if (place >= 0) pick(place);
  });
  return close;
}

function element(name, properties, marks) {
  const node = Object.assign(document.createElement(name), properties);
  attributes(node, marks);
  return node;
}

function attributes(node, marks) {
  for (const [name, value] of Object.entries(marks)) node.setAttribute(name, value);
}
