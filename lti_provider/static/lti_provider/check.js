// The cookie did not come back: bring the login's secret from this browser's storage instead. With
// neither, the form goes as it is and the server says that this browser began no such login.
const form = document.getElementById("check");
const key = "lti-login-" + form.dataset.state;

function secret() {
  try {
    const kept = localStorage.getItem(key);
    localStorage.removeItem(key);
    return kept ? JSON.parse(kept).secret : "none";
  } catch {
    return "none"; // storage is denied
  }
}

form.elements.namedItem("binding").value = secret();
form.submit();
