// What is pressed inside of messages: buttons, spoilers, reactions, polls, and private replies that are put away.

import { act, actWith } from "./act.js";
import { ask } from "./api.js";

export function startControls() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    for (const [selector, react] of CLICKS) {
      const control = target.closest(selector);
      if (control instanceof HTMLElement) return react(control, event);
    }
  });
  document.addEventListener("keydown", (event) => {
    const spoiler = /** @type {Element} */ (event.target);
    if ((event.key !== "Enter" && event.key !== " ") || !spoiler.matches?.(".spoiler[role=button]")) return;
    event.preventDefault();
    reveal(/** @type {HTMLElement} */ (spoiler), event);
  });
  document.addEventListener("submit", (event) => {
    const poll = /** @type {HTMLFormElement} */ (event.target);
    if (!poll.matches("[data-poll]")) return;
    event.preventDefault();
    vote(poll);
  });
}

/** @type {[string, (control: HTMLElement, event: Event) => void][]} */
const CLICKS = [
  [".spoiler[role=button]", reveal],
  ["[data-click]", press],
  ["[data-react]", react],
  ["[data-dismiss]", dismiss],
];

/** @param {HTMLElement} control */
const messageOf = (control) => /** @type {HTMLElement} */ (control.closest("[data-message]")).dataset.message ?? "";

/** @param {HTMLElement} button */
function press(button) {
  const label = button.textContent?.trim() ?? "";
  actWith(button, { kind: "click", message: messageOf(button), button: button.dataset.click, label }, label || "the button");
}

/**
 * @param {HTMLElement} spoiler
 * @param {Event} event
 */
function reveal(spoiler, event) {
  event.preventDefault();
  spoiler.classList.add("revealed");
  for (const name of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(name);
  for (const inside of spoiler.querySelectorAll(":scope > [inert]")) inside.removeAttribute("inert");
  const content = /** @type {HTMLElement | null} */ (spoiler.firstElementChild);
  content?.setAttribute("tabindex", "-1");
  content?.focus({ preventScroll: true });
}

/** @param {HTMLElement} button */
function react(button) {
  const kind = button.getAttribute("aria-pressed") === "true" ? "take_back" : "react";
  act({ kind, message: messageOf(button), emoji: button.dataset.react }, "the reaction");
}

/** @param {HTMLElement} button */
async function dismiss(button) {
  await ask("dismiss", { message: button.dataset.dismiss });
  button.closest("[data-message]")?.remove();
}

/** @param {HTMLFormElement} poll */
function vote(poll) {
  const answers = new FormData(poll).getAll("answer").map(String);
  act({ kind: "vote", message: messageOf(poll), answers }, "the vote");
}
