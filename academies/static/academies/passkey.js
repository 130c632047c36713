// Says in words why a passkey was not used; allauth's script reports it as an event.
"use strict";

(function passkeyTrouble() {
  const trouble = document.getElementById("passkey-trouble");
  if (!trouble) return;

  function say(words) {
    trouble.textContent = words;
    trouble.hidden = false;
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say(window.PublicKeyCredential ? trouble.dataset.failed : trouble.dataset.missing);
  });
})();
