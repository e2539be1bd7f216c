// The inspector: what happened, in order, and what was wrong with it.

import { part } from "./api.js";
import { find, parse } from "./html.js";
import { on } from "./live.js";
import { copy } from "./menus.js";
import { rove } from "./roving.js";

const KEPT = 1000;
const NEAR = 60;

let atEnd = true;

export function startInspector() {
  on("entries", (patch) => put([...parse(patch.html).children]));
  const filters = find("[data-filters]");
  filters.addEventListener("input", filterAll);
  filters.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  find("[data-clear]").addEventListener("click", () => entries().replaceChildren());
  entries().addEventListener("click", (/** @type {Event} */ event) => {
    const target = /** @type {Element} */ (event.target);
    const entry = target.closest(".entry");
    if (target.closest(".summary") && entry instanceof HTMLElement) toggle(entry);
    if (target.closest("[data-copy-step]")) copy(entry?.querySelector(".step")?.textContent ?? "");
  });
  entries().addEventListener("scroll", () => {
    const { scrollHeight, scrollTop, clientHeight } = entries();
    if (clientHeight) atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
  });
  // What is hidden cannot be scrolled: the end is followed when it is shown again.
  new ResizeObserver(follow).observe(entries());
  startTabs();
}

function follow() {
  if (atEnd) entries().scrollTop = entries().scrollHeight;
}

/** @returns {HTMLElement} */
const entries = () => find("#entries");

/** @param {Element[]} fresh */
function put(fresh) {
  const list = entries();
  for (const entry of /** @type {HTMLElement[]} */ (fresh)) {
    const old = list.querySelector(`[data-entry="${entry.dataset.entry}"]`);
    filter(entry);
    if (old?.querySelector(".detail")) continue;
    if (old) old.replaceWith(entry);
    else list.append(entry);
  }
  while (list.childElementCount > KEPT) list.firstElementChild?.remove();
  follow();
}

function filterAll() {
  for (const entry of entries().children) filter(/** @type {HTMLElement} */ (entry));
}

/** @param {HTMLElement} entry */
function filter(entry) {
  const wanted = new FormData(find("[data-filters]"));
  const text = String(wanted.get("search") ?? "").toLowerCase();
  const kind = entry.dataset.kind ?? "";
  const left = (kind === "fault" || wanted.has(kind)) && (!wanted.has("problems") || "problem" in entry.dataset);
  entry.hidden = !left || !entry.textContent?.toLowerCase().includes(text);
}

/** @param {HTMLElement} entry */
async function toggle(entry) {
  const summary = find(".summary", entry);
  const open = summary.getAttribute("aria-expanded") !== "true";
  summary.setAttribute("aria-expanded", String(open));
  entry.querySelector(".detail")?.remove();
  if (!open) return;
  entry.append(await part("entry", { number: entry.dataset.entry ?? "" }));
  entry.scrollIntoView({ block: "nearest" });
}

function startTabs() {
  const list = find("#inspector [role=tablist]");
  const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
  rove(list, "[role=tab]", { horizontal: true });
  const select = (/** @type {HTMLElement} */ chosen) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      find(`#${tab.getAttribute("aria-controls")}`).hidden = tab !== chosen;
    }
    follow();
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("focus", () => select(tab));
  }
}
