// Selects in messages: a list to choose from, with a search when it is long.

import { actWith } from "./act.js";
import { data } from "./api.js";
import { element } from "./html.js";
import { closePopover, openPopover } from "./popover.js";
import { rove } from "./roving.js";

const LONG = 10;

/** @typedef {{value: string, label: string, detail: string, colour: string | null, chosen: boolean}} Candidate */

export function startSelects() {
  document.addEventListener("click", (event) => {
    const select = /** @type {Element} */ (event.target).closest("[data-select]");
    if (select instanceof HTMLElement) open(select);
  });
}

/** @param {HTMLElement} select */
async function open(select) {
  const message = messageOf(select);
  const component = select.dataset.select ?? "";
  /** @type {Candidate[]} */
  const candidates = await data("choices", { message, component });
  const [least, most] = [Number(select.dataset.least), Number(select.dataset.most)];
  const choose = (/** @type {string[]} */ values) => {
    closePopover();
    actWith(select, { kind: "select", message, select: component, values, label: select.getAttribute("aria-label") }, "what you chose");
  };
  openPopover(select, list(select, candidates, least, most, choose), "presentation");
}

/** @param {HTMLElement} part */
const messageOf = (part) => /** @type {HTMLElement | null} */ (part.closest("[data-message]"))?.dataset.message ?? "";

/**
 * @param {HTMLElement} select
 * @param {Candidate[]} candidates
 * @param {number} least
 * @param {number} most
 * @param {(values: string[]) => void} choose
 */
function list(select, candidates, least, most, choose) {
  const name = select.getAttribute("aria-label") ?? "Choose";
  const several = most > 1;
  const box = element("div", { role: "listbox", class: "options", "aria-label": name, "aria-multiselectable": String(several) });
  const options = candidates.map((each) => option(each));
  box.append(...options);
  const values = () => options.filter((each) => each.getAttribute("aria-selected") === "true").map((each) => each.dataset.value ?? "");
  const pick = (/** @type {HTMLElement} */ chosen) => {
    if (!several) return choose([chosen.dataset.value ?? ""]);
    chosen.setAttribute("aria-selected", String(chosen.getAttribute("aria-selected") !== "true"));
    done.disabled = values().length < least || values().length > most;
  };
  for (const each of options) each.addEventListener("click", () => pick(each));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pick(/** @type {HTMLElement} */ (document.activeElement));
  });
  const done = /** @type {HTMLButtonElement} */ (element("button", { type: "button", class: "button primary" }, "Done"));
  done.addEventListener("click", () => choose(values()));
  const nothing = element("button", { type: "button", class: "button secondary" }, "Choose nothing");
  nothing.addEventListener("click", () => choose([]));
  const whole = element("div", { class: "chooser" }, ...(candidates.length > LONG ? search(box, options, pick) : []), box);
  if (several) whole.append(element("footer", {}, done));
  else if (least === 0) whole.append(element("footer", {}, nothing));
  rove(whole, "input, [role=option]:not([hidden])");
  return whole;
}

/** @param {Candidate} candidate */
function option(candidate) {
  const label = element("b", {}, candidate.label);
  if (candidate.colour) label.style.setProperty("--colour", candidate.colour);
  const made = element("div", { role: "option", tabindex: "-1", class: "item", "data-value": candidate.value, "aria-selected": String(candidate.chosen) }, label);
  if (candidate.detail) made.append(" ", element("span", { class: "faint" }, candidate.detail));
  return made;
}

/**
 * A search by name, and what is said when it finds nothing.
 * @param {HTMLElement} box
 * @param {HTMLElement[]} options
 * @param {(option: HTMLElement) => void} pick
 */
function search(box, options, pick) {
  const input = /** @type {HTMLInputElement} */ (element("input", { type: "search", placeholder: "Search", "aria-label": "Search the choices", "data-first": "" }));
  const nothing = element("p", { role: "status", class: "faint" });
  const nameOf = (/** @type {HTMLElement} */ option) => bare(option.querySelector("b")?.textContent ?? "");
  const bare = (/** @type {string} */ text) => text.trim().replace(/^[#@]/, "").toLowerCase();
  input.addEventListener("input", () => {
    const wanted = bare(input.value);
    for (const each of options) each.hidden = !nameOf(each).includes(wanted);
    const first = options.filter((each) => nameOf(each).startsWith(wanted));
    box.append(...first, ...options.filter((each) => !first.includes(each)));
    nothing.textContent = options.every((each) => each.hidden) ? "Nothing found" : "";
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const hit = /** @type {HTMLElement | null} */ (box.querySelector("[role=option]:not([hidden])"));
    if (hit) pick(hit);
  });
  return [input, nothing];
}

