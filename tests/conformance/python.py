#!/usr/bin/env python3
"""Conformance driver: runs the official Python fal-client against a loopback server.

  python python.py http://127.0.0.1:8790 [options]
    --layout prefix|flat     prefix: fal.run -> BASE/run, queue.fal.run -> BASE/queue,
                             rest.fal.ai -> BASE/rest, v3.fal.media -> BASE/cdn; flat: every host -> BASE
    --host NAME=URL          override one host (NAME is the fal host name)
    --endpoint NAME=ID       override a scenario endpoint (see ENDPOINTS)
    --only a,b / --skip a,b  choose operations
    --capture DIR            after each operation GET BASE/__ctl/take and write DIR/py-<op>.json
    --key K  (default id:secret)     --large  also run the >100 MB multipart upload
    --env-hosts              do not patch module constants: trust FAL_RUN_HOST / FAL_QUEUE_RUN_HOST
                             (https only) and skip every operation that needs rest.fal.ai or v3.fal.media

Plain-http loopback needs the module constants of fal_client.client replaced: the environment
variables only change the host of an https:// URL, and the REST and CDN hosts have no variable.
"""
import argparse
import asyncio
import json
import os
import sys
import time
import urllib.request
from urllib.parse import urlsplit

ap = argparse.ArgumentParser()
ap.add_argument("base", nargs="?", default="http://127.0.0.1:8790")
ap.add_argument("--layout", default="prefix", choices=["prefix", "flat"])
ap.add_argument("--host", action="append", default=[])
ap.add_argument("--endpoint", action="append", default=[])
ap.add_argument("--only", default="")
ap.add_argument("--skip", default="")
ap.add_argument("--capture")
ap.add_argument("--key", default="id:secret")
ap.add_argument("--large", action="store_true")
ap.add_argument("--env-hosts", action="store_true")
args = ap.parse_args()
BASE = args.base.rstrip("/")

os.environ["FAL_KEY"] = args.key
os.environ.pop("FAL_FORCE_AUTH_BY_USER", None)
for var in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
    os.environ.pop(var, None)

import fal_client  # noqa: E402
import fal_client.client as fc  # noqa: E402
import httpx  # noqa: E402

PREFIX = {"fal.run": "/run", "queue.fal.run": "/queue", "rest.fal.ai": "/rest", "v3.fal.media": "/cdn"}
hosts = {h: BASE + (p if args.layout == "prefix" else "") for h, p in PREFIX.items()}
for kv in args.host:
    h, u = kv.split("=", 1)
    hosts[h] = u.rstrip("/")

if not args.env_hosts:
    fc.RUN_URL_FORMAT = hosts["fal.run"] + "/"
    fc.QUEUE_URL_FORMAT = hosts["queue.fal.run"] + "/"
    fc.REST_URL = hosts["rest.fal.ai"]
    fc.CDN_URL = hosts["v3.fal.media"]
    fc.REALTIME_URL_FORMAT = hosts["fal.run"].replace("http", "ws", 1) + "/"

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
calls = []
_send = httpx.HTTPTransport.handle_request
_asend = httpx.AsyncHTTPTransport.handle_async_request


def _guard(request):
    if request.url.host not in LOOPBACK:
        raise RuntimeError(f"blocked non-loopback request to {request.url}")
    calls.append((time.monotonic(), request.method, request.url.raw_path.decode()))


def _handle(self, request):
    _guard(request)
    return _send(self, request)


async def _ahandle(self, request):
    _guard(request)
    return await _asend(self, request)


httpx.HTTPTransport.handle_request = _handle
httpx.AsyncHTTPTransport.handle_async_request = _ahandle

ENDPOINTS = {
    "ok": "conformance/echo",
    "sub": "conformance/echo/sub/path",
    "workflow": "workflows/conformance/echo",
    "slow": "conformance/slow",
    "invalid": "conformance/validation-error",
    "startTimeout": "conformance/start-timeout",
    "flaky429": "conformance/flaky-429",
    "flaky503": "conformance/flaky-503",
    "hard503": "conformance/hard-503",
    "fails": "conformance/fails",
    "stream": "conformance/echo",
    "streamInvalid": "conformance/validation-error",
    "streamError": "conformance/stream-error",
}
for kv in args.endpoint:
    n, i = kv.split("=", 1)
    ENDPOINTS[n] = i
E = ENDPOINTS
client = fal_client.SyncClient(key=args.key)


def must(cond, what):
    if not cond:
        raise AssertionError("check failed: " + what)


def caught(fn, *a, **k):
    try:
        fn(*a, **k)
    except Exception as exc:  # noqa: BLE001
        return exc
    raise AssertionError("expected an exception, got a value")


def view(e):
    return {"type": type(e).__name__, "str": str(e), "status": getattr(e, "status_code", None), "error_type": getattr(e, "error_type", None)}


def gaps():
    return [round(b[0] - a[0], 3) for a, b in zip(calls, calls[1:])]


def op_run():
    r = client.run(E["ok"], {"prompt": "hi", "n": 1}, start_timeout=30, hint="runner-7", headers={"X-Custom": "v"})
    must(isinstance(r, dict), "json object")
    return r


def op_run_path():
    return client.run(E["ok"], {"a": 1}, path="/sub/path")


def op_run_get():
    return client.run(E["ok"], {"prompt": "dropped"}, method="GET")


def op_submit():
    h = client.submit(E["sub"], {"prompt": "hi"}, webhook_url="http://127.0.0.1:9/hook?x=1&y=2", priority="low", hint="runner-7", start_timeout=12.5, headers={"X-Custom": "v"})
    must(h.request_id and h.status_url and h.response_url and h.cancel_url, "four queue fields")
    return {"request_id": h.request_id, "status_url": h.status_url}


def op_submit_plain():
    return client.submit(E["ok"], {"prompt": "hi"}).request_id


def op_status_and_result():
    h = client.submit(E["sub"], {"prompt": "poll"})
    seen = []
    for i in range(60):
        s = client.status(E["sub"], h.request_id, with_logs=i % 2 == 0)
        seen.append(s)
        if isinstance(s, fal_client.Completed):
            break
        time.sleep(0.05)
    must(isinstance(seen[-1], fal_client.Completed), "reaches Completed")
    r = client.result(E["sub"], h.request_id)
    must(isinstance(r, dict), "result object")
    return {"statuses": [repr(s)[:90] for s in seen], "result": r}


def op_iter_events():
    h = client.submit(E["ok"], {"prompt": "ev"})
    ev = list(h.iter_events(with_logs=True, interval=0.05))
    must(isinstance(ev[-1], fal_client.Completed), "Completed last")
    return [repr(e)[:80] for e in ev] + [h.get()]


def op_cancel():
    h = client.submit(E["slow"], {})
    client.cancel(E["slow"], h.request_id)
    return "returned None"


def op_cancel_completed():
    h = client.submit(E["ok"], {})
    h.get()
    e = caught(h.cancel)
    must(isinstance(e, fal_client.FalClientHTTPError) and e.status_code == 400, "HTTP 400")
    return view(e)


def op_cancelled_result():
    h = client.submit(E["slow"], {})
    h.cancel()
    e = caught(h.get)
    must(isinstance(e, fal_client.FalClientHTTPError), "result raises")
    return view(e)


def op_queue_not_found():
    e = caught(client.status, E["ok"], "00000000-0000-0000-0000-000000000000")
    must(getattr(e, "status_code", None) == 404, "404")
    return view(e)


def op_namespace_workflow():
    h = client.submit(E["workflow"], {})
    return repr(client.status(E["workflow"], h.request_id))


def op_subscribe():
    return client.subscribe(E["ok"], {"prompt": "sub"})


def op_subscribe_updates():
    ids, ups = [], []
    r = client.subscribe(E["ok"], {"prompt": "sub"}, with_logs=True, interval=0.05, priority="normal", on_enqueue=ids.append, on_queue_update=ups.append)
    must(len(ids) == 1 and isinstance(ups[-1], fal_client.Completed), "enqueue once, Completed last")
    return {"updates": [repr(u)[:70] for u in ups], "result": r}


def op_subscribe_timeout():
    e = caught(client.subscribe, E["slow"], {}, client_timeout=1.5)
    must(isinstance(e, fal_client.FalClientTimeoutError), "FalClientTimeoutError")
    time.sleep(0.3)
    must(any(m == "PUT" and p.endswith("/cancel") for _, m, p in calls), "sent a cancel")
    return view(e)


def op_subscribe_failed():
    e = caught(client.subscribe, E["fails"], {})
    must(getattr(e, "status_code", None) == 500, "HTTP 500")
    return view(e)


def op_stream():
    ev = list(client.stream(E["stream"], {"prompt": "s"}))
    must(len(ev) >= 1, "events")
    return ev


def op_stream_422():
    return view(caught(lambda: list(client.stream(E["streamInvalid"], {}))))


def op_stream_error():
    return list(client.stream(E["streamError"], {}))


LIFE = fal_client.StorageSettings if hasattr(fal_client, "StorageSettings") else fc.StorageSettings


def op_upload():
    u = client.upload(b"hello loopback", "text/plain", file_name="hello.txt", lifecycle=LIFE(expires_in="immediate", initial_acl=fc.StorageACL(default="forbid", rules=[fc.StorageACLRule("u1", "allow")])))
    must(u.startswith("http"), "url")
    return u


def op_upload_noname():
    return client.upload("raw", "application/octet-stream")


def op_upload_fal_repo():
    return client.upload(b"x", "text/plain", file_name="x.txt", repository="fal")


def op_upload_fallback():
    return client.upload(b"x", "text/plain", file_name="force-fallback.txt")


def op_upload_multipart():
    return client.upload(b"\0" * (100 * 1024 * 1024 + 1), "application/x-big", file_name="big.bin", lifecycle=LIFE(expires_in=7200))


def op_upload_multipart_small():
    old = fc.MULTIPART_THRESHOLD, fc.MULTIPART_CHUNK_SIZE
    fc.MULTIPART_THRESHOLD, fc.MULTIPART_CHUNK_SIZE = 10, 8
    try:
        return client.upload(b"0123456789abcdefghij", "text/plain", file_name="small.txt")
    finally:
        fc.MULTIPART_THRESHOLD, fc.MULTIPART_CHUNK_SIZE = old


def op_data_uri():
    u = fal_client.encode(b"hi", "text/plain")
    must(u == "data:text/plain;base64,aGk=", "data uri")
    return client.run(E["ok"], {"data_uri": u})


def op_error_422():
    e = caught(client.run, E["invalid"], {})
    must(e.status_code == 422 and isinstance(e.message, list), "422 with list detail")
    return view(e)


def op_error_401():
    e = caught(fal_client.SyncClient(key="bad:key").run, E["ok"], {})
    must(e.status_code == 401, "401")
    return view(e)


def op_error_start_timeout():
    e = caught(client.run, E["startTimeout"], {}, start_timeout=2)
    must(e.status_code == 504 and len(calls) == 1, "504 without retry")
    return view(e)


def op_retry_429():
    r = client.run(E["flaky429"], {"a": 1})
    must(len(calls) == 3, "third attempt succeeds")
    return {"gaps": gaps(), "r": r}


def op_retry_503():
    r = client.run(E["flaky503"], {"a": 1})
    must(len(calls) == 3, "third attempt succeeds (ingress error)")
    return {"gaps": gaps(), "r": r}


def op_no_retry_503():
    e = caught(client.run, E["hard503"], {})
    must(e.status_code == 503 and len(calls) == 1, "JSON 503 with request id is not retried")
    return view(e)


def op_async_subscribe():
    async def go():
        c = fal_client.AsyncClient(key=args.key)
        r = await c.subscribe(E["ok"], {"prompt": "async"}, with_logs=True, on_queue_update=lambda s: None)
        ev = [x async for x in c.stream(E["stream"], {"prompt": "as"})]
        u = None if args.env_hosts else await c.upload(b"async", "text/plain", file_name="a.txt")
        return [r, ev, u]

    return asyncio.run(go())


ops = {k[3:].replace("_", "-"): v for k, v in list(globals().items()) if k.startswith("op_")}
only = [x for x in args.only.split(",") if x]
skip = [x for x in args.skip.split(",") if x]
if args.env_hosts:
    skip += [k for k in ops if k.startswith("upload")]


def take():
    with urllib.request.urlopen(BASE + "/__ctl/take") as r:
        return json.load(r)


if args.capture:
    take()
bad = n = 0
for name, fn in ops.items():
    if only and name not in only:
        continue
    if name in skip or (name == "upload-multipart" and not args.large and name not in only):
        print("SKIP", name)
        continue
    calls.clear()
    n += 1
    try:
        print("PASS", name, json.dumps(fn(), default=repr)[:600])
    except Exception as exc:  # noqa: BLE001
        bad += 1
        print("FAIL", name, json.dumps(view(exc))[:600])
    if args.capture:
        time.sleep(0.05)
        with open(os.path.join(args.capture, f"py-{name}.json"), "w") as f:
            json.dump(take(), f, indent=1)
print(f"{n - bad}/{n} passed")
sys.stdout.flush()
os._exit(1 if bad else 0)
