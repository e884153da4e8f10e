// cspell:ignore fsecret
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TestHistory } from "../../test/TestHistory.ts";
import { historyOf } from "../questions/historyOf.ts";
import { EventStream } from "./EventStream.ts";
import { IndexServer } from "./IndexServer.ts";
import { readPageFiles } from "./PageFiles.ts";

let folder: string;
let history: TestHistory;
let server: IndexServer;

/** A server of this folder's page. */
async function serve(pageFolder: string | undefined): Promise<IndexServer> {
  const init = { host: "127.0.0.1", port: 0, requestsPerSecond: 1_000 };
  const started = new IndexServer(
    { history: historyOf(history.store), stream: new EventStream() },
    pageFolder === undefined ? init : { ...init, pageFolder },
    assert.ifError,
  );
  await started.start();
  return started;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-page-"));
  const page = join(folder, "page");
  await mkdir(join(page, "assets"), { recursive: true });
  await writeFile(join(folder, "secret.js"), "secret");
  await writeFile(join(page, "index.html"), "<!doctype html><title>Trellis</title>");
  await writeFile(join(page, "assets", "index-1.js"), "run();".repeat(100));
  await writeFile(join(page, "stamp.txt"), "a file that is no part of the page");
  await symlink(join(folder, "secret.js"), join(page, "assets", "link.js"));
  history = await TestHistory.start();
  server = await serve(page);
});
after(async () => {
  await server.stop();
  await history.store.destroy();
  await rm(folder, { recursive: true });
});

/** The status of an answer to a path that is sent as it is: `fetch` would tidy it up first. */
async function statusOf(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(server.url);
  const sent = request({ hostname, port, path });
  sent.end();
  const [response] = (await once(sent, "response")) as [import("node:http").IncomingMessage];
  response.resume();
  return response.statusCode;
}

test("the page comes with a policy that lets it run its own code only, and is asked for anew", async () => {
  const response = await fetch(`${server.url}/`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "no-cache");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.equal(response.headers.get("referrer-policy"), "no-referrer");
  const policy = response.headers.get("content-security-policy")!;
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
  ]) {
    assert.ok(policy.split("; ").includes(rule), rule);
  }
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.match(await response.text(), /Trellis/);
});

test("an asset is kept for ever, because its name changes with its contents", async () => {
  const response = await fetch(`${server.url}/assets/index-1.js`);
  assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(response.headers.get("content-encoding"), "gzip");
  assert.equal(await response.text(), "run();".repeat(100));
  const plain = await fetch(`${server.url}/assets/index-1.js`, {
    headers: { "accept-encoding": "identity" },
  });
  assert.equal(plain.headers.get("content-encoding"), null);
  assert.equal(await plain.text(), "run();".repeat(100));
});

test("a browser that has the page gets it only when it has changed", async () => {
  const first = await fetch(`${server.url}/`);
  await first.text();
  const again = await fetch(`${server.url}/`, { headers: { "if-none-match": first.headers.get("etag")! } });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
});

test("nothing but the page's files can be reached", async () => {
  for (const path of [
    "/../secret.js",
    "/assets/../../secret.js",
    "/assets/..%2f..%2fsecret.js",
    "/%2e%2e/secret.js",
    "/assets/%2e%2e/%2e%2e/secret.js",
    "/assets/..\\..\\secret.js",
    "//secret.js",
    "/assets/link.js",
    "/assets/",
    "/stamp.txt",
    "/index.html",
    "/assets/index-1.js%00.html",
  ]) {
    const status = await statusOf(path);
    assert.ok(status === 404 || status === 400, `${path}: ${status}`);
  }
});

test("a node whose page was never built says how to build it, and still answers the API", async (t) => {
  for (const missing of [join(folder, "absent"), undefined]) {
    const without = await serve(missing);
    t.after(() => without.stop());
    const response = await fetch(`${without.url}/`);
    assert.equal(response.status, 404);
    const { code, detail } = (await response.json()) as { code: string; detail: string };
    assert.equal(code, "TRL-IDX-014");
    assert.match(detail, /npm run build -w @trellis\/explorer/);
    assert.equal((await fetch(`${without.url}/v1/openapi.json`)).status, 200);
  }
});

test("a folder with more than a page is refused", async () => {
  const crowded = join(folder, "crowded");
  await mkdir(crowded);
  for (let i = 0; i < 65; i++) await writeFile(join(crowded, `${i}.js`), "");
  await assert.rejects(readPageFiles(crowded), { code: "TRL-IDX-015" });
});
