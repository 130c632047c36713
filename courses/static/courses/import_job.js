// Follows an import: asks once a second how far it is, and shows the report when it has ended.
"use strict";

(function follow() {
  const job = document.getElementById("import-job");
  if (!job) return;
  const bar = document.getElementById("import-progress");
  const percent = document.getElementById("import-percent");
  const stage = document.getElementById("import-stage");
  const trouble = document.getElementById("import-trouble");
  const stages = Array.from(job.querySelectorAll("[data-stage]"));

  function show(status) {
    trouble.textContent = "";
    bar.value = status.percent;
    percent.textContent = status.percent;
    // Written only when it changes, so that a screen reader says each stage once.
    if (stage.textContent !== status.stage_label) stage.textContent = status.stage_label;
    const here = stages.findIndex((item) => item.dataset.stage === status.stage);
    stages.forEach((item, at) => {
      item.dataset.state = at < here ? "done" : at === here ? "now" : "later";
      if (at === here) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
  }

  async function ask() {
    try {
      const answer = await fetch(job.dataset.statusUrl, { headers: { Accept: "application/json" } });
      // Signed out meanwhile: the answer is the sign-in page, and so will be the reloaded page.
      if (answer.redirected || answer.status === 403) return window.location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const status = await answer.json();
      if (status.finished) return window.location.reload();
      show(status);
    } catch (error) {
      trouble.textContent = trouble.dataset.text;
    }
    return window.setTimeout(ask, 1000);
  }

  window.setTimeout(ask, 500);
})();
