// Uploads the package in pieces (tus 1.0.0), so that a lost connection costs one of them, and the
// same file chosen another day goes on where it stopped. Without this script the form sends it.
"use strict";

(function uploads() {
  const panel = document.getElementById("upload-panel");
  const form = panel && panel.closest("form");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const whole = form.querySelector("input[name=upload]");
  const send = document.getElementById("upload-send");
  const state = document.getElementById("upload-state");
  const bar = document.getElementById("upload-progress");
  const amount = document.getElementById("upload-amount");
  const pause = document.getElementById("upload-pause");
  const resume = document.getElementById("upload-resume");
  const cancel = document.getElementById("upload-cancel");
  const RETRY_DELAYS = [0, 1000, 3000, 5000, 10000, 20000, 30000];
  // A lost connection, a server that restarts, a piece that is still being written.
  const PASSES = (status) => status === 0 || status === 409 || status === 423 || status >= 500;
  const DISK_FULL = 507;
  let upload = null;

  /** What is said once, by a live region: the states, and not every percent. */
  function say(name, more = "") {
    const text = panel.dataset[name] + more;
    if (state.textContent !== text) state.textContent = text;
  }

  function show({ running, stopped }) {
    panel.hidden = !(running || stopped);
    pause.hidden = !running;
    resume.hidden = !stopped;
    send.disabled = running || stopped;
    input.disabled = running || stopped;
  }

  function progressed(sent, total) {
    const percent = total ? Math.floor((100 * sent) / total) : 0;
    bar.value = percent;
    amount.textContent = panel.dataset.amount
      .replace("{percent}", percent)
      .replace("{sent}", (sent / 1048576).toFixed(1))
      .replace("{total}", (total / 1048576).toFixed(1));
  }

  function statusOf(error) {
    return error.originalResponse ? error.originalResponse.getStatus() : 0;
  }

  /** Nothing is lost: the reason, and a button to go on. */
  function stop(error) {
    const status = statusOf(error);
    show({ stopped: true });
    if (status === 0) say("lost");
    else say("stopped", ` ${error.originalResponse.getBody()}`);
    resume.focus();
  }

  /** The page's form takes the upload, and the server makes an import of it. */
  function finish() {
    whole.value = upload.url.replace(/\/$/, "").split("/").pop();
    say("complete");
    pause.hidden = true;
    cancel.hidden = true;
    form.submit();
  }

  function prepared(file) {
    return new window.tus.Upload(file, {
      endpoint: new URL(panel.dataset.endpoint, window.location.href).href,
      chunkSize: Number(panel.dataset.pieceBytes),
      retryDelays: RETRY_DELAYS,
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      metadata: { filename: file.name, filetype: file.type },
      onShouldRetry(error) {
        const status = statusOf(error);
        if (!PASSES(status) || status === DISK_FULL) return false;
        if (status === 0) say("interrupted");
        return true;
      },
      onProgress(sent, total) {
        progressed(sent, total);
        say("uploading");
      },
      onError: stop,
      onSuccess: finish,
    });
  }

  /** Signed out meanwhile: say so before tus takes the answer for a lost upload and begins anew. */
  async function refusal() {
    try {
      const answer = await fetch(panel.dataset.endpoint, { method: "OPTIONS" });
      return answer.ok ? "" : await answer.text();
    } catch (error) {
      return "";
    }
  }

  async function go() {
    show({ running: true });
    say("uploading");
    pause.focus();
    const refused = await refusal();
    if (refused) {
      show({ stopped: true });
      say("stopped", ` ${refused}`);
      resume.focus();
    } else if (upload && !pause.hidden) {
      upload.start();
    }
  }

  async function begin(file) {
    upload = prepared(file);
    const before = await upload.findPreviousUploads();
    if (before.length) upload.resumeFromPreviousUpload(before[0]);
    await go();
  }

  async function isPackage(file) {
    const start = await file.slice(0, 2).text();
    return start === "PK" || /\.xml$/i.test(file.name);
  }

  async function chosen(file) {
    if (file.size > Number(input.dataset.maxBytes)) return say("tooLarge");
    if (!(await isPackage(file))) return say("noPackage");
    return begin(file);
  }

  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    // Nothing chosen: the server says so, or takes what has arrived before.
    if (!file || !window.tus || !window.tus.isSupported) {
      send.disabled = Boolean(file);
      return;
    }
    event.preventDefault();
    whole.value = "";
    chosen(file);
  });

  pause.addEventListener("click", () => {
    upload.abort();
    show({ stopped: true });
    say("paused");
    resume.focus();
  });

  resume.addEventListener("click", go);

  cancel.addEventListener("click", async () => {
    const cancelled = upload;
    upload = null;
    show({});
    say("cancelled");
    send.focus();
    // Should it not arrive: the server discards what nobody goes on with.
    await cancelled.abort(true).catch(() => undefined);
  });

  window.addEventListener("online", () => {
    if (upload && !resume.hidden && state.textContent === panel.dataset.lost) go();
  });

  // The page may come back out of the browser's memory, as it was left.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    upload = null;
    cancel.hidden = false;
    show({});
    state.textContent = "";
  });
})();
