/* Runs one lesson: pages, bookmark, activities, completion at the last page. */
(async function () {
  "use strict";

  const Course = window.Course;
  const next = document.querySelector('[data-testid="next"]');
  // Until the LMS has said where the learner was, the first page is enough to see.
  document.querySelectorAll("main > .page ~ .page").forEach((page) => (page.hidden = true));
  const session = await Course.connect();
  const { location, visited, done } = session.state;
  const activities = done && typeof done === "object" ? done : {};
  const pages = document.querySelectorAll("main > .page").length;

  Course.activities({
    saved: activities,
    save(name, value) {
      activities[name] = value;
      session.save({ done: activities });
    },
  });

  Course.pager({
    start: location,
    visited: Array.isArray(visited) ? visited : [],
    onShow(shown) {
      if (shown.isLast) session.complete();
      else session.progress(Math.floor((100 * shown.visited.length) / pages));
      session.save({ location: shown.page.id, visited: shown.visited });
    },
  });

  next.disabled = false;

  const exit = document.querySelector('[data-testid="exit"]');
  exit.hidden = !session.data.returnURL;
  exit.addEventListener("click", () => session.exit());
})();
