// Coming back from a tool inside a frame: show this page in the whole window instead.
if (window.top !== window.self) {
  window.top.location.replace(document.querySelector("[data-outside]").dataset.outside);
}
