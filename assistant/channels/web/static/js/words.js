// The words, language and time the server gave to the page. Nothing is said here that is not in its locale files.

let words = {};
let tag = "en";
let zone = "UTC";
let ahead = 0;

/** Takes over what the page was started with. */
export function useWords(start) {
  words = start.words;
  tag = start.language === "zh" ? "zh-CN" : "en-GB";
  zone = start.zone;
  ahead = Date.parse(start.now) - Date.now();
}

/** The text `name` with its {facts} filled in. */
export function word(name, facts = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (place, fact) => String(facts[fact] ?? place));
}

/** Milliseconds by the server's clock: the one of the person's machine may be wrong. */
export function serverTime() {
  return Date.now() + ahead;
}

/** The calendar day of a moment in the company's zone, to compare days by. */
export function dayOf(at) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(at));
}

/** The day of a moment in words: today, yesterday, or its date. */
export function dayWords(at) {
  const day = dayOf(at);
  if (day === dayOf(serverTime())) return word("today");
  if (day === dayOf(serverTime() - 24 * 3600 * 1000)) return word("yesterday");
  const year = day.slice(0, 4) === dayOf(serverTime()).slice(0, 4) ? undefined : "numeric";
  const form = { year, month: "long", day: "numeric", weekday: "short", timeZone: zone };
  return new Intl.DateTimeFormat(tag, form).format(new Date(at));
}

/** A moment in words, to the minute. */
export function timeWords(at) {
  const form = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: zone };
  return new Intl.DateTimeFormat(tag, form).format(new Date(at));
}

/** A file's size in words. */
export function sizeWords(bytes) {
  const kilo = bytes >= 1024;
  const mega = bytes >= 1024 * 1024;
  const unit = mega ? "megabyte" : kilo ? "kilobyte" : "byte";
  const value = mega ? bytes / 1024 / 1024 : kilo ? bytes / 1024 : bytes;
  return new Intl.NumberFormat(tag, { style: "unit", unit, maximumFractionDigits: mega ? 1 : 0 }).format(value);
}
