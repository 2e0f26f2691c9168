// Suggestions of the API as groups for a combobox, each with the typed part marked.

const GROUPS = { author: "Authors", topic: "Topics", title: "Titles", query: "Searches" };

// endpoint: the address of /api/v1/suggest. Rejects when the answer does not come.
export async function suggestions(endpoint, text, signal) {
  const response = await fetch(endpoint + "?" + new URLSearchParams({ q: text }), { signal, headers: { Accept: "application/json" } });
  if (!response.ok) return [];
  const groups = new Map();
  for (const suggestion of (await response.json()).suggestions) {
    const label = GROUPS[suggestion.kind] || GROUPS.query;
    if (!groups.has(label)) groups.set(label, []);
    groups.get(label).push({ node: labelled(suggestion.highlight), value: suggestion });
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}

// Where a suggestion leads: a title to its record, a name to all its records.
export function goal(suggestion, search, record) {
  if (suggestion.kind === "title" && suggestion.id) return record.replace(/-$/, "") + encodeURIComponent(suggestion.id);
  const name = { author: "author", topic: "topic" }[suggestion.kind] || "q";
  return search + "?" + new URLSearchParams({ [name]: suggestion.text });
}

// The highlight is escaped HTML with <mark>; it is rebuilt from text, so nothing else in it could become a tag.
function labelled(highlight) {
  const label = document.createElement("span");
  label.dir = "auto";
  let target = label;
  for (const part of highlight.split(/(<\/?mark>)/)) {
    if (part === "<mark>") label.append((target = document.createElement("mark")));
    else if (part === "</mark>") target = label;
    else target.append(unescaped(part));
  }
  return label;
}

function unescaped(text) {
  const area = document.createElement("textarea"); // its content is text, whatever it looks like
  area.innerHTML = text;
  return area.value;
}
