// A small choice of emoji; any other can be typed.

import { act } from "./act.js";
import { element } from "./html.js";
import { closePopover, openPopover } from "./popover.js";
import { rove } from "./roving.js";

const OFTEN = [..."👍👎❤🎉😂😮😢😡🙏👀🔥✨💯🤔👋🎨📚⭐✅❌❓❗🐝🍪"];

/**
 * @param {HTMLElement} from
 * @param {string} message
 */
export function openReactions(from, message) {
  const choose = (/** @type {string} */ emoji) => {
    closePopover();
    act({ kind: "react", message, emoji }, "the reaction");
  };
  const grid = element("div", { class: "emoji-grid" }, ...OFTEN.map((emoji) => {
    const button = element("button", { type: "button", class: "quiet", "aria-label": `React with ${emoji}` }, emoji);
    button.addEventListener("click", () => choose(emoji));
    return button;
  }));
  rove(grid, "button", { horizontal: true });
  const other = element("input", { type: "text", maxlength: "64", placeholder: "Another emoji", "aria-label": "Another emoji" });
  other.addEventListener("keydown", (event) => {
    const { value } = /** @type {HTMLInputElement} */ (other);
    if (event.key === "Enter" && value.trim()) choose(value.trim());
  });
  openPopover(from, element("div", { class: "reaction-picker" }, grid, other));
}
