// Making things go wrong, to see how the bot takes it.

import { part, Refused, send } from "./api.js";
import { find } from "./html.js";
import { announce } from "./notices.js";

export function startFaults() {
  const panel = document.querySelector("[data-faults]");
  if (!(panel instanceof HTMLElement)) return;
  find("#tab-faults").addEventListener("focus", () => show(panel));
  panel.addEventListener("change", (event) => {
    const select = /** @type {HTMLSelectElement} */ (event.target);
    if (select.id === "fault-kind") choose(panel, select.value);
  });
  panel.addEventListener("click", async (event) => {
    const end = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-end-fault]"));
    if (!end) return;
    const { endFault } = end.dataset;
    await send("faults", endFault ? { id: Number(endFault) } : {}, "DELETE");
    await show(panel, "The fault has ended");
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    add(panel, /** @type {HTMLFormElement} */ (event.target));
  });
}

/**
 * @param {HTMLElement} panel
 * @param {string} [spoken]
 */
async function show(panel, spoken = "") {
  const select = /** @type {HTMLSelectElement | null} */ (panel.querySelector("#fault-kind"));
  panel.replaceChildren(await part("faults", select ? { kind: select.value } : {}));
  if (spoken) announce(spoken);
}

/**
 * @param {HTMLElement} panel
 * @param {string} kind
 */
function choose(panel, kind) {
  for (const fields of panel.querySelectorAll("fieldset")) {
    fields.hidden = fields.disabled = fields.dataset.kind !== kind;
  }
}

/**
 * @param {HTMLElement} panel
 * @param {HTMLFormElement} form
 */
async function add(panel, form) {
  try {
    await send("faults", described(form));
    await show(panel, "It happens from now on");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const problem = find("[data-problem]", form);
    problem.hidden = false;
    problem.textContent = error.message;
  }
}

/**
 * What was filled in; what was left empty is left to its default.
 * @param {HTMLFormElement} form
 */
function described(form) {
  /** @type {Record<string, any>} */
  const fault = { kind: find("#fault-kind", form).value };
  for (const field of form.querySelectorAll("fieldset:enabled [name]")) {
    const input = /** @type {HTMLInputElement} */ (field);
    const type = input.dataset.type ?? "string";
    if (type === "boolean") fault[input.name] = input.checked;
    else if (input.value !== "") fault[input.name] = type === "string" ? input.value : Number(input.value);
  }
  return fault;
}
