/* Runs the scored check. The score is a whole per cent; the best try counts.
 *
 * Whether that is a pass is left to the LMS: the manifest carries adlcp:masteryscore, and the LMS
 * compares when the session ends (SCORM 1.2 RTE 3.4.4, cmi.core.lesson_status).
 */
(function () {
  "use strict";

  const Course = window.Course;
  const session = Course.connect();
  const recording = session.recording;
  const state = session.loadState();
  const answers = Course.savedAnswers(state.answers);
  const questions = Course.questions(window.courseKey);
  const mastery = Number(session.get("cmi.student_data.mastery_score")) || 70;
  const submit = document.querySelector('[data-testid="submit"]');
  const retry = document.querySelector('[data-testid="retry"]');
  const answered = document.querySelector("[data-answered]");
  const gauge = document.querySelector("[data-gauge]");
  const missing = document.querySelector("[data-missing]");
  const result = document.querySelector("[data-result]");
  let tries = Number.isInteger(state.tries) ? state.tries : 0;
  let best = Course.bestScore(state.best, session.get("cmi.core.score.raw"));
  let submitted = state.submitted === true;

  function keep() {
    const given = questions.filter((question) => question.isAnswered);
    const letters = Object.fromEntries(given.map((question) => [question.id, question.answer]));
    session.saveState({ answers: letters, submitted, tries, best });
  }

  function refreshCount() {
    const count = questions.filter((question) => question.isAnswered).length;
    answered.textContent = `${count} of ${questions.length} answered`;
    gauge.value = count;
    missing.hidden = true;
  }

  function showResult(moveFocus) {
    const percent = Course.percent(questions);
    const correct = questions.filter((question) => question.isCorrect).length;
    const passed = percent >= mastery;
    questions.forEach((question) => question.mark());
    result.hidden = false;
    result.className = `result ${passed ? "good" : "care"}`;
    result.querySelector("[data-score]").textContent = `${percent}%`;
    result.querySelector("[data-verdict-line]").textContent = passed
      ? `${correct} of ${questions.length} right. That is enough: ${mastery}% are needed.`
      : `${correct} of ${questions.length} right, ${mastery}% are needed. Read the notes ` +
        "under the questions and try again.";
    result.querySelector("[data-best]").textContent = `Best result so far: ${best}%.`;
    submit.hidden = true;
    retry.hidden = false;
    if (moveFocus) {
      window.scrollTo(0, 0);
      result.querySelector("h2").focus({ preventScroll: true });
    }
  }

  function report() {
    const prefix = `quiz-try${tries}`;
    questions.forEach((question) => session.addInteraction(question.record(prefix)));
    session.set("cmi.core.score.min", 0);
    session.set("cmi.core.score.max", 100);
    session.set("cmi.core.score.raw", best);
    // A pass that the LMS has given is not taken back by a further try.
    if (session.get("cmi.core.lesson_status") !== "passed") {
      session.set("cmi.core.lesson_status", "completed");
    }
  }

  function handIn() {
    const open = questions.filter((question) => !question.isAnswered);
    if (open.length > 0) {
      const numbers = open.map((question) => question.id.slice(1)).join(", ");
      missing.textContent = `Still to answer: question ${numbers}.`;
      missing.hidden = false;
      open[0].fieldset.scrollIntoView({ block: "start" });
      open[0].inputs[0].focus({ preventScroll: true });
      return;
    }
    tries += 1;
    submitted = true;
    best = Math.max(best ?? 0, Course.percent(questions));
    showResult(true);
    keep();
    if (recording) report();
    session.save();
  }

  function again() {
    submitted = false;
    questions.forEach((question) => question.clear());
    result.hidden = true;
    submit.hidden = false;
    retry.hidden = true;
    refreshCount();
    keep();
    session.save();
    window.scrollTo(0, 0);
    questions[0].inputs[0].focus();
  }

  questions.forEach((question) => {
    question.answer = answers[question.id] || [];
    question.onChange(() => {
      refreshCount();
      session.set("cmi.core.lesson_location", question.id);
      keep();
      session.save();
    });
  });
  if (recording && ["", "not attempted"].includes(session.get("cmi.core.lesson_status"))) {
    session.set("cmi.core.lesson_status", "incomplete");
  }
  refreshCount();
  if (submitted) showResult(false);
  else document.getElementById(session.get("cmi.core.lesson_location"))?.scrollIntoView();
  submit.addEventListener("click", handIn);
  retry.addEventListener("click", again);
  session.onLeave(() => session.set("cmi.core.exit", best === null ? "suspend" : ""));
})();
