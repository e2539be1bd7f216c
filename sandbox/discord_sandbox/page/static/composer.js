// The message box: a line that is sent as a message or as a slash command.

import { act } from "./act.js";
import { packed } from "./api.js";
import { acceptActive, closeSuggestions, moveActive, nextOption, suggest, suggesting } from "./completion.js";
import { find } from "./html.js";
import { on } from "./live.js";
import { announce, clearNotices, notice } from "./notices.js";
import { change, now, onChange } from "./store.js";
import { takeFiles } from "./uploads.js";

const TALLEST = 240;
const TYPING_MILLISECONDS = 6000;

/** @type {string | null} the message that was being edited before the last change */
let edited = null;

export function startComposer() {
  const line = find("#line");
  line.addEventListener("input", () => {
    grow(line);
    suggest(line);
  });
  line.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => keys(event, line));
  line.addEventListener("click", () => line.value && suggest(line));
  line.addEventListener("blur", () => setTimeout(() => document.activeElement === line || closeSuggestions(), 150));
  find("#compose").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    submit(line);
  });
  document.addEventListener("click", (event) => {
    const command = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-command]"));
    if (command) begin(line, `${command.dataset.command} `);
  });
  onChange(({ editing }) => {
    // The old text is no draft: sent again, it would be a second message.
    if (edited && !editing) write("", false);
    edited = editing;
  });
  on("typing", (patch) => announceTyping(patch.name));
}

/**
 * Begin a command, unless something else is being written.
 * @param {HTMLTextAreaElement} line
 * @param {string} command
 */
function begin(line, command) {
  if (!line.value.trim()) return write(command);
  line.focus();
  notice("Something stands in the message box already. Send it or take it out, then choose the command.");
}

/**
 * Put something into the line, as if it had been typed.
 * @param {string} text
 * @param {boolean} [focus]
 */
export function write(text, focus = true) {
  const line = find("#line");
  line.value = text;
  if (focus) line.focus();
  line.setSelectionRange(text.length, text.length);
  grow(line);
  suggest(line);
}

/** @param {HTMLTextAreaElement} line */
function grow(line) {
  line.style.height = "auto";
  line.style.height = `${Math.min(line.scrollHeight, TALLEST)}px`;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLTextAreaElement} line
 */
function keys(event, line) {
  if (event.isComposing) return;
  if (suggesting() && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    moveActive(event.key === "ArrowDown" ? 1 : -1);
  } else if ((event.key === "Tab" || event.key === "Enter") && !event.shiftKey && acceptActive(line, event.key)) {
    event.preventDefault();
  } else if (event.key === "Tab" && !event.shiftKey && nextOption()) {
    event.preventDefault();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit(line);
  } else if (event.key === "Escape") {
    if (!suggesting()) change({ replyingTo: null, editing: null });
    closeSuggestions();
  } else if (event.key === "ArrowUp" && !event.altKey && !line.value) {
    // The key would move the cursor in front of the text that is there now.
    event.preventDefault();
    editLast();
  }
}

/** @param {HTMLTextAreaElement} line */
async function submit(line) {
  const text = line.value.trim();
  const { replyingTo, editing, files, optionFiles } = now();
  if (!text && !files.length) return;
  clearNotices();
  closeSuggestions();
  const deed = editing ? { kind: "edit", message: editing, content: text }
    : text.startsWith("/") ? { kind: "slash", line: text, options: await given(text, optionFiles) }
      : { kind: "say", content: text, files: await Promise.all(files.map(packed)), ...(replyingTo ? { message: replyingTo } : {}) };
  line.value = "";
  grow(line);
  change({ replyingTo: null, editing: null });
  takeFiles([]);
  if (await act(deed, text.split(" ")[0])) change({ optionFiles: {} });
  else if (!line.value) {
    change({ replyingTo, editing });
    write(text, false);
    closeSuggestions();
  }
}

/**
 * The files among a command's options: the line has only their names.
 * @param {string} text
 * @param {Record<string, File>} optionFiles
 */
async function given(text, optionFiles) {
  const named = Object.entries(optionFiles).filter(([name]) => text.includes(`${name}:`));
  return Object.fromEntries(await Promise.all(named.map(async ([name, file]) => [name, await packed(file)])));
}

/** Like clients do on the up arrow: change one's own last message. */
function editLast() {
  const own = [...document.querySelectorAll("#log [data-own]")].at(-1);
  if (own instanceof HTMLElement) edit(own.dataset.message ?? "", own.dataset.own ?? "");
}

/**
 * @param {string} message
 * @param {string} content
 */
export function edit(message, content) {
  change({ editing: message, replyingTo: null });
  write(content);
}

/** @param {string} name */
function announceTyping(name) {
  const typing = find("#typing");
  typing.textContent = `${name} is typing…`;
  announce(typing.textContent);
  setTimeout(() => (typing.textContent = ""), TYPING_MILLISECONDS);
}
