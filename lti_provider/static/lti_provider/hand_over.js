// Post the form by itself. `requestSubmit` would validate; there is nothing to validate.
document.getElementById("hand-over").submit();
