/* Runs the module: pages, checks answered one by one, and a result at the end.
 *
 * The first answer to a check counts. The result is a whole per cent; the best try counts. This
 * module judges by itself: "passed" from 70% on, else "failed"; "completed" when the session is
 * taken without credit. Until the result is handed in the status is "incomplete".
 */
(function () {
  "use strict";

  const PASS_MARK = 70;
  const Course = window.Course;
  const session = Course.connect();
  const recording = session.recording;
  const state = session.loadState();
  const answers = Course.savedAnswers(state.answers);
  const done = state.done && typeof state.done === "object" ? state.done : {};
  const questions = Course.questions(window.courseKey);
  const submit = document.querySelector('[data-testid="submit"]');
  const retry = document.querySelector('[data-testid="retry"]');
  const missing = document.querySelector("[data-missing]");
  const result = document.querySelector("[data-result]");
  let seen = Array.isArray(state.visited) ? state.visited : [];
  let tries = Number.isInteger(state.tries) ? state.tries : 0;
  let best = Course.bestScore(state.best, session.get("cmi.core.score.raw"));
  let submitted = state.submitted === true;

  function keep() {
    session.saveState({ visited: seen, done, answers, submitted, tries, best });
  }

  function buttonOf(question) {
    return question.fieldset.querySelector("[data-answer]");
  }

  function lock(question) {
    question.mark();
    buttonOf(question).hidden = true;
  }

  function check(question) {
    if (!question.isAnswered) {
      question.feedback.textContent = "Choose an answer first.";
      question.feedback.className = "says care";
      return;
    }
    answers[question.id] = question.answer;
    lock(question);
    question.feedback.focus();
    keep();
    if (recording) session.addInteraction(question.record(`check-try${tries + 1}`));
    session.save();
  }

  function verdict() {
    if (session.get("cmi.core.credit") === "no-credit") return "completed";
    return best >= PASS_MARK ? "passed" : "failed";
  }

  function showResult() {
    const percent = Course.percent(questions);
    const correct = questions.filter((question) => question.isCorrect).length;
    const enough = percent >= PASS_MARK;
    const outlook = enough ? "That is enough" : "Read the notes and try again";
    result.hidden = false;
    result.className = `result ${enough ? "good" : "care"}`;
    result.querySelector("[data-score]").textContent = `${percent}%`;
    result.querySelector("[data-verdict-line]").textContent =
      `${correct} of ${questions.length} right. ${outlook}: ${PASS_MARK}% are needed.`;
    result.querySelector("[data-best]").textContent = `Best result so far: ${best}%.`;
    missing.hidden = true;
    submit.hidden = true;
    retry.hidden = false;
  }

  function report() {
    session.set("cmi.core.score.min", 0);
    session.set("cmi.core.score.max", 100);
    session.set("cmi.core.score.raw", best);
    session.set("cmi.core.lesson_status", verdict());
  }

  function handIn() {
    const open = questions.filter((question) => !(question.id in answers));
    if (open.length > 0) {
      const numbers = open.map((question) => question.id.slice(1)).join(", ");
      missing.textContent = `Still to answer: check ${numbers}. Go back with the steps above.`;
      missing.hidden = false;
      return;
    }
    tries += 1;
    submitted = true;
    best = Math.max(best ?? 0, Course.percent(questions));
    showResult();
    result.querySelector("h3").focus();
    keep();
    if (recording) report();
    session.save();
  }

  function again() {
    submitted = false;
    questions.forEach((question) => {
      question.clear();
      buttonOf(question).hidden = false;
      delete answers[question.id];
    });
    result.hidden = true;
    submit.hidden = false;
    retry.hidden = true;
    keep();
    pager.goTo(questions[0].fieldset.closest(".page").id);
  }

  questions.forEach((question) => {
    if (answers[question.id]) {
      question.answer = answers[question.id];
      lock(question);
    }
    buttonOf(question).addEventListener("click", () => check(question));
  });
  if (recording && ["", "not attempted"].includes(session.get("cmi.core.lesson_status"))) {
    session.set("cmi.core.lesson_status", "incomplete");
  }
  Course.activities({
    saved: done,
    save(name, value) {
      done[name] = value;
      keep();
    },
  });
  if (submitted) showResult();
  submit.addEventListener("click", handIn);
  retry.addEventListener("click", again);
  const pager = Course.pager({
    start: session.get("cmi.core.lesson_location"),
    visited: seen,
    onShow(shown) {
      seen = shown.visited;
      session.set("cmi.core.lesson_location", shown.page.id);
      keep();
      session.save();
    },
  });
  session.onLeave(() => session.set("cmi.core.exit", best === null ? "suspend" : ""));
})();
