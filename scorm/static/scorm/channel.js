/**
 * Messages between the player page (tool origin) and the shim (content origin).
 *
 * Both ends check the exact origin and the exact window of every message: the content
 * origin runs code of packages, which may send anything to anybody.
 *
 * @typedef {{scorm: "1.2", type: string, [field: string]: unknown}} Message
 */

const MARK = "1.2";

/**
 * Send one message to exactly one origin.
 * @param {Window} target
 * @param {string} origin
 * @param {string} type
 * @param {Record<string, unknown>} [fields]
 */
export function post(target, origin, type, fields = {}) {
  target.postMessage({ ...fields, scorm: MARK, type }, origin);
}

/**
 * Call a handler by the type of each message that comes from that window and that origin.
 * @param {() => (Window | null)} source
 * @param {string} origin
 * @param {Record<string, (message: Message) => void>} handlers
 */
export function listen(source, origin, handlers) {
  window.addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== source()) return;
    const message = event.data;
    if (typeof message !== "object" || message === null || message.scorm !== MARK) return;
    if (Object.hasOwn(handlers, message.type)) handlers[message.type](message);
  });
}
