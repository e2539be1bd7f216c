// What went wrong, above the message box; and what a screen reader is told.

import { element, find } from "./html.js";

/** @param {string} text it stays until something else is done */
export function notice(text) {
  const close = element("button", { type: "button", class: "quiet", "aria-label": "Dismiss" }, "×");
  const shown = element("p", { class: "notice" }, element("span", {}, text), close);
  close.addEventListener("click", () => shown.remove());
  find("#notices").replaceChildren(shown);
}

export function clearNotices() {
  find("#notices").replaceChildren();
}

/** @param {string} text */
export function announce(text) {
  find("#announcer").textContent = text;
}
