// Files that go with a message, and the message that it answers or changes.

import { element, find } from "./html.js";
import { change, now, onChange } from "./store.js";

export function startUploads() {
  const input = find("#files");
  input.addEventListener("change", () => {
    takeFiles([...now().files, ...input.files]);
    input.value = "";
    find("#line").focus();
  });
  find("#line").addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) takeFiles([...now().files, ...files]);
  });
  find("[data-stop-replying]").addEventListener("click", () => change({ replyingTo: null, editing: null }));
  onChange(({ replyingTo, editing }) => {
    const note = find("[data-replying]");
    note.hidden = !replyingTo && !editing;
    find("span", note).textContent = editing ? "Editing your message" : `Replying to ${nameOf(replyingTo)}`;
  });
}

/** @param {File[]} files */
export function takeFiles(files) {
  change({ files });
  const list = find("[data-uploads]");
  list.hidden = !files.length;
  list.replaceChildren(...files.map((file, index) => {
    const away = element("button", { type: "button", class: "quiet", "aria-label": `Leave ${file.name} out` }, "×");
    away.addEventListener("click", () => takeFiles(now().files.filter((_, each) => each !== index)));
    return element("li", {}, file.name, " ", away);
  }));
}

/** @param {string | null} message */
function nameOf(message) {
  const article = message && document.getElementById(`message-${message}`);
  return (article && article.querySelector("h3")?.textContent?.trim().split("\n")[0]) || "a message";
}
