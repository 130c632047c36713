// Follows a self-test: asks once a second how far it is, and shows the report when it has ended.
"use strict";

(function follow() {
  const test = document.getElementById("self-test");
  if (!test) return;
  const bar = document.getElementById("test-bar");
  const doing = document.getElementById("test-doing");
  const trouble = document.getElementById("test-trouble");

  async function ask() {
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(test.dataset.progressUrl, { headers });
      // Signed out meanwhile: the answer is the sign-in page, and so will be the reloaded page.
      if (answer.redirected || answer.status === 403) return window.location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const progress = await answer.json();
      if (progress.finished) return window.location.reload();
      trouble.textContent = "";
      bar.value = progress.percent;
      // Written only when it changes, so that a screen reader says each step once.
      if (doing.textContent !== progress.doing) doing.textContent = progress.doing;
    } catch (error) {
      trouble.textContent = trouble.dataset.text;
    }
    return window.setTimeout(ask, 1000);
  }

  window.setTimeout(ask, 500);
})();
