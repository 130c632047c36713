/* Single and multiple choice questions, written in the page as fieldsets.
 *
 * Course.questions(key) returns one Question for every fieldset with data-question. `key` gives
 * per question the right letters, a sentence why and, where wanted, a remark per letter:
 * { "q1": { "right": ["b"], "why": "…", "says": { "a": "…" } } }.
 */
(function () {
  "use strict";

  const Course = (window.Course = window.Course || {});

  class Question {
    constructor(fieldset, entry) {
      this.fieldset = fieldset;
      this.id = fieldset.dataset.question;
      this.entry = entry;
      this.inputs = Array.from(fieldset.querySelectorAll("input"));
      this.feedback = fieldset.querySelector("[data-feedback]");
    }

    get answer() {
      return this.inputs.filter((input) => input.checked).map((input) => input.value);
    }

    set answer(letters) {
      this.inputs.forEach((input) => {
        input.checked = letters.includes(input.value);
      });
    }

    get isAnswered() {
      return this.answer.length > 0;
    }

    get isCorrect() {
      return this.answer.join() === this.entry.right.join();
    }

    onChange(callback) {
      this.fieldset.addEventListener("change", callback);
    }

    /* Shows beside every option how it stands, says why, and takes no further answer. */
    mark() {
      this.inputs.forEach((input) => {
        const isRight = this.entry.right.includes(input.value);
        const option = input.closest(".option");
        const verdict = this.verdict(isRight, input.checked);
        option.classList.toggle("is-right", isRight);
        option.classList.toggle("is-off", !isRight && input.checked);
        option.querySelector("[data-verdict]")?.remove();
        if (verdict) option.append(verdict);
        input.disabled = true;
      });
      const chosen = this.answer.map((letter) => (this.entry.says || {})[letter]);
      const opening = this.isCorrect ? "Correct." : "Not quite.";
      this.feedback.textContent = [opening, ...chosen.filter(Boolean), this.entry.why].join(" ");
      this.feedback.className = `says ${this.isCorrect ? "good" : "care"}`;
    }

    verdict(isRight, isChosen) {
      if (!isRight && !isChosen) return null;
      const element = document.createElement("span");
      element.dataset.verdict = "";
      element.className = "verdict";
      if (isRight) element.textContent = isChosen ? "Right, your choice" : "Right answer";
      else element.textContent = "Your choice, not right";
      return element;
    }

    clear() {
      this.inputs.forEach((input) => {
        const option = input.closest(".option");
        input.checked = false;
        input.disabled = false;
        option.classList.remove("is-right", "is-off");
        option.querySelector("[data-verdict]")?.remove();
      });
      this.feedback.textContent = "";
      this.feedback.className = "says";
    }

    /* RTE 3.4.4, CMIFeedback for "choice": letters with commas, in braces when all are needed. */
    record(prefix) {
      const right = this.entry.right.join();
      return {
        id: `${prefix}-${this.id}`,
        correct: this.entry.right.length > 1 ? `{${right}}` : right,
        response: this.answer.join(),
        isCorrect: this.isCorrect,
      };
    }
  }

  Course.questions = function (key) {
    const fieldsets = Array.from(document.querySelectorAll("[data-question]"));
    return fieldsets.map((fieldset) => new Question(fieldset, key[fieldset.dataset.question]));
  };

  /* Whole per cent of the questions answered correctly. */
  Course.percent = function (questions) {
    const correct = questions.filter((question) => question.isCorrect).length;
    return Math.round((100 * correct) / questions.length);
  };

  /* The better of the saved score and the one the LMS has, or null when there is neither: an LMS
   * may drop suspend_data once a session ended without cmi.core.exit "suspend". */
  Course.bestScore = function (saved, reported) {
    const scores = [saved, reported === "" ? null : Number(reported)].filter(Number.isFinite);
    return scores.length > 0 ? Math.max(...scores) : null;
  };

  /* The saved answers as { id: letters }, leaving out whatever is not a list of letters. */
  Course.savedAnswers = function (value) {
    const entries = Object.entries(value && typeof value === "object" ? value : {});
    return Object.fromEntries(entries.filter(([, letters]) => Array.isArray(letters)));
  };
})();
