// What can be shown or put away: channels on narrow windows, members, the inspector; light or dark.

import { find } from "./html.js";
import { change } from "./store.js";

const KEPT = "sandbox.";
const ROOM_FOR_BOTH = 1400;
const ROOM_FOR_MEMBERS = 1000;

export function startPanels() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const toggle = /** @type {HTMLElement | null} */ (target.closest("[data-toggle]"));
    if (toggle) switchPanel(toggle.dataset.toggle ?? "");
    if (target.closest("[data-theme-switch]")) switchTheme();
    const who = document.querySelector("details.who[open]");
    if (who && !who.contains(target)) who.removeAttribute("open");
  });
  document.addEventListener("keydown", (event) => {
    const who = document.querySelector("details.who[open]");
    if (event.key !== "Escape") return;
    document.body.classList.remove("side-open");
    who?.removeAttribute("open");
    if (who?.contains(document.activeElement)) find("summary", who).focus();
  });
  setTheme(kept("theme") ?? "");
  setPanel("inspector", kept("inspector") === "open");
  setPanel("members", kept("members") !== "closed" && innerWidth > (kept("inspector") === "open" ? ROOM_FOR_BOTH : ROOM_FOR_MEMBERS));
}

/** @param {string} name */
function switchPanel(name) {
  if (name === "side") {
    const open = document.body.classList.toggle("side-open");
    return find("[data-toggle=side]").setAttribute("aria-expanded", String(open));
  }
  const open = find(`#${name}`).hidden;
  if (open && innerWidth < ROOM_FOR_BOTH) setPanel(name === "inspector" ? "members" : "inspector", false);
  setPanel(name, open);
  if (!open && name === "inspector") setPanel("members", kept("members") !== "closed" && innerWidth > ROOM_FOR_MEMBERS);
  localStorage.setItem(KEPT + name, open ? "open" : "closed");
  if (name === "inspector") find(open ? "#inspector [role=tab][aria-selected=true]" : "header [data-toggle=inspector]").focus();
}

/**
 * @param {string} name
 * @param {boolean} open
 */
function setPanel(name, open) {
  find(`#${name}`).hidden = !open;
  document.body.classList.toggle(`with-${name}`, open);
  for (const each of document.querySelectorAll(`[data-toggle=${name}][aria-expanded]`)) each.setAttribute("aria-expanded", String(open));
  if (name === "inspector") change({ inspecting: open });
}

function switchTheme() {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  setTheme(dark ? "light" : "dark");
}

/** @param {string} theme */
function setTheme(theme) {
  if (!theme) return;
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(`${KEPT}theme`, theme);
}

/** @param {string} name */
const kept = (name) => localStorage.getItem(KEPT + name);
