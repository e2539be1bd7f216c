// Asking the server: parts of the page, suggestions, and acts.

import { parse } from "./html.js";
import { now } from "./store.js";

const PAGE = "/sandbox/page/";

/** What the server would not do, in its words. */
export class Refused extends Error {
  /**
   * @param {string} message
   * @param {string} kind
   */
  constructor(message, kind) {
    super(message);
    this.kind = kind;
  }
}

/**
 * A part of the page for whoever looks.
 * @param {string} name
 * @param {Record<string, string>} [query]
 * @returns {Promise<DocumentFragment>}
 */
export async function part(name, query = {}) {
  return parse(await (await get(name, query)).text());
}

/**
 * @param {string} name
 * @param {Record<string, string>} query
 * @returns {Promise<any>}
 */
export async function data(name, query) {
  return (await get(name, query)).json();
}

/**
 * @param {string} name
 * @param {Record<string, string>} query
 */
async function get(name, query) {
  const { who, channel } = now();
  const response = await fetch(`${PAGE}${name}?${new URLSearchParams({ who, channel, ...query })}`);
  if (!response.ok) throw new Refused((await response.text()).trim(), "not_found");
  return response;
}

/**
 * @param {string} path
 * @param {object} body
 * @param {string} [method]
 * @returns {Promise<any>}
 */
export async function send(path, body, method = "POST") {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`/sandbox/${path}`, { method, headers, body: JSON.stringify(body) });
  const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
  if (!response.ok) throw new Refused(answer?.message ?? `the sandbox answered ${response.status}`, answer?.error ?? "");
  return answer;
}

/**
 * Something for the page of whoever looks.
 * @param {string} path
 * @param {object} body
 */
export function ask(path, body) {
  const { who, channel } = now();
  return send(`page/${path}`, { who, channel, ...body });
}

/**
 * A file as acts carry it.
 * @param {File} file
 * @returns {Promise<{filename: string, content: string}>}
 */
export function packed(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve({ filename: file.name, content: String(reader.result).split(",")[1] ?? "" });
    reader.readAsDataURL(file);
  });
}
