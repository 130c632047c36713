// A large upload takes minutes: say so, and do not let a second click send it twice.
"use strict";

(function guard() {
  const state = document.getElementById("upload-state");
  const form = state && state.closest("form");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  form.addEventListener("submit", (event) => {
    const chosen = input.files[0];
    if (chosen && chosen.size > Number(input.dataset.maxBytes)) {
      event.preventDefault();
      state.textContent = state.dataset.tooLarge;
      return;
    }
    state.textContent = state.dataset.uploading;
    form.querySelector("button[type=submit]").disabled = true;
  });
  // The page may come back out of the browser's memory, with the button still off.
  window.addEventListener("pageshow", () => {
    state.textContent = "";
    form.querySelector("button[type=submit]").disabled = false;
  });
})();
