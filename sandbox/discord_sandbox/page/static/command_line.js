// What is known of the command that is being typed: its options, which are given, and which is meant now.

import { element, find } from "./html.js";
import { change, now } from "./store.js";

/** @typedef {{name: string, description: string, type: string, required: boolean, given: boolean}} Option */

/**
 * @param {{name: string, description: string, hidden: string | null, current: string | null, options: Option[]} | null} command
 * @param {string | null} problem
 */
export function showCommand(command, problem) {
  const shown = find("[data-command-line]");
  shown.hidden = !command;
  if (!command) return;
  const current = command.options.find((option) => option.name === command.current);
  const about = current ? `${current.name}: ${current.description} (${current.type})` : command.description;
  shown.replaceChildren(
    element("b", {}, `/${command.name}`), " ",
    ...command.options.flatMap((option) => [chip(option, option === current), " "]),
    element("span", { class: "about" }, about),
  );
  if (command.hidden) shown.append(" ", element("span", { class: "bad" }, `Hidden from you: ${command.hidden}`));
  if (problem) shown.append(" ", element("span", { class: "bad" }, problem));
}

/**
 * @param {Option} option
 * @param {boolean} current
 */
function chip(option, current) {
  const state = option.given ? "given" : option.required ? "missing" : "open";
  const made = element("button", { type: "button", class: `chip ${state}${current ? " current" : ""}`, title: option.description }, option.name);
  if (option.required && !option.given) made.append(element("span", { class: "hidden" }, " (required)"));
  made.addEventListener("pointerdown", (event) => event.preventDefault());
  made.addEventListener("click", () => (option.type === "attachment" ? chooseFile(option.name) : begin(option.name)));
  return made;
}

/**
 * Begin to type the option, or go to where it is.
 * @param {string} name
 * @param {string} [value]
 */
export function begin(name, value = "") {
  const line = find("#line");
  const there = line.value.indexOf(` ${name}:`);
  if (there >= 0 && !value) {
    const at = there + name.length + 2;
    line.setSelectionRange(at, at);
  } else if (there < 0) {
    line.value = `${line.value.trimEnd()} ${name}:${value}`;
  }
  line.focus();
  line.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {string} name */
function chooseFile(name) {
  const input = document.createElement("input");
  input.type = "file";
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (!file) return;
    change({ optionFiles: { ...now().optionFiles, [name]: file } });
    begin(name, `${file.name} `);
  });
  input.click();
}
