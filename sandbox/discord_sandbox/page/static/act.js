// Doing something as whoever one is, and showing what goes wrong.

import { ask, Refused } from "./api.js";
import { openForm } from "./form.js";
import { notice } from "./notices.js";

/**
 * Perform an act; a form that the app opens is shown.
 * @param {object} deed
 * @param {string} what what it was, for when nothing comes of it
 * @returns {Promise<boolean>} whether it was done
 */
export async function act(deed, what) {
  try {
    const answer = await ask("act", deed);
    if (answer.form) openForm(answer.form);
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    notice(error.kind === "no_answer" ? `The application did not respond to ${what}.` : error.message);
    return false;
  }
}

/**
 * Perform an act that a part of a message stands for, which waits meanwhile.
 * @param {HTMLElement} control
 * @param {object} deed
 * @param {string} what
 */
export async function actWith(control, deed, what) {
  const message = control.closest("[data-message]");
  control.setAttribute("aria-busy", "true");
  const done = await act(deed, what);
  control.removeAttribute("aria-busy");
  if (!done) message?.querySelector(".body")?.append(failed());
}

function failed() {
  const note = document.createElement("p");
  note.className = "bad failed";
  note.textContent = "This interaction failed";
  return note;
}
