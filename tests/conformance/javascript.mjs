#!/usr/bin/env node
// Conformance driver: runs the official @fal-ai/client against a loopback server.
//
//   node javascript.mjs http://127.0.0.1:8790 [options]
//     --client DIR          directory whose node_modules holds @fal-ai/client (default: cwd)
//     --layout prefix|flat|proxy   how fal hosts map onto the base URL (default prefix):
//           prefix  fal.run -> BASE/run, queue.fal.run -> BASE/queue, rest.fal.ai -> BASE/rest, v3.fal.media -> BASE/cdn
//           flat    every fal host -> BASE (the server must distinguish them, e.g. by the x-forwarded-host header sent)
//           proxy   use the client's own proxyUrl mode: POST/GET/PUT BASE with x-fal-target-url
//     --host NAME=URL       override one host, e.g. --host queue.fal.run=http://127.0.0.1:9001
//     --endpoint NAME=ID    override a scenario endpoint (see ENDPOINTS below)
//     --only a,b / --skip a,b    choose operations
//     --capture DIR         after each operation GET BASE/__ctl/take and write DIR/js-<op>.json
//     --key K               default id:secret        --large   also run the >90 MB multipart upload
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";
import path from "node:path";

const argv = process.argv.slice(2);
const base = (argv.find((a) => /^https?:/.test(a)) ?? "http://127.0.0.1:8790").replace(/\/$/, "");
const flag = (n) => argv.includes(`--${n}`);
const opt = (n, d) => { const i = argv.indexOf(`--${n}`); return i < 0 ? d : argv[i + 1]; };
const many = (n) => argv.flatMap((a, i) => (a === `--${n}` ? [argv[i + 1]] : []));
const loopback = (u) => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(u).hostname);
if (!loopback(base)) throw new Error("refusing to talk to a non-loopback base URL");

const KEY = opt("key", "id:secret");
const layout = opt("layout", "prefix");
const PREFIX = { "fal.run": "/run", "queue.fal.run": "/queue", "rest.fal.ai": "/rest", "v3.fal.media": "/cdn" };
const hostMap = Object.fromEntries(Object.entries(PREFIX).map(([h, p]) => [h, layout === "prefix" ? base + p : base]));
for (const kv of many("host")) { const [h, u] = kv.split(/=(.*)/s); hostMap[h] = u.replace(/\/$/, ""); }

const ENDPOINTS = {
  ok: "conformance/echo",                  // run/queue succeed with any JSON object; queue passes IN_QUEUE, IN_PROGRESS(logs), COMPLETED
  sub: "conformance/echo/sub/path",        // same app, with a subpath
  workflow: "workflows/conformance/echo",  // namespaced
  slow: "conformance/slow",                // never completes on its own
  invalid: "conformance/validation-error", // 422 {detail:[{loc,msg,type,...}]}
  startTimeout: "conformance/start-timeout", // 504 + x-fal-request-timeout-type: user
  flaky429: "conformance/flaky-429",       // two 429 responses, then 200
  flaky503: "conformance/flaky-503",       // two 503 text/html nginx responses, then 200
  hard503: "conformance/hard-503",         // always 503 JSON with x-fal-request-id
  fails: "conformance/fails",              // queue request COMPLETED with error; result is 500
  stream: "conformance/echo",              // POST <id>/stream -> SSE, last event has the final object
  streamInvalid: "conformance/validation-error", // POST <id>/stream -> 422 JSON
  streamError: "conformance/stream-error", // SSE that ends with an error-shaped event
};
for (const kv of many("endpoint")) { const [n, id] = kv.split("="); ENDPOINTS[n] = id; }

const require = createRequire(path.resolve(opt("client", process.cwd()), "noop.js"));
const { createFalClient, ApiError, ValidationError } = require("@fal-ai/client");

// Every network access of the client goes through config.fetch, so one wrapper is enough.
let calls = [];
async function loopFetch(input, init) {
  const u = new URL(String(input));
  let target = u;
  const headers = { ...(init?.headers ?? {}) };
  if (hostMap[u.host]) {
    target = new URL(hostMap[u.host] + u.pathname + u.search);
    if (layout === "flat") headers["x-forwarded-host"] = u.host;
  }
  if (!loopback(target)) throw new Error(`blocked non-loopback request to ${target}`);
  const t = Date.now();
  const res = await fetch(target, { ...init, headers });
  calls.push({ t, method: init?.method ?? "GET", url: target.pathname + target.search, status: res.status });
  return res;
}
const mk = (extra = {}) => createFalClient({
  credentials: KEY,
  fetch: loopFetch,
  ...(layout === "proxy" ? { proxyUrl: { url: base, when: "always" } } : {}),
  ...extra,
});
const fal = mk();
const must = (cond, what) => { if (!cond) throw new Error("check failed: " + what); };
const caught = async (p) => { try { await p; } catch (e) { return e; } throw new Error("expected a rejection, got a value"); };
const errView = (e) => ({ name: e.name, message: e.message, status: e.status, body: e.body, requestId: e.requestId, timeoutType: e.timeoutType });
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

const ops = {
  async run() {
    const r = await fal.run(ENDPOINTS.ok, { input: { prompt: "hi", n: 1 }, startTimeout: 30, storageSettings: { expiresIn: "1h", initialAcl: { default: "forbid", rules: [{ user: "u1", decision: "allow" }] } } });
    must(r.data && typeof r.data === "object" && r.requestId, "data object and requestId");
    return r;
  },
  async "run-subpath"() { const r = await fal.run(ENDPOINTS.sub, { input: { a: 1 } }); must(r.data, "data"); return r; },
  async "run-get"() { const r = await fal.run(ENDPOINTS.ok, { method: "get", input: { prompt: "a b&c" } }); must(r.data, "data"); return r; },
  async "run-noinput"() { const r = await fal.run(ENDPOINTS.ok); must(r.data, "data"); return r; },
  async submit() {
    const r = await fal.queue.submit(ENDPOINTS.sub, { input: { prompt: "hi" }, webhookUrl: "http://127.0.0.1:9/hook?x=1&y=2", priority: "low", hint: "runner-7", startTimeout: 12.5, headers: { "X-Custom": "v", "X-Fal-Queue-Priority": "normal" }, storageSettings: { expiresIn: "1d" } });
    must(r.request_id && r.status_url && r.response_url && r.cancel_url, "four queue fields");
    return r;
  },
  async "submit-plain"() { const r = await fal.queue.submit(ENDPOINTS.ok, { input: { prompt: "hi" } }); must(r.status === "IN_QUEUE", "status IN_QUEUE"); return r; },
  async "status-and-result"() {
    const { request_id: requestId } = await fal.queue.submit(ENDPOINTS.sub, { input: { prompt: "poll" } });
    const seen = [];
    for (let i = 0; i < 60; i++) {
      const s = await fal.queue.status(ENDPOINTS.sub, { requestId, logs: i % 2 === 0 });
      seen.push(s);
      if (s.status === "COMPLETED") break;
      await sleep(50);
    }
    must(seen.at(-1).status === "COMPLETED", "reaches COMPLETED");
    const r = await fal.queue.result(ENDPOINTS.sub, { requestId });
    must(r.data && r.requestId, "result data and requestId");
    return { statuses: seen.map((s) => s.status), last: seen.at(-1), result: r };
  },
  async "stream-status"() {
    const { request_id: requestId } = await fal.queue.submit(ENDPOINTS.ok, { input: { prompt: "ss" } });
    const st = await fal.queue.streamStatus(ENDPOINTS.ok, { requestId, logs: true });
    const seen = [];
    for await (const ev of st) seen.push(ev);
    const done = await st.done();
    must(done.status === "COMPLETED", "last event COMPLETED");
    return { seen: seen.map((s) => [s.status, s.logs?.length]), done };
  },
  async cancel() {
    const { request_id: requestId } = await fal.queue.submit(ENDPOINTS.slow, { input: {} });
    await fal.queue.cancel(ENDPOINTS.slow, { requestId });
    return "resolved void";
  },
  async "cancel-completed"() {
    const { request_id: requestId } = await fal.queue.submit(ENDPOINTS.ok, { input: {} });
    for (let i = 0; i < 60; i++) { if ((await fal.queue.status(ENDPOINTS.ok, { requestId })).status === "COMPLETED") break; await sleep(30); }
    const e = await caught(fal.queue.cancel(ENDPOINTS.ok, { requestId }));
    must(e instanceof ApiError && e.status === 400, "ApiError 400");
    return errView(e);
  },
  async "queue-not-found"() { const e = await caught(fal.queue.status(ENDPOINTS.ok, { requestId: "00000000-0000-0000-0000-000000000000" })); must(e instanceof ApiError && e.status === 404, "404"); return errView(e); },
  async "namespace-workflow"() {
    const { request_id: requestId } = await fal.queue.submit(ENDPOINTS.workflow, { input: {} });
    const s = await fal.queue.status(ENDPOINTS.workflow, { requestId });
    must(s.status, "status"); return s;
  },
  async "subscribe-polling"() {
    const ids = [], ups = [];
    const r = await fal.subscribe(ENDPOINTS.ok, { input: { prompt: "sub" }, logs: true, pollInterval: 100, onEnqueue: (i) => ids.push(i), onQueueUpdate: (s) => ups.push([s.status, s.logs?.length, s.queue_position]) });
    must(r.data && ids.length === 1 && ups.at(-1)[0] === "COMPLETED", "enqueue once and COMPLETED last");
    return { result: r, updates: ups };
  },
  async "subscribe-default"() { const t = Date.now(); const r = await fal.subscribe(ENDPOINTS.ok, { input: { prompt: "sub" } }); must(r.data, "data"); return { ms: Date.now() - t }; },
  async "subscribe-streaming"() {
    const ups = [];
    const r = await fal.subscribe(ENDPOINTS.ok, { input: { prompt: "sub" }, mode: "streaming", logs: true, onQueueUpdate: (s) => ups.push([s.status, s.logs?.length]) });
    must(r.data && ups.at(-1)[0] === "COMPLETED", "COMPLETED last");
    return { result: r, updates: ups };
  },
  async "subscribe-timeout"() {
    const e = await caught(fal.subscribe(ENDPOINTS.slow, { input: {}, timeout: 400, pollInterval: 100 }));
    must(/timed out/.test(e.message), "timeout error"); await sleep(300);
    must(calls.some((c) => c.method === "PUT" && c.url.includes("/cancel")) || layout === "proxy", "sent a cancel"); return errView(e);
  },
  async "subscribe-failed"() { const e = await caught(fal.subscribe(ENDPOINTS.fails, { input: {}, pollInterval: 50 })); must(e instanceof ApiError && e.status === 500, "ApiError 500"); return errView(e); },
  async stream() {
    const s = await fal.stream(ENDPOINTS.stream, { input: { prompt: "s" } });
    const evs = []; for await (const ev of s) evs.push(ev);
    const done = await s.done(); must(evs.length >= 1 && done, "events and final value");
    return { events: evs, done, requestId: s.requestId };
  },
  async "stream-422"() { const s = await fal.stream(ENDPOINTS.streamInvalid, { input: {} }); const e = await caught(s.done()); must(e.status === 422, "422"); return errView(e); },
  async "stream-error"() { const s = await fal.stream(ENDPOINTS.streamError, { input: {} }); const evs = []; s.on("data", (d) => evs.push(d)); const done = await s.done().catch((e) => ({ rejected: errView(e) })); return { evs, done }; },
  async upload() { const u = await fal.storage.upload(new File(["hello loopback"], "hello.txt", { type: "text/plain" }), { lifecycle: { expiresIn: "immediate" } }); must(/^https?:/.test(u), "url"); return u; },
  async "upload-blob"() { const u = await fal.storage.upload(new Blob(["raw"])); must(/^https?:/.test(u), "url"); return u; },
  async "upload-multipart"() {
    const u = await fal.storage.upload(new File([new Uint8Array(90 * 1024 * 1024 + 1)], "big.bin", { type: "application/x-big" }), { lifecycle: { expiresIn: 7200 } });
    must(/^https?:/.test(u), "url"); return u;
  },
  async "auto-upload"() {
    const input = { image_url: new Blob(["png-bytes"], { type: "image/png" }), nested: { list: [new File(["x"], "x.txt", { type: "text/plain" }), "s", 3, null] }, data_uri: "data:text/plain;base64,aGk=" };
    const r = await fal.run(ENDPOINTS.ok, { input }); must(r.data, "data"); return r;
  },
  async "error-422"() { const e = await caught(fal.run(ENDPOINTS.invalid, { input: {} })); must(e instanceof ValidationError && e.status === 422 && e.fieldErrors.length >= 1, "ValidationError"); return { ...errView(e), field: e.fieldErrors }; },
  async "error-401"() { const e = await caught(mk({ credentials: "bad:key" }).run(ENDPOINTS.ok, { input: {} })); must(e instanceof ApiError && e.status === 401, "401"); return errView(e); },
  async "error-start-timeout"() { const e = await caught(fal.run(ENDPOINTS.startTimeout, { input: {}, startTimeout: 2 })); must(e.isUserTimeout === true, "isUserTimeout"); must(calls.length === 1, "no retry"); return errView(e); },
  async "retry-429"() { const r = await fal.run(ENDPOINTS.flaky429, { input: { a: 1 } }); must(r.data && calls.length === 3, "third attempt succeeds"); return { gaps: calls.map((c, i) => (i ? c.t - calls[i - 1].t : 0)) }; },
  async "retry-503"() { const r = await fal.run(ENDPOINTS.flaky503, { input: { a: 1 } }); must(r.data && calls.length === 3, "third attempt succeeds"); return { gaps: calls.map((c, i) => (i ? c.t - calls[i - 1].t : 0)) }; },
  async "retry-exhausted-503"() { const e = await caught(fal.run(ENDPOINTS.hard503, { input: {} })); must(e.status === 503 && calls.length === 4, "4 attempts then ApiError 503"); return { ...errView(e), gaps: calls.map((c, i) => (i ? c.t - calls[i - 1].t : 0)) }; },
};

const only = opt("only", "")?.split(",").filter(Boolean);
const skip = opt("skip", "")?.split(",").filter(Boolean);
let bad = 0, n = 0;
const cap = opt("capture");
const take = () => fetch(base + "/__ctl/take").then((r) => r.json());
if (cap) await take();
for (const [name, fn] of Object.entries(ops)) {
  if (only.length && !only.includes(name)) continue;
  if (skip.includes(name) || (name === "upload-multipart" && !flag("large") && !only.includes(name))) { console.log(`SKIP ${name}`); continue; }
  calls = []; n++;
  try { const saw = await fn(); console.log(`PASS ${name} ${JSON.stringify(saw)?.slice(0, 600)}`); }
  catch (e) { bad++; console.log(`FAIL ${name} ${e?.message} ${JSON.stringify(errView(e ?? {}))}`.slice(0, 900)); }
  if (cap) { await sleep(30); writeFileSync(path.join(cap, `js-${name}.json`), JSON.stringify(await take(), null, 1)); }
}
console.log(`${n - bad}/${n} passed`);
process.exit(bad ? 1 : 0);
