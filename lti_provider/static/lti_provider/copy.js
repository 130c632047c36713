// Buttons that copy what stands beside them: `data-copy` names the element by its id.
const said = document.querySelector("[data-copied]");

async function copy(button) {
  const place = document.getElementById(button.dataset.copy);
  const text = place.value ?? place.textContent;
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = `${said.dataset.copied} ${text}`;
  } catch {
    // Refused by the browser, or no https: let the person do it.
    getSelection().selectAllChildren(place);
    place.select?.();
    said.textContent = said.dataset.failed;
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => copy(button));
}
