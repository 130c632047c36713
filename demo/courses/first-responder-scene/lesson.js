/* Runs one lesson: pages, bookmark, activities, completion at the last page. */
(function () {
  "use strict";

  const Course = window.Course;
  const session = Course.connect();
  const state = session.loadState();
  const visited = Array.isArray(state.visited) ? state.visited : [];
  const done = state.done && typeof state.done === "object" ? state.done : {};
  const recording = session.recording;
  const status = session.get("cmi.core.lesson_status");
  let finished = status === "completed" || status === "passed";
  let seen = visited;

  function keep() {
    session.saveState({ visited: seen, done });
  }

  // A completed lesson stays completed: only an unfinished one is marked.
  if (recording && !finished) session.set("cmi.core.lesson_status", "incomplete");

  Course.activities({
    saved: done,
    save(name, value) {
      done[name] = value;
      keep();
    },
  });

  Course.pager({
    start: session.get("cmi.core.lesson_location"),
    visited,
    onShow(shown) {
      seen = shown.visited;
      session.set("cmi.core.lesson_location", shown.page.id);
      keep();
      if (shown.isLast && recording && !finished) {
        finished = session.set("cmi.core.lesson_status", "completed");
      }
      session.save();
    },
  });

  session.onLeave(() => session.set("cmi.core.exit", finished ? "" : "suspend"));
})();
