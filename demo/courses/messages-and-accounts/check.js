/* Runs the scored check: handed in once in a session, as cmi5 has it (9.3).
 *
 * The mastery score is the LMS's. With the launch parameter reveal=passed the right answers are
 * shown after a pass only, so that a further try is worth something.
 */
(async function () {
  "use strict";

  const Course = window.Course;
  const submit = document.querySelector('[data-testid="submit"]');
  const session = await Course.connect();
  const questions = Course.questions(window.courseKey);
  const mastery = session.mastery(80);
  const exit = document.querySelector('[data-testid="exit"]');
  const answered = document.querySelector("[data-answered]");
  const gauge = document.querySelector("[data-gauge]");
  const missing = document.querySelector("[data-missing]");
  const result = document.querySelector("[data-result]");
  const before = Course.savedAnswers(session.state.answers);

  function refreshCount() {
    const count = questions.filter((question) => question.isAnswered).length;
    answered.textContent = `${count} of ${questions.length} answered`;
    gauge.value = count;
    missing.hidden = true;
  }

  function keep() {
    const given = questions.filter((question) => question.isAnswered);
    session.save({ answers: Object.fromEntries(given.map((one) => [one.id, one.answer])) });
  }

  function lock(passed) {
    const reveals = passed || session.parameters.reveal !== "passed";
    questions.forEach((question) => {
      if (reveals) question.mark();
      else question.inputs.forEach((input) => (input.disabled = true));
    });
  }

  function showResult(percent) {
    const passed = percent >= mastery;
    const right = questions.filter((question) => question.isCorrect).length;
    lock(passed);
    result.hidden = false;
    result.className = `result ${passed ? "good" : "care"}`;
    result.querySelector("[data-score]").textContent = `${percent}%`;
    result.querySelector("[data-verdict-line]").textContent = passed
      ? `${right} of ${questions.length} right. That is enough: ${mastery}% are needed.`
      : `${right} of ${questions.length} right, ${mastery}% are needed. Read the lessons again, ` +
        "then open the check once more from the course.";
    submit.hidden = true;
    window.scrollTo(0, 0);
    result.querySelector("h2").focus({ preventScroll: true });
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
    const percent = Course.percent(questions);
    if (session.recording) questions.forEach((question) => session.tellAnswer(answerOf(question)));
    session.judge(percent);
    session.save({ answers: {} });
    showResult(percent);
  }

  /* xAPI writes the letters of a choice with [,] between them. */
  function answerOf(question) {
    return {
      name: question.id,
      correct: question.entry.right.join("[,]"),
      response: question.answer.join("[,]"),
      isCorrect: question.isCorrect,
    };
  }

  document.querySelector("[data-needed]").textContent = `${mastery}% are needed.`;
  questions.forEach((question) => {
    question.answer = before[question.id] || [];
    question.onChange(() => {
      refreshCount();
      keep();
    });
  });
  refreshCount();
  // An answer given before the LMS has said what was answered would have been lost.
  [submit, ...document.querySelectorAll("fieldset")].forEach((each) => (each.disabled = false));
  submit.addEventListener("click", handIn);
  exit.hidden = !session.data.returnURL;
  exit.addEventListener("click", () => session.exit());
})();
