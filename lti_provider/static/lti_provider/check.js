// The cookie did not come back: bring the login's secret from this browser's storage instead, or
// from the platform's. With none, the form goes as it is and the server says that this browser
// began no such login.
import { dropData, getData } from "./storage.js";

const form = document.getElementById("check");
const { state, storageTarget: target, storageOrigin: origin } = form.dataset;
const key = `lti-login-${state}`;

function kept() {
  try {
    const found = localStorage.getItem(key);
    localStorage.removeItem(key);
    return found ? JSON.parse(found).secret : "";
  } catch {
    return ""; // storage is denied
  }
}

async function secret() {
  const own = kept();
  if (!target) return own;
  const found = own || (await getData({ target, origin }, key));
  dropData({ target, origin }, key);
  return found;
}

form.elements.namedItem("binding").value = (await secret()) || "none";
form.submit();
