// Suggestions above the message box. The server says what fits; the arrows, Tab and Enter choose.

import { ask } from "./api.js";
import { begin, showCommand } from "./command_line.js";
import { element, find } from "./html.js";
import { announce } from "./notices.js";

const PAUSE_MILLISECONDS = 60;

/** @typedef {{label: string, insert: string, begin: number, end: number, detail: string, colour: string | null}} Suggestion */
/** @type {Suggestion[]} */
let suggestions = [];
let active = -1;
let asked = 0;
let timer = 0;
let waiting = false;
/** @type {{current: string | null, options: {name: string, given: boolean}[]} | null} the command that is being typed */
let command = null;
/** @type {"" | "Tab" | "Enter"} which key was pressed before the suggestions had come */
let hasty = "";

export const suggesting = () => suggestions.length > 0;

/** @param {HTMLTextAreaElement} line */
export function suggest(line) {
  clearTimeout(timer);
  const number = ++asked;
  waiting = true;
  hasty = "";
  timer = setTimeout(async () => {
    const [text, cursor] = [line.value, line.selectionStart];
    if (!text) return closeSuggestions();
    const found = await ask("complete", { line: text, cursor }).catch(() => null);
    // A later letter has been typed meanwhile, or the line is gone.
    if (!found || number !== asked || line.value !== text) return;
    waiting = false;
    show(found, line);
    if (!hasty || acceptActive(line, hasty)) return;
    if (hasty === "Tab") nextOption();
    else find("#compose").requestSubmit();
  }, PAUSE_MILLISECONDS);
}

export function closeSuggestions() {
  asked += 1;
  waiting = false;
  clearTimeout(timer);
  suggestions = [];
  command = null;
  active = -1;
  find("#suggestions").hidden = true;
  const line = find("#line");
  line.removeAttribute("aria-activedescendant");
}

/**
 * @param {{suggestions: Suggestion[], eager: boolean, hidden: {name: string, reason: string}[], command: any, problem: string | null}} found
 * @param {HTMLTextAreaElement} line
 */
function show(found, line) {
  suggestions = found.suggestions;
  command = found.command;
  find("#suggestion-list").replaceChildren(...suggestions.map((each, index) => option(each, index, line)));
  showCommand(found.command, found.problem);
  showHidden(found.hidden);
  find("#suggestions").hidden = !suggestions.length && !found.command && !found.hidden.length;
  if (suggestions.length) announce(`${suggestions.length} suggestions`);
  activate(found.eager ? 0 : -1);
}

/**
 * @param {Suggestion} suggestion
 * @param {number} index
 * @param {HTMLTextAreaElement} line
 */
function option(suggestion, index, line) {
  const label = element("b", {}, suggestion.label);
  if (suggestion.colour) label.style.setProperty("--colour", suggestion.colour);
  const made = element("div", { role: "option", id: `suggestion-${index}`, class: "item", "aria-selected": "false" }, label);
  if (suggestion.detail) made.append(" ", element("span", { class: "faint" }, suggestion.detail));
  // Not on click: the line would lose the focus before.
  made.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    accept(suggestion, line);
  });
  return made;
}

/** @param {{name: string, reason: string}[]} hidden */
function showHidden(hidden) {
  const note = find("[data-hidden-commands]");
  note.hidden = !hidden.length;
  const names = hidden.slice(0, 8).map(({ name, reason }) => element("span", { class: "kept", title: `Hidden: ${reason}`, tabindex: "0" }, `/${name}`, element("span", { class: "hidden" }, ` hidden: ${reason}`)));
  note.replaceChildren(`Hidden from you: `, ...names.flatMap((each) => [each, " "]), hidden.length > 8 ? `and ${hidden.length - 8} more` : "");
}

/** @param {number} step */
export function moveActive(step) {
  const count = suggestions.length;
  activate(active < 0 ? (step > 0 ? 0 : count - 1) : (active + step + count) % count);
}

/** @param {number} index */
function activate(index) {
  active = index < suggestions.length ? index : -1;
  const line = find("#line");
  for (const [position, each] of [...find("#suggestion-list").children].entries()) {
    each.setAttribute("aria-selected", String(position === active));
    if (position === active) each.scrollIntoView({ block: "nearest" });
  }
  if (active >= 0) line.setAttribute("aria-activedescendant", `suggestion-${active}`);
  else line.removeAttribute("aria-activedescendant");
}

/**
 * @param {HTMLTextAreaElement} line
 * @param {"Tab" | "Enter"} key with Tab the first is meant when none is active
 * @returns {boolean} whether there was something to accept, or will be: what is shown may be of an earlier letter
 */
export function acceptActive(line, key) {
  if (waiting && (key === "Tab" || active >= 0)) {
    hasty = key;
    return true;
  }
  const chosen = suggestions[active] ?? (key === "Tab" ? suggestions[0] : undefined);
  if (!chosen) return false;
  accept(chosen, line);
  return true;
}

/**
 * Go on to the next option that is still missing.
 * @returns {boolean} whether an option is being typed: then the key does not leave the line
 */
export function nextOption() {
  if (!command?.current) return false;
  const at = command.options.findIndex(({ name }) => name === command?.current);
  const next = [...command.options.slice(at + 1), ...command.options.slice(0, at)].find(({ given }) => !given);
  if (next) begin(next.name);
  return true;
}

/**
 * @param {Suggestion} suggestion
 * @param {HTMLTextAreaElement} line
 */
function accept(suggestion, line) {
  line.setRangeText(suggestion.insert, suggestion.begin, suggestion.end, "end");
  closeSuggestions();
  line.dispatchEvent(new Event("input", { bubbles: true }));
}
