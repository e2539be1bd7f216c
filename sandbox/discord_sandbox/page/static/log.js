// The messages: what comes, changes and goes, and keeping the newest in view.

import { part } from "./api.js";
import { find, parse } from "./html.js";
import { on } from "./live.js";
import { announce } from "./notices.js";

const NEAR = 80;
const FOCUSABLE = "button, a[href], input, select, [tabindex]";

let atEnd = true;

export function startLog() {
  const scroll = find(".scroll");
  scroll.addEventListener("scroll", () => {
    atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    if (atEnd) find("[data-present]").hidden = true;
  });
  // The box in which one writes takes room from the messages as it grows.
  const sizes = new ResizeObserver(() => atEnd && toEnd());
  for (const each of [find("#log"), scroll]) sizes.observe(each);
  find("[data-present]").addEventListener("click", () => {
    toEnd();
    scroll.focus({ preventScroll: true });
  });
  on("message", (patch) => put(patch.id, parse(patch.html), patch.spoken));
  on("gone", (patch) => document.getElementById(`message-${patch.id}`)?.remove());
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[data-older]")) older();
    const jump = /** @type {HTMLAnchorElement | null} */ (target.closest('a[href^="#message-"]'));
    if (jump && highlight(jump.hash.slice(1))) event.preventDefault();
  });
  toEnd();
}

export function toEnd() {
  const scroll = find(".scroll");
  scroll.scrollTop = scroll.scrollHeight;
  atEnd = true;
  find("[data-present]").hidden = true;
}

/**
 * @param {string} id
 * @param {DocumentFragment} fragment
 * @param {string} spoken
 */
function put(id, fragment, spoken) {
  const fresh = /** @type {HTMLElement} */ (fragment.firstElementChild);
  const old = document.getElementById(fresh.id);
  if (old) replace(old, fresh);
  else find("#log").insertBefore(fresh, following(id));
  if (spoken) announce(spoken);
  if (atEnd || (!old && "asked" in fresh.dataset)) toEnd();
  else if (!old) find("[data-present]").hidden = false;
}

/**
 * Put a message in the place of its earlier state, with the focus on the same control.
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function replace(old, fresh) {
  const active = document.activeElement;
  const inside = active instanceof HTMLElement && old.contains(active);
  const place = inside ? [...old.querySelectorAll(FOCUSABLE)].indexOf(active) : -1;
  old.replaceWith(fresh);
  if (!inside) return;
  const same = /** @type {HTMLElement | undefined} */ ([...fresh.querySelectorAll(FOCUSABLE)][place]);
  same?.focus();
  if (document.activeElement !== same || !same) fresh.focus();
}

/** @param {string} id */
function following(id) {
  const later = [...document.querySelectorAll("#log > [data-message]")];
  return later.find((each) => BigInt(/** @type {HTMLElement} */ (each).dataset.message ?? 0) > BigInt(id)) ?? null;
}

async function older() {
  const first = /** @type {HTMLElement | null} */ (document.querySelector("#log > [data-message]"));
  if (!first) return;
  const found = await part("older", { before: first.dataset.message ?? "" });
  document.querySelector("#log > .older")?.remove();
  const { offsetTop } = first;
  find("#log").prepend(found);
  find(".scroll").scrollTop += first.offsetTop - offsetTop;
}

/** @param {string} id */
function highlight(id) {
  const message = document.getElementById(id);
  if (!message) return false;
  message.scrollIntoView({ block: "center" });
  message.classList.remove("found");
  requestAnimationFrame(() => message.classList.add("found"));
  message.focus({ preventScroll: true });
  return true;
}
