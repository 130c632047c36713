/** Show the times of a page by the reader's own clock. Without a script they stay in UTC, and say so. */

// Days first and 24 hours in English too; the digits of the rest of the page in Arabic.
const LOCALES = /** @type {Record<string, string>} */ ({ en: "en-GB", ar: "ar-u-nu-latn" });
const { lang } = document.documentElement;
const locale = LOCALES[lang] ?? lang;

/** @param {HTMLTimeElement} time @returns {Intl.DateTimeFormatOptions} */
function style({ dataset }) {
  if ("clock" in dataset) return { timeStyle: "short" };
  return { dateStyle: "medium", timeStyle: "seconds" in dataset ? "medium" : "short" };
}

for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[datetime]"))) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.valueOf())) continue;
  // The words of a language run its own way.
  time.removeAttribute("dir");
  time.textContent = new Intl.DateTimeFormat(locale, style(time)).format(moment);
}
