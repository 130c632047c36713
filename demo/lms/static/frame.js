// Grow the tool's frame down to the end of the window, as Moodle does; never below 600 pixels.
const frame = document.getElementById("contentframe");
const MARGIN = 24;

function grow() {
  const room = document.documentElement.clientHeight - MARGIN;
  frame.style.height = `${Math.max(600, room)}px`;
}

if (frame) {
  grow();
  window.addEventListener("resize", grow);
}
