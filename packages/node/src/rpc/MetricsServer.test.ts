import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { hostPort } from "../config/hostPort.ts";
import { Health } from "./Health.ts";
import { MetricsServer } from "./MetricsServer.ts";

const INIT = { host: "127.0.0.1", port: 0, metrics: async () => "metric 1\n", onError: () => {} };

test("metrics and health have a port of their own, which silent clients do not fill", async (t) => {
  let status: "ok" | "starting" = "starting";
  const server = new MetricsServer({ ...INIT, health: () => ({ status }) });
  await server.start();
  t.after(() => server.stop());
  const port = Number(new URL(server.url).port);
  const sockets = Array.from({ length: 80 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  assert.equal(await (await fetch(`${server.url}/metrics`)).text(), "metric 1\n");
  assert.equal((await fetch(`${server.url}/metrics`, { method: "HEAD" })).status, 200);
  assert.equal((await fetch(`${server.url}/health`)).status, 503);
  status = "ok";
  assert.equal((await fetch(`${server.url}/health`)).status, 200);
  assert.equal((await fetch(server.url)).status, 404);
  assert.equal((await fetch(`${server.url}/metrics`, { method: "POST" })).status, 405);
  const second = new MetricsServer({ ...INIT, port, health: () => ({ status }) });
  await assert.rejects(second.start(), { code: "TRL-NOD-044", message: /metrics\.listen.*EADDRINUSE/ });
});

test("a node is healthy while it hears from L1, and not once it ends", () => {
  let now = 0;
  const health = new Health(() => now);
  assert.deepEqual(health.report(), { status: "starting" });
  health.onChainChange({ view: { block: { number: 7n } }, chain: { head: { height: 3n } } } as never);
  assert.deepEqual(health.report(), { status: "ok", height: "3", l1Block: "7", l1Age: 0 });
  now = 121_000;
  assert.deepEqual(health.report(), { status: "l1_silent", height: "3", l1Block: "7", l1Age: 121 });
  health.isEnding = true;
  assert.equal(health.report().status, "ending");
});

test("an address to listen on is a host and a port", () => {
  assert.deepEqual(hostPort.parse("127.0.0.1:9464"), { host: "127.0.0.1", port: 9_464 });
  assert.deepEqual(hostPort.parse("[::1]:0"), { host: "::1", port: 0 });
  assert.deepEqual(hostPort.parse("localhost:80"), { host: "localhost", port: 80 });
  for (const bad of ["9464", ":9464", "127.0.0.1", "127.0.0.1:65536", "::1:80", "[127.0.0.1]:80", "a b:80"]) {
    assert(!hostPort.safeParse(bad).success, bad);
  }
});
