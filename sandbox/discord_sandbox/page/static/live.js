// The connection over which the server tells what changes.

import { now, onChange } from "./store.js";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5000;

/** @typedef {{kind: string, [name: string]: any}} Patch */
/** @type {Map<string, (patch: Patch) => void>} */
const handlers = new Map();
/** @type {WebSocket | null} */
let socket = null;
let pause = FIRST_PAUSE;
let shown = "";
/** @type {() => void} */
let catchUp = () => {};

/**
 * @param {string} kind
 * @param {(patch: Patch) => void} handler
 */
export function on(kind, handler) {
  handlers.set(kind, handler);
}

/** @param {() => void} afterAnInterruption what to do when the connection is there again */
export function connect(afterAnInterruption) {
  catchUp = afterAnInterruption;
  onChange(show);
  open(false);
}

/** @param {boolean} again */
function open(again) {
  socket = new WebSocket(`ws://${location.host}/sandbox/page/live`);
  socket.addEventListener("open", () => {
    pause = FIRST_PAUSE;
    shown = "";
    document.body.classList.remove("disconnected");
    show();
    if (again) catchUp();
  });
  socket.addEventListener("message", (event) => {
    const patch = JSON.parse(event.data);
    document.body.classList.add("live");
    handlers.get(patch.kind)?.(patch);
  });
  socket.addEventListener("close", () => {
    document.body.classList.add("disconnected");
    document.body.classList.remove("live");
    setTimeout(open, pause, true);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  });
}

/** Tell the server what this page shows, when that has changed. */
function show() {
  const { who, channel, inspecting } = now();
  const wanted = JSON.stringify({ who, channel, inspecting });
  if (socket?.readyState !== WebSocket.OPEN || wanted === shown) return;
  shown = wanted;
  socket.send(JSON.stringify({ who, channel, inspecting, after: lastMessage() }));
}

/** The id of the newest message on the page: the server adds what came since it was rendered. */
function lastMessage() {
  return /** @type {HTMLElement | null} */ (document.querySelector("#log > [data-message]:last-of-type"))?.dataset.message ?? "";
}
