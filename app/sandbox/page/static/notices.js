// What went wrong, above the message box; and what a screen reader is told.

import { element, find } from "./html.js";

const SHOWN_MILLISECONDS = 12_000;

/** @param {string} text */
export function notice(text) {
  const close = element("button", { type: "button", class: "quiet", "aria-label": "Dismiss" }, "×");
  const shown = element("p", { class: "notice" }, element("span", {}, text), close);
  const away = () => shown.remove();
  close.addEventListener("click", away);
  setTimeout(away, SHOWN_MILLISECONDS);
  find("#notices").replaceChildren(shown);
}

export function clearNotices() {
  find("#notices").replaceChildren();
}

/** @param {string} text */
export function announce(text) {
  find("#announcer").textContent = text;
}
