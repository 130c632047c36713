/* Shows one section.page at a time, with next, previous and a list of steps.
 *
 * Course.pager({ start, visited, onShow }) reads the pages from <main>. `start` is the id of the
 * page to open (an unknown id opens the first), `visited` the ids seen before; a page can be
 * reached from the steps once it was visited. onShow({ page, isLast, visited }) is called after
 * every change of page.
 */
(function () {
  "use strict";

  const Course = (window.Course = window.Course || {});

  function titleOf(page) {
    return page.querySelector("h2").textContent.trim();
  }

  function stepFor(page, index, go) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const hidden = document.createElement("span");
    button.type = "button";
    hidden.className = "sr";
    hidden.textContent = `Page ${index + 1}: ${titleOf(page)}`;
    button.append(hidden);
    button.addEventListener("click", () => go(index));
    item.append(button);
    return { item, button };
  }

  Course.pager = function ({ start, visited, onShow }) {
    const pages = Array.from(document.querySelectorAll("main > .page"));
    const ids = pages.map((page) => page.id);
    const seen = new Set(visited.filter((id) => ids.includes(id)));
    const next = document.querySelector('[data-testid="next"]');
    const previous = document.querySelector('[data-testid="previous"]');
    const count = document.querySelector("[data-count]");
    const steps = pages.map((page, index) => stepFor(page, index, (to) => show(to, true)));
    let current = Math.max(0, ids.indexOf(start));

    function refreshSteps() {
      steps.forEach(({ item, button }, index) => {
        item.classList.toggle("is-seen", seen.has(ids[index]));
        button.disabled = !seen.has(ids[index]);
        if (index === current) button.setAttribute("aria-current", "step");
        else button.removeAttribute("aria-current");
      });
    }

    function show(index, moveFocus) {
      current = index;
      seen.add(ids[index]);
      pages.forEach((page, at) => {
        page.hidden = at !== index;
      });
      refreshSteps();
      previous.disabled = index === 0;
      next.hidden = index === pages.length - 1;
      count.textContent = `Page ${index + 1} of ${pages.length}`;
      if (moveFocus) {
        window.scrollTo(0, 0);
        pages[index].querySelector("h2").focus({ preventScroll: true });
      }
      onShow({ page: pages[index], isLast: index === pages.length - 1, visited: [...seen] });
    }

    document.querySelector("[data-steps]").append(...steps.map(({ item }) => item));
    next.addEventListener("click", () => show(current + 1, true));
    previous.addEventListener("click", () => show(current - 1, true));
    document.documentElement.classList.add("is-paged");
    show(current, false);
    return { goTo: (id) => show(Math.max(0, ids.indexOf(id)), true) };
  };
})();
