// What every page may do better with a script; each part does nothing where its elements are not.

import { box } from "./box.js";
import { facets } from "./facets.js";
import { histogram } from "./histogram.js";
import { live } from "./live.js";
import { record } from "./record.js";

const form = document.getElementById("search-form");
if (form) {
  box(form);
  live(form);
  histogram();
  facets();
}
record();
