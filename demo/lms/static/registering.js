// The tool ends its registration with this message (Dynamic Registration 1.0, 3.7).
window.addEventListener("message", (event) => {
  if (event.data && event.data.subject === "org.imsglobal.lti.close") {
    window.location.assign("/admin/tools");
  }
});
