// Colours and moments: what the server says in attributes, as the reader is to see it.

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const RELATIVE_EVERY = 10_000;

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** @param {ParentNode} root */
export function localize(root) {
  for (const each of root.querySelectorAll("[data-colour]")) {
    // A policy without inline styles still lets scripts set properties one by one.
    each.style.setProperty("--colour", each.dataset.colour);
  }
  for (const each of root.querySelectorAll("time[data-style]")) tell(each);
}

/** Keep "5 minutes ago" true. */
export function keepTime() {
  setInterval(() => document.querySelectorAll('time[data-style="R"]').forEach(tell), RELATIVE_EVERY);
}

/** @param {HTMLTimeElement} time */
function tell(time) {
  const when = new Date(time.dateTime);
  const style = time.dataset.style ?? "f";
  time.title = when.toLocaleString(undefined, STYLES.F);
  time.textContent = style === "R" ? ago(when) : style === "calendar" ? calendar(when) : when.toLocaleString(undefined, STYLES[style]);
}

/** @param {Date} when */
function ago(when) {
  const seconds = Math.round((when.getTime() - Date.now()) / 1000);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return relative.format(Math.round(seconds / size), unit);
}

/** @param {Date} when */
function calendar(when) {
  const time = when.toLocaleString(undefined, STYLES.t);
  const days = Math.round((midnight(new Date()) - midnight(when)) / 86_400_000);
  if (days === 0) return time;
  return days === 1 ? `Yesterday at ${time}` : `${when.toLocaleString(undefined, STYLES.d)} ${time}`;
}

/** @param {Date} when */
const midnight = (when) => new Date(when.getFullYear(), when.getMonth(), when.getDate()).getTime();
