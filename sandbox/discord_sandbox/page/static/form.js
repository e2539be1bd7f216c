// Forms that the app opens: a dialog that keeps the focus until it is sent or closed.

import { ask, packed, Refused } from "./api.js";
import { find, parse } from "./html.js";

/** @param {string} html */
export function openForm(html) {
  const dialog = find("#dialog");
  dialog.replaceChildren(parse(html));
  const form = find("form", dialog);
  for (const button of form.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    submit(form, dialog);
  });
  dialog.showModal();
  const first = form.querySelector(".fields :is(input, textarea, select)");
  if (first instanceof HTMLElement) first.focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLDialogElement} dialog
 */
async function submit(form, dialog) {
  const send = find("button[type=submit]", form);
  send.disabled = true;
  try {
    const answer = await ask("act", { kind: "submit", fields: await filled(form) });
    dialog.close();
    if (answer.form) openForm(answer.form);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const problem = find("[data-problem]", form);
    problem.hidden = false;
    problem.textContent = error.kind === "no_answer" ? "Something went wrong: the application did not respond." : error.message;
  } finally {
    send.disabled = false;
  }
}

/**
 * What was filled in, by the fields' ids.
 * @param {HTMLFormElement} form
 */
async function filled(form) {
  /** @type {Record<string, any>} */
  const fields = {};
  for (const field of form.querySelectorAll("[data-field]")) {
    if (!(field instanceof HTMLElement)) continue;
    const given = await value(field);
    // Nothing chosen is nothing given, which is not enough where something is required.
    if (given !== null && !(Array.isArray(given) && !given.length)) fields[field.dataset.field ?? ""] = given;
  }
  return fields;
}

/** @param {HTMLElement} field */
async function value(field) {
  const inputs = /** @type {HTMLInputElement[]} */ ([...field.querySelectorAll("input, textarea, select")]);
  const [input] = inputs;
  switch (field.dataset.kind) {
    case "text_input":
      return input.value;
    case "checkbox":
      return input.checked;
    case "radio_group":
      return inputs.find((each) => each.checked)?.value ?? null;
    case "checkbox_group":
      return inputs.filter((each) => each.checked).map((each) => each.value);
    case "file_upload":
      return Promise.all([...(input.files ?? [])].map(packed));
    default:
      return [.../** @type {HTMLSelectElement} */ (/** @type {unknown} */ (input)).selectedOptions].map((each) => each.value).filter(Boolean);
  }
}
