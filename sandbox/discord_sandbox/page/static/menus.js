// Menus of messages, profiles of people, and what is done from them.

import { act } from "./act.js";
import { part } from "./api.js";
import { edit, write } from "./composer.js";
import { find } from "./html.js";
import { startThread } from "./more.js";
import { announce } from "./notices.js";
import { closePopover, opener, openPopover } from "./popover.js";
import { openReactions } from "./reactions.js";
import { rove } from "./roving.js";
import { change } from "./store.js";

export function startMenus() {
  rove(find("#popover"), "[role=menuitem]");
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const control = /** @type {HTMLElement | null} */ (target.closest("[data-open], [data-profile], [data-do]"));
    if (!control) return;
    if (control.dataset.do) choose(control);
    else if (control.dataset.profile) profile(control);
    else open(control);
  });
  document.addEventListener("contextmenu", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("a, input, textarea, pre")) return;
    const person = /** @type {HTMLElement | null} */ (target.closest("[data-profile]"));
    const message = /** @type {HTMLElement | null} */ (target.closest("[data-message]"));
    if (!person && !message) return;
    event.preventDefault();
    if (person) profile(person);
    else if (message) menu(message, { x: event.clientX, y: event.clientY });
  });
}

/** @param {HTMLElement} control */
function open(control) {
  const message = /** @type {HTMLElement | null} */ (control.closest("[data-message]"));
  switch (control.dataset.open) {
    case "menu":
      return menu(control);
    case "react":
      return openReactions(control, message?.dataset.message ?? "");
    case "reply":
      return reply(message?.dataset.message ?? "");
    case "pins":
      return show(control, "pins");
    default:
      return show(control, "commands");
  }
}

/**
 * @param {HTMLElement} control
 * @param {string} name
 * @param {Record<string, string>} [query]
 */
async function show(control, name, query = {}) {
  openPopover(control, await part(name, query));
}

/** @param {HTMLElement} control */
const profile = (control) => show(control, "profile", { user: control.dataset.profile ?? "" });

/**
 * @param {HTMLElement} from
 * @param {{x: number, y: number}} [at]
 */
async function menu(from, at) {
  const message = /** @type {HTMLElement} */ (from.closest("[data-message]")).dataset.message ?? "";
  openPopover(from, await part("menu", { message }), "presentation", at);
}

/** @param {string} message */
function reply(message) {
  change({ replyingTo: message, editing: null });
  find("#line").focus();
}

/** @param {HTMLElement} item */
function choose(item) {
  if (item.getAttribute("aria-disabled") === "true") return announce(item.title);
  const from = opener();
  const article = /** @type {HTMLElement | null} */ (from?.closest("[data-message]") ?? null);
  const { do: kind = "", value = "" } = item.dataset;
  const message = article?.dataset.message ?? "";
  closePopover();
  switch (kind) {
    case "react":
      return from && openReactions(from, message);
    case "reply":
      return reply(message);
    case "edit":
      return edit(message, article?.dataset.own ?? "");
    case "copy":
      return copy(value);
    case "start_thread":
      return startThread(message);
    case "mention":
      return write(`${find("#line").value}${value} `);
    case "user_menu":
      return act({ kind, command: value, target: from?.dataset.profile }, value);
    case "message_menu":
      return act({ kind, command: value, message }, value);
    default:
      return act({ kind, message }, kind);
  }
}

/** @param {string} text */
export async function copy(text) {
  await navigator.clipboard.writeText(text);
  announce("Copied");
}
