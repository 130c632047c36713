// Take the registration token out of the address bar and the history, and press the button once.
history.replaceState(null, "", location.pathname);

const form = document.getElementById("register");
const state = document.getElementById("connecting");
form.addEventListener("submit", () => {
  form.querySelector("button").disabled = true;
  state.textContent = state.dataset.connecting;
});
