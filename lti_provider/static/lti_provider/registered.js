// Dynamic Registration 1.0, 3.7: tell the LMS that we are done, and it closes this page. The message
// says nothing else, so whoever framed or opened us may read it. Where the page stays open, the
// button asks again.
const lms = window.opener ?? (window.parent === window ? null : window.parent);
const button = document.getElementById("close");

function close() {
  lms.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
}

if (lms) {
  button.addEventListener("click", close);
  button.hidden = false;
  close();
}
