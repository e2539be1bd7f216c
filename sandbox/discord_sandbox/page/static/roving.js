// Arrow keys inside a menu, a list or a row of tabs: one stop for Tab, and the arrows do the rest.

/**
 * @param {HTMLElement} container
 * @param {string} selector
 * @param {{horizontal?: boolean}} [options]
 */
export function rove(container, selector, { horizontal = false } = {}) {
  const [back, forth] = horizontal ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  container.addEventListener("keydown", (event) => {
    const items = /** @type {HTMLElement[]} */ ([...container.querySelectorAll(selector)]);
    const index = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { [back]: index < 0 ? items.length - 1 : index - 1, [forth]: index + 1, Home: 0, End: items.length - 1 }[event.key];
    if (next === undefined || !items.length || typing(event.target, event.key)) return;
    event.preventDefault();
    items[(next + items.length) % items.length].focus();
  });
}

/**
 * Whether the key belongs to a text that is being written.
 * @param {EventTarget | null} target
 * @param {string} key
 */
function typing(target, key) {
  return target instanceof HTMLInputElement && (key === "Home" || key === "End");
}
