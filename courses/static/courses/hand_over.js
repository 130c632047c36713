// Post the form by itself: what it carries never stands in an address.
document.getElementById("hand-over").submit();
