/* The practice activities of the lessons: order, explore, decide and inspect.
 *
 * Each element with data-activity="<kind>" and data-name="<name>" becomes one activity. What the
 * learner did is a short string per name, handed to `save` and given back in `saved` on resume.
 * Nothing here is scored.
 */
(function () {
  "use strict";

  const Course = (window.Course = window.Course || {});
  const each = (root, selector) => Array.from(root.querySelectorAll(selector));

  function say(root, text, tone) {
    const box = root.querySelector("[data-says]");
    box.textContent = text;
    box.className = `says ${tone}`;
  }

  /* Put the items of a list into the right order with up and down buttons. The saved string is
   * the order of the items' letters. */
  function order(root, saved, save) {
    const list = root.querySelector("ol");
    const items = () => each(list, "li");
    const wanted = root.dataset.order.split(",");
    const letters = () => items().map((item) => item.dataset.item);

    function refresh() {
      items().forEach((item, index) => {
        item.querySelector("[data-up]").disabled = index === 0;
        item.querySelector("[data-down]").disabled = index === wanted.length - 1;
        item.classList.remove("is-right", "is-off");
      });
    }

    function move(item, step) {
      const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (step < 0) other.before(item);
      else other.after(item);
      refresh();
      const used = item.querySelector(step < 0 ? "[data-up]" : "[data-down]");
      (used.disabled ? item.querySelector("button:not(:disabled)") : used).focus();
      say(root, `Now number ${letters().indexOf(item.dataset.item) + 1} of ${wanted.length}.`, "");
      save(letters().join(","));
    }

    function check() {
      const misplaced = items().filter((item, index) => item.dataset.item !== wanted[index]);
      items().forEach((item) => {
        item.classList.toggle("is-off", misplaced.includes(item));
        item.classList.toggle("is-right", !misplaced.includes(item));
      });
      if (misplaced.length === 0) say(root, root.dataset.solved, "good");
      else say(root, `Not yet: ${misplaced.length} of ${wanted.length} are out of place.`, "care");
    }

    const before = (saved || "").split(",");
    if ([...before].sort().join() === [...wanted].sort().join()) {
      before.forEach((letter) => list.append(list.querySelector(`[data-item="${letter}"]`)));
    }
    each(root, "[data-up]").forEach((button) => {
      button.addEventListener("click", () => move(button.closest("li"), -1));
    });
    each(root, "[data-down]").forEach((button) => {
      button.addEventListener("click", () => move(button.closest("li"), 1));
    });
    root.querySelector("[data-check]").addEventListener("click", check);
    refresh();
  }

  /* Look at every marker of a drawn scene. The saved string is the list of markers seen. */
  function explore(root, saved, save) {
    const markers = each(root, "[data-marker]");
    const names = markers.map((marker) => marker.dataset.marker);
    const seen = new Set((saved || "").split(",").filter((name) => names.includes(name)));
    const counter = root.querySelector("[data-found]");

    function refresh() {
      markers.forEach((marker) => {
        marker.classList.toggle("is-seen", seen.has(marker.dataset.marker));
      });
      const all = seen.size === markers.length;
      counter.textContent = `${seen.size} of ${markers.length} looked at${all ? ": done" : ""}`;
    }

    function open(marker) {
      const name = marker.dataset.marker;
      seen.add(name);
      markers.forEach((other) => other.setAttribute("aria-pressed", String(other === marker)));
      each(root, "[data-about]").forEach((card) => {
        card.hidden = card.dataset.about !== name;
      });
      refresh();
      save([...seen].join(","));
    }

    markers.forEach((marker) => {
      // Set from script: a strict style-src would refuse style attributes.
      marker.style.left = `${marker.dataset.x}%`;
      marker.style.top = `${marker.dataset.y}%`;
      marker.setAttribute("aria-pressed", "false");
      marker.addEventListener("click", () => open(marker));
    });
    refresh();
  }

  /* Choose what to do; every choice tells what would follow. The saved string is the choices
   * opened. */
  function decide(root, saved, save) {
    const choices = each(root, "[data-choice]");
    const opened = new Set((saved || "").split(","));

    function show(button) {
      document.getElementById(button.getAttribute("aria-controls")).hidden = false;
      button.setAttribute("aria-expanded", "true");
    }

    choices.forEach((button) => {
      button.setAttribute("aria-expanded", "false");
      if (opened.has(button.dataset.choice)) show(button);
      button.addEventListener("click", () => {
        show(button);
        opened.add(button.dataset.choice);
        save([...opened].filter(Boolean).join(","));
      });
    });
  }

  /* Tick the entries that would not do. The saved string is the values ticked. */
  function inspect(root, saved, save) {
    const boxes = each(root, "input[type=checkbox]");
    const ticked = (saved || "").split(",");

    function check() {
      const right = boxes.filter((box) => box.checked === (box.dataset.flaw === "yes")).length;
      boxes.forEach((box) => {
        const row = box.closest("li");
        const isRight = box.checked === (box.dataset.flaw === "yes");
        row.classList.toggle("is-right", isRight);
        row.classList.toggle("is-off", !isRight);
        row.querySelector("[data-note]").hidden = false;
      });
      const tone = right === boxes.length ? "good" : "care";
      say(root, `You judged ${right} of ${boxes.length} entries rightly. Read the notes.`, tone);
    }

    boxes.forEach((box) => {
      box.checked = ticked.includes(box.value);
      box.addEventListener("change", () => {
        save(boxes.filter((other) => other.checked).map((other) => other.value).join(","));
      });
    });
    root.querySelector("[data-check]").addEventListener("click", check);
  }

  const kinds = { order, explore, decide, inspect };

  Course.activities = function ({ saved, save }) {
    each(document, "[data-activity]").forEach((root) => {
      const name = root.dataset.name;
      const before = typeof saved[name] === "string" ? saved[name] : "";
      kinds[root.dataset.activity](root, before, (value) => save(name, value));
    });
  };
})();
