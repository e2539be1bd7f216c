// Small forms of the page itself: a title, a few fields, and what was filled in.

import { element, find } from "./html.js";

/** @typedef {{name: string, label: string, long?: boolean, most?: number, optional?: boolean}} Wanted */

/**
 * @param {string} title
 * @param {Wanted[]} wanted
 * @param {string} verb
 * @returns {Promise<Record<string, string> | null>} null when it was closed
 */
export function askFor(title, wanted, verb) {
  const dialog = find("#dialog");
  const close = element("button", { type: "button", class: "button secondary" }, "Cancel");
  const form = /** @type {HTMLFormElement} */ (element("form", { class: "form", method: "dialog" },
    element("header", {}, element("h2", { id: "dialog-title" }, title)),
    element("div", { class: "fields" }, ...wanted.map(field)),
    element("footer", {}, close, element("button", { type: "submit", class: "button primary" }, verb))));
  dialog.replaceChildren(form);
  return new Promise((resolve) => {
    const finish = (/** @type {Record<string, string> | null} */ answer) => {
      resolve(answer);
      if (dialog.open) dialog.close();
    };
    dialog.addEventListener("close", () => finish(null), { once: true });
    close.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      finish(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form))));
    });
    dialog.showModal();
    find(":is(input, textarea)", form).focus();
  });
}

/** @param {Wanted} wanted */
function field({ name, label, long = false, most = 100, optional = false }) {
  const id = `asked-${name}`;
  const attributes = { id, name, maxlength: String(most), ...(optional ? {} : { required: "" }) };
  const control = long ? element("textarea", { rows: "4", ...attributes }) : element("input", { type: "text", ...attributes });
  return element("div", { class: "field" }, element("label", { for: id }, label), control);
}
