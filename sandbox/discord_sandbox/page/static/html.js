// The one place where text becomes HTML. It comes from this server, which escapes whatever people wrote.

import { localize } from "./local_formats.js";

const policy = globalThis.trustedTypes?.createPolicy("sandbox", { createHTML: (text) => text });

/**
 * A whole page that the server rendered.
 * @param {string} html
 * @returns {Document}
 */
export function parsePage(html) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
}

/**
 * A part of a page that the server rendered, ready to be inserted.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function parse(html) {
  const fragment = document.createDocumentFragment();
  fragment.append(...parsePage(html).body.childNodes);
  localize(fragment);
  return fragment;
}

/**
 * An element made of plain text and other elements.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Find an element that the page always has.
 * @param {string} selector
 * @param {ParentNode} [inside]
 * @returns {any}
 */
export function find(selector, inside = document) {
  const found = inside.querySelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}
