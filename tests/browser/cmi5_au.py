"""Invented AUs of a cmi5 course, as pages: a client of a few lines that does as it is told."""

# Reads what the launch gave it, and offers the story `say`, `result` and `leave`.
CLIENT = """
const query = new URLSearchParams(location.search);
const given = (name) => query.get(name);
const actor = JSON.parse(given("actor"));
const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/";
const VERBS = "http://adlnet.gov/expapi/verbs/";
let token = "", data = {}, isOver = false;

const ask = (method, resource, parameters, body, more = {}) =>
  fetch(given("endpoint") + resource + (Object.keys(parameters).length ? "?" : "")
    + new URLSearchParams(parameters), {
    method,
    headers: {
      Authorization: `Basic ${token}`,
      "X-Experience-API-Version": "1.0.3",
      "Content-Type": "application/json",
    },
    body: body && JSON.stringify(body),
    ...more,
  });

const say = (verb, result, more) => {
  const judges = result && ("success" in result || "completion" in result);
  const category = [{ id: `${CMI5}cmi5` }, ...(judges ? [{ id: `${CMI5}moveon` }] : [])];
  const { contextActivities, extensions } = data.contextTemplate;
  const mastery = "masteryScore" in data && result?.score
    ? { "https://w3id.org/xapi/cmi5/context/extensions/masteryscore": data.masteryScore } : {};
  // A POST: of an address that is always the same the browser remembers the preflight, which a
  // page that goes away has no time for.
  return ask("POST", "statements", {}, {
    id: crypto.randomUUID(), actor, result,
    verb: { id: VERBS + verb }, object: { id: given("activityId") },
    context: {
      registration: given("registration"),
      contextActivities: { ...contextActivities, category },
      extensions: { ...extensions, ...mastery },
    },
    timestamp: new Date().toISOString(),
  }, more);
};

const tell = async (verb, result) => {
  const answer = await say(verb, { ...result, duration: "PT1S" });
  document.querySelector("output").textContent = `${verb}: ${answer.status}`;
};

const terminate = () => {
  if (isOver || !data.contextTemplate) return;
  isOver = true;
  return say("terminated", { duration: "PT1S" }, { keepalive: true });
};
addEventListener("pagehide", terminate);

const leave = async () => { await terminate(); location.href = data.returnURL; };

(async () => {
  token = (await (await fetch(given("fetch"), { method: "POST" })).json())["auth-token"];
  const state = { activityId: given("activityId"), agent: JSON.stringify(actor),
    registration: given("registration"), stateId: "LMS.LaunchData" };
  data = await (await ask("GET", "activities/state", state)).json();
  await ask("GET", "agents/profile",
    { agent: JSON.stringify(actor), profileId: "cmi5LearnerPreferences" });
  const answer = await say("initialized");
  document.querySelector("output").textContent = answer.ok ? `ready: ${data.launchMode}` : "no";
})();
"""
PAGE = """<!doctype html><html lang="en"><title>{name}</title>
<body><h1>{name}</h1><p>Invented content of a test.</p><output></output>
<button onclick="tell('completed', {{completion: true}})">Complete</button>
<button onclick="tell('passed', {{success: true, score: {{scaled: 0.9}}}})">Pass</button>
<button onclick="leave()">Leave</button>
<script>{client}</script></body></html>"""


def page(name: str) -> str:
    return PAGE.format(name=name, client=CLIENT)
