// Moving between places and people without loading the page anew.

import { localize } from "./local_formats.js";
import { find, parsePage } from "./html.js";
import { on } from "./live.js";
import { toEnd } from "./log.js";
import { announce, clearNotices } from "./notices.js";
import { closePopover } from "./popover.js";
import { readPage } from "./store.js";

const REGIONS = ["rail", "places", "personas", "header", "status", "log", "composer", "member-list"];

export function startNavigating() {
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button || !leadsHere(link)) return;
    event.preventDefault();
    go(link.href);
  });
  addEventListener("popstate", () => go(location.href, false));
  on("moved", (patch) => go(new URL(patch.href, location.href).href));
  on("region", (patch) => region(patch.name, patch.html));
  on("unread", (patch) => {
    const mark = document.querySelector(`.place[data-channel="${CSS.escape(patch.channel)}"] .unread`);
    if (mark instanceof HTMLElement) mark.hidden = false;
  });
}

/** @param {HTMLAnchorElement} link */
function leadsHere(link) {
  const inPage = link.hash && link.pathname === location.pathname && link.search === location.search;
  return link.origin === location.origin && link.pathname === "/" && !link.target && !inPage;
}

/**
 * @param {string} href
 * @param {boolean} [remember]
 */
export async function go(href, remember = true) {
  await load(href);
  if (remember && href !== location.href) history.pushState(null, "", href);
  closePopover();
  clearNotices();
  document.body.classList.remove("side-open");
  toEnd();
  announce(document.title);
  find("#line").focus();
}

/** Show the same place as it is now. */
export async function refresh() {
  await load(location.href);
}

/** @param {string} href */
async function load(href) {
  const response = await fetch(href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const page = parsePage(await response.text());
  document.title = page.title;
  Object.assign(document.body.dataset, page.body.dataset);
  for (const id of REGIONS) {
    const [here, there] = [find(`#${id}`), find(`#${id}`, page)];
    here.className = there.className;
    here.replaceChildren(...there.childNodes);
    localize(here);
  }
  const [line, newLine] = [find("#line"), find("#line", page)];
  line.placeholder = newLine.placeholder;
  line.ariaLabel = newLine.getAttribute("aria-label");
  find(".scroll").ariaLabel = find(".scroll", page).getAttribute("aria-label");
  readPage();
}

/**
 * @param {string} name
 * @param {string} html
 */
function region(name, html) {
  const target = document.getElementById(name === "members" ? "member-list" : name);
  if (!target) return;
  const open = target.querySelector("details")?.open ?? false;
  const fresh = parsePage(html).body;
  localize(fresh);
  if (same(target, fresh)) return;
  target.replaceChildren(...fresh.childNodes);
  const details = target.querySelector("details");
  if (details) details.open = open;
}

/**
 * Whether nothing would change: what has the focus then keeps it.
 * @param {Element} target
 * @param {Element} fresh
 */
function same(target, fresh) {
  return target.textContent === fresh.textContent && target.childElementCount === fresh.childElementCount &&
    links(target) === links(fresh);
}

/** @param {Element} root */
const links = (root) => [...root.querySelectorAll("a, [class]")].map((each) => `${each.getAttribute("href")} ${each.className}`).join();
