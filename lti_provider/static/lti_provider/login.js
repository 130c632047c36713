// Keep the login's secret in this browser's storage, then go on to the platform. The storage of a
// frame is partitioned by the top page's site, and both pages of a login are framed by the same
// LMS, so the secret is found again where cookies are blocked. Where storage is denied the cookie
// does, or the platform, if it keeps data for tools; only a frame with none of these needs a window
// of its own.
import { putData } from "./storage.js";

const PREFIX = "lti-login-";
const LIFETIME_MS = 10 * 60 * 1000;

const link = document.getElementById("continue");

/** @returns {boolean} whether the secret is kept */
function keep(state, secret) {
  try {
    forgetOld(localStorage);
    localStorage.setItem(PREFIX + state, JSON.stringify({ secret, at: Date.now() }));
    return localStorage.getItem(PREFIX + state) !== null;
  } catch {
    return false; // denied by the browser's settings, or full: the new window is the way
  }
}

/** @param {Storage} storage */
function forgetOld(storage) {
  for (const key of Object.keys(storage).filter((name) => name.startsWith(PREFIX))) {
    const { at = 0 } = JSON.parse(storage.getItem(key) ?? "{}");
    if (Date.now() - at > LIFETIME_MS) storage.removeItem(key);
  }
}

/** @returns {boolean} whether the cookie beside the secret one was kept */
function keepsCookies(state) {
  try {
    return document.cookie.includes(`lti-kept-${state.slice(0, 12)}=1`);
  } catch {
    return false; // a sandboxed frame may not even ask
  }
}

const { state, secret, storageTarget: target, storageOrigin: origin } = link.dataset;
const kept = keep(state, secret);
const given = target ? await putData({ target, origin }, PREFIX + state, secret) : false;
if (kept || given || keepsCookies(state) || window.top === window) {
  location.replace(link.href);
} else {
  document.getElementById("going-on").hidden = true;
  document.getElementById("new-window").hidden = false;
}
