// Recording what one does as a test.

import { Refused, send } from "./api.js";
import { element, find } from "./html.js";
import { copy } from "./menus.js";
import { announce, notice } from "./notices.js";

export function startRecording() {
  const button = document.querySelector("[data-record]");
  button?.addEventListener("click", () => record(/** @type {HTMLElement} */ (button)));
}

/** @param {HTMLElement} button */
async function record(button) {
  const recording = button.getAttribute("aria-pressed") === "true";
  try {
    const answer = await send("record", { action: recording ? "stop" : "start" });
    button.setAttribute("aria-pressed", String(!recording));
    find("span", button).textContent = recording ? "Record" : "Stop";
    announce(recording ? "Recording stopped" : "Recording");
    if (recording) show(answer);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    notice(error.message);
  }
}

/** @param {{path: string | null, text: string}} recorded */
function show(recorded) {
  const dialog = find("#dialog");
  const close = element("button", { type: "button", class: "button primary" }, "Close");
  close.addEventListener("click", () => dialog.close());
  const copying = element("button", { type: "button", class: "button secondary" }, "Copy");
  copying.addEventListener("click", () => copy(recorded.text));
  dialog.replaceChildren(element("div", { class: "form" },
    element("header", {}, element("h2", { id: "dialog-title" }, "Recorded")),
    element("p", {}, ...(recorded.path ? ["Written to ", element("code", {}, recorded.path)] : ["Copy it into a file of yours."])),
    element("pre", { tabindex: "0", "aria-label": "The test" }, recorded.text),
    element("footer", {}, copying, close)));
  dialog.showModal();
}
