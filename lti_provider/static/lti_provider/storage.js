// The platform's own storage for tools: LTI Client Side postMessages 1.0, LTI Platform Storage 1.0.
// A platform that offers it names a frame of its own at the login. It keeps our login's secret where
// the browser lets a framed page keep nothing. Only that platform's origin gets the secret, and only
// it is listened to; who does not answer in time is done without, silently.
const WAIT_MS = 800;

/** Keep `value` under `key`. @returns {Promise<boolean>} whether the platform says it did */
export async function putData({ target, origin }, key, value) {
  const answer = await ask(target, origin, { subject: "lti.put_data", key, value });
  return answer?.value === value;
}

/** @returns {Promise<string>} the value kept under `key`, "" without one */
export async function getData({ target, origin }, key) {
  const answer = await ask(target, origin, { subject: "lti.get_data", key });
  return typeof answer?.value === "string" ? answer.value : "";
}

/** Have the platform drop `key` (Platform Storage 1.0: no value); nobody waits for it. */
export function dropData({ target, origin }, key) {
  void ask(target, origin, { subject: "lti.put_data", key, value: null });
}

/** Send `message` and wait for its answer. @returns {Promise<object|null>} null: none, or an error */
function ask(target, origin, message) {
  const frame = frameOf(target);
  if (frame === null || !origin) return Promise.resolve(null);
  const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  return new Promise((resolve) => {
    const finish = (answer) => {
      window.removeEventListener("message", listen);
      clearTimeout(timer);
      resolve(answer);
    };
    const listen = ({ origin: from, data }) => {
      if (from !== origin || data?.message_id !== id) return;
      if (data.subject === `${message.subject}.response`) finish(data.error ? null : data);
    };
    const timer = setTimeout(finish, WAIT_MS, null);
    window.addEventListener("message", listen);
    try {
      frame.postMessage({ ...message, message_id: id }, origin);
    } catch {
      finish(null); // the name is one of the browser's own, such as "location"
    }
  });
}

/** The frame named by `lti_storage_target`: "_parent", or a frame of the page that opened us. */
function frameOf(target) {
  const page = window.parent === window ? window.opener : window.parent;
  if (!page || !target) return null;
  if (target === "_parent") return page;
  try {
    return page.frames[target] ?? null;
  } catch {
    return null; // another site's page tells nothing of names it does not have
  }
}
