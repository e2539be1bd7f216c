// What can be begun besides a message: an upload, a poll, a thread, a post of a forum.

import { act } from "./act.js";
import { askFor } from "./ask.js";
import { element, find } from "./html.js";
import { closePopover, openPopover } from "./popover.js";

/** @type {[string, () => void][]} */
const BEGINNINGS = [
  ["Upload files", () => find("#files").click()],
  ["Create a poll", () => poll()],
  ["Start a thread", () => startThread()],
];

export function startMore() {
  find("[data-attach]").addEventListener("click", (/** @type {Event} */ event) => {
    const items = BEGINNINGS.map(([label, begin]) => {
      const item = element("button", { type: "button", role: "menuitem", tabindex: "-1", class: "item" }, label);
      item.addEventListener("click", () => {
        closePopover();
        begin();
      });
      return item;
    });
    const menu = element("div", { class: "menu", role: "menu", "aria-label": "Besides a message" }, ...items);
    openPopover(/** @type {HTMLElement} */ (event.currentTarget), menu, "presentation");
  });
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("[data-new-post]")) post();
  });
}

/** @param {string} [message] the one that the thread is about */
export async function startThread(message) {
  const asked = await askFor("Start a thread", [{ name: "name", label: "Its name" }], "Start");
  if (asked) act({ kind: "start_thread", name: asked.name, ...(message ? { message } : {}) }, "the thread");
}

async function post() {
  const wanted = [{ name: "title", label: "Title" }, { name: "text", label: "Text", long: true, most: 2000 }];
  const asked = await askFor("New post", wanted, "Post");
  if (asked) act({ kind: "post", title: asked.title, text: asked.text }, "the post");
}

async function poll() {
  const wanted = [
    { name: "question", label: "Question", most: 300 },
    { name: "answers", label: "Answers, one a line", long: true, most: 600 },
  ];
  const asked = await askFor("Create a poll", wanted, "Ask");
  if (!asked) return;
  const answers = asked.answers.split("\n").map((each) => each.trim()).filter(Boolean);
  act({ kind: "poll", question: asked.question, answers }, "the poll");
}
