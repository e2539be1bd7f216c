// What the page knows of itself: who looks, at what, and what is being written. There is no other state.

/**
 * @typedef {object} State
 * @property {string} who
 * @property {string} channel
 * @property {string | null} replyingTo
 * @property {string | null} editing
 * @property {File[]} files
 * @property {Record<string, File>} optionFiles
 * @property {boolean} inspecting
 */

/** @type {State} */
const state = {
  who: "", channel: "", replyingTo: null, editing: null, files: [], optionFiles: {}, inspecting: false,
};
/** @type {Set<(state: Readonly<State>) => void>} */
const listeners = new Set();

/** @returns {Readonly<State>} */
export const now = () => state;

/** @param {Partial<State>} changes */
export function change(changes) {
  Object.assign(state, changes);
  for (const listener of listeners) listener(state);
}

/** @param {(state: Readonly<State>) => void} listener */
export function onChange(listener) {
  listeners.add(listener);
}

/** Take over what a page that was rendered says about itself. */
export function readPage() {
  const { who = "", channel = "" } = document.body.dataset;
  // The same place was only rendered anew: what is being written goes on.
  if (who === state.who && channel === state.channel) return;
  change({ who, channel, replyingTo: null, editing: null, files: [], optionFiles: {} });
}
