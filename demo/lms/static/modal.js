// "Select content" opens the tool in a window over the form. Without script the link just opens.
const modal = document.getElementById("modal");
const frame = modal && modal.querySelector("iframe");

for (const opener of document.querySelectorAll("[data-modal]")) {
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    frame.src = opener.href;
    modal.showModal();
  });
}

if (modal) {
  modal.querySelector("[data-close]").addEventListener("click", () => modal.close());
  modal.addEventListener("close", () => frame.removeAttribute("src"));
}
