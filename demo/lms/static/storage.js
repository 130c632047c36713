// LTI Platform Storage 1.0: keep small data for the tool in this page, for its own origin only.
// Moodle 4.5 has none; Canvas and others do.
const tool = document.currentScript.dataset.tool;
const kept = new Map();

function put(key, value) {
  if (value === null || value === undefined) kept.delete(key);
  else kept.set(key, value);
  return { key, value };
}

window.addEventListener("message", ({ origin, source, data }) => {
  const { subject, message_id: id, key, value } = data ?? {};
  if (origin !== tool || !id || typeof key !== "string") return;
  const answers = {
    "lti.put_data": () => put(key, value),
    "lti.get_data": () => ({ key, value: kept.get(key) }),
  };
  if (!(subject in answers)) return;
  source.postMessage({ subject: `${subject}.response`, message_id: id, ...answers[subject]() }, origin);
});
