// One thing that floats beside what opened it: a profile, a menu, a list to choose from.

import { find } from "./html.js";

const GAP = 6;
const EDGE = 8;

/** @type {HTMLElement | null} */
let anchor = null;

/**
 * @param {HTMLElement} opener
 * @param {Node} content
 * @param {"dialog" | "presentation"} [role]
 * @param {{x: number, y: number}} [at]
 */
export function openPopover(opener, content, role = "dialog", at) {
  closePopover(false);
  anchor = opener;
  const popover = find("#popover");
  popover.setAttribute("role", role);
  popover.toggleAttribute("aria-labelledby", false);
  popover.replaceChildren(content);
  const title = popover.querySelector("#popover-title");
  if (title) popover.setAttribute("aria-labelledby", "popover-title");
  else if (role === "dialog") popover.setAttribute("aria-label", opener.getAttribute("aria-label") ?? opener.textContent?.trim() ?? "");
  popover.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  place(popover, opener, at);
  const first = popover.querySelector("[data-first], [role=menuitem], [role=option], input, button, a[href]");
  (first instanceof HTMLElement ? first : popover).focus({ preventScroll: true });
}

/** @param {boolean} [giveBackFocus] */
export function closePopover(giveBackFocus = true) {
  const popover = find("#popover");
  if (popover.hidden) return;
  const inside = popover.contains(document.activeElement);
  popover.hidden = true;
  popover.replaceChildren();
  anchor?.setAttribute("aria-expanded", "false");
  if (giveBackFocus && inside) anchor?.focus();
  anchor = null;
}

/** What the popover was opened from. */
export const opener = () => anchor;

export function startPopover() {
  document.addEventListener("pointerdown", (event) => {
    const target = /** @type {Node} */ (event.target);
    if (!find("#popover").contains(target) && !anchor?.contains(target)) closePopover(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || find("#popover").hidden) return;
    event.stopPropagation();
    closePopover();
  }, true);
  find("#popover").addEventListener("focusout", (/** @type {FocusEvent} */ event) => {
    const next = event.relatedTarget;
    if (next instanceof Node && !find("#popover").contains(next)) closePopover(false);
  });
}

/**
 * Beside the opener, and wholly inside the window.
 * @param {HTMLElement} popover
 * @param {HTMLElement} beside
 * @param {{x: number, y: number}} [at]
 */
function place(popover, beside, at) {
  const box = beside.getBoundingClientRect();
  const [width, height] = [popover.offsetWidth, popover.offsetHeight];
  const left = at?.x ?? box.left;
  const below = (at?.y ?? box.bottom) + (at ? 0 : GAP);
  const above = (at?.y ?? box.top) - (at ? 0 : GAP) - height;
  const top = below + height + EDGE > innerHeight && above > EDGE ? above : below;
  popover.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  popover.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
}
