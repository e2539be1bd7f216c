// The keyboard in the list of messages and between channels.

import { find } from "./html.js";
import { go } from "./navigate.js";
import { rove } from "./roving.js";

export function startKeyboard() {
  const scroll = find(".scroll");
  rove(scroll, "#log > [data-message]");
  scroll.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const message = /** @type {Element} */ (event.target);
    if (event.key !== "Enter" || !message.matches("[data-message]")) return;
    event.preventDefault();
    const more = message.querySelector('[data-open="menu"]');
    if (more instanceof HTMLElement) more.click();
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const places = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("#places a.place")]);
    const index = places.findIndex((each) => each.classList.contains("current"));
    const next = places[(index + (event.key === "ArrowDown" ? 1 : -1) + places.length) % places.length];
    event.preventDefault();
    if (next) go(next.href);
  });
}
