// <dossier-search endpoint="https://search.example.org">: the box of the archive for any other website, with the same
// suggestions and keys. The website's address must be in DOSSIER_ORIGINS of the archive. Elsewhere, and without a script,
// readers see what stands inside the element. Attributes: endpoint, label, placeholder, button.

import { combobox } from "./combobox.js";
import { goal, suggestions } from "./suggestions.js";

const STYLE = `
:host { display: block; position: relative; color-scheme: light dark; --accent: light-dark(#8c2f1b, #f0a088);
  --accent-ink: light-dark(#fff, #1c1210); --raised: light-dark(#fff, #201e1b); --line: light-dark(#8d877c, #837b6e);
  --wash: light-dark(#f5ece7, #2d231f); --quiet: light-dark(#5f5a52, #aba396); color: light-dark(#1d1b18, #ece7dd); }
form { margin: 0; }
label, .unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.field { display: flex; border: 1px solid var(--line); border-radius: 8px; background: var(--raised); }
.field:focus-within { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: 1px; }
input, button { font: inherit; color: inherit; border: 0; background: none; padding: 0.6em 0.9em; }
input { flex: 1; min-inline-size: 0; outline: none; }
input::placeholder { color: var(--quiet); opacity: 1; }
button { background: var(--accent); color: var(--accent-ink); font-weight: 600; border-start-end-radius: 7px; border-end-end-radius: 7px; cursor: pointer; }
button:focus-visible { outline: 2px solid currentColor; outline-offset: -5px; }
.suggestions { position: absolute; z-index: 1000; inset-inline: 0; inset-block-start: calc(100% + 0.35em); background: var(--raised);
  border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 12px 32px rgb(0 0 0 / 16%); padding: 0.35em; max-block-size: 70vh; overflow-y: auto; text-align: start; }
.suggestions[hidden] { display: none; }
.kind { color: var(--quiet); font-size: 0.8em; padding: 0.5em 0.7em 0.1em; }
[role="option"] { padding: 0.45em 0.6em; border-radius: 5px; cursor: pointer; }
[role="option"]:hover, [role="option"][aria-selected="true"] { background: var(--wash); }
[role="option"][aria-selected="true"] { box-shadow: inset 3px 0 0 var(--accent); }
mark { background: none; color: inherit; font-weight: 700; text-decoration: underline; text-decoration-color: var(--accent); }
`;

class DossierSearch extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // allowed by any policy, unlike a style element
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const archive = this.archive();
    const input = Object.assign(document.createElement("input"), {
      type: "search", name: "q", id: "q", autocomplete: "off", spellcheck: false, placeholder: this.getAttribute("placeholder") || "",
    });
    const form = Object.assign(document.createElement("form"), { action: archive + "/search", method: "get" });
    form.setAttribute("role", "search");
    const label = Object.assign(document.createElement("label"), { htmlFor: "q", textContent: this.getAttribute("label") || "Search the archive" });
    const button = Object.assign(document.createElement("button"), { textContent: this.getAttribute("button") || "Search" });
    const field = Object.assign(document.createElement("div"), { className: "field" });
    field.append(input, button);
    form.append(label, field);
    root.append(form);
    combobox(
      input,
      form,
      (text, signal) => suggestions(archive + "/api/v1/suggest", text, signal),
      (suggestion) => location.assign(goal(suggestion, archive + "/search", archive + "/document/-")),
    );
  }

  // The address of the archive without a final slash: as given, else where this script came from.
  archive() {
    const given = this.getAttribute("endpoint");
    const address = given ? new URL(given, location.href) : new URL(import.meta.url.replace(/\/static\/.*/, ""));
    return address.protocol.startsWith("http") ? address.href.replace(/\/+$/, "") : location.origin;
  }
}

if (!customElements.get("dossier-search")) customElements.define("dossier-search", DossierSearch);
