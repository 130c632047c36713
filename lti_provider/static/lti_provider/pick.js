// The picker works without this: it only spares the reload, counts as one chooses, and says in
// which time zone the trainer's clock runs. The token stays in the body of what is posted.
const picker = document.getElementById("picker");
const add = document.getElementById("add");
const labels = JSON.parse(document.getElementById("add-labels").textContent);
const PAUSE = 350; // milliseconds without a key until a word is searched
let latest = 0;
let typing;

function countChosen() {
  if (!add) return;
  const number = picker.querySelectorAll('[name="module"]:checked').length;
  add.textContent = labels[Math.min(number, labels.length - 1)];
}

function nameZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  picker.elements.time_zone.value = zone;
  for (const shown of picker.querySelectorAll(".zone")) shown.textContent = zone;
}

// Take count and results from the page that the server answers with. Answers may overtake one
// another: only that of the newest question counts. Without an answer the form is posted plainly.
async function refresh(name, value) {
  const number = ++latest;
  clearTimeout(typing);
  const body = new FormData(picker);
  body.set(name, value);
  let page;
  try {
    const response = await fetch(picker.action, { method: "POST", body, credentials: "omit" });
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    page = null;
  }
  if (number !== latest) return;
  const results = page && page.getElementById("results");
  if (!results) {
    postPlainly(name, value);
    return;
  }
  keepChoices(results);
  document.getElementById("results").replaceWith(document.adoptNode(results));
  document.getElementById("count").textContent = page.getElementById("count").textContent;
  countChosen();
  nameZone();
  if (name === "page") {
    const heading = document.getElementById("found");
    heading.tabIndex = -1;
    heading.focus();
    window.scrollTo(0, 0);
  }
}

// What was chosen or taken back while the question was under way.
function keepChoices(results) {
  for (const box of results.querySelectorAll('[name="module"][type="checkbox"]')) {
    const here = picker.querySelector(`[name="module"][type="checkbox"][value="${CSS.escape(box.value)}"]`);
    if (here) box.checked = here.checked;
  }
}

function postPlainly(name, value) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  picker.append(field);
  picker.submit();
}

picker.addEventListener("submit", (event) => {
  const button = event.submitter;
  const inPlace = button && (button.name === "page" || button.value === "search");
  if (!inPlace) return;
  event.preventDefault();
  refresh(button.name, button.value);
});
picker.addEventListener("change", (event) => {
  if (event.target.name === "module") countChosen();
  if (event.target.closest(".filters")) refresh("do", "search");
});
picker.elements.q.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => refresh("do", "search"), PAUSE);
});

nameZone();
countChosen();
