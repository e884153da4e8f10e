import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { RpcServer } from "./RpcServer.ts";

const INIT = {
  host: "127.0.0.1",
  port: 0,
  connectionsPerClient: 32,
  sockets: { news: { on: () => () => {} }, perClient: 8, origins: [] },
  health: () => ({ status: "ok" }) as const,
  onError: () => {},
};

async function server(t: TestContext): Promise<{ rpc: RpcServer; errors: unknown[]; url: string }> {
  const errors: unknown[] = [];
  const rpc = new RpcServer(
    { trellis_getPool: async () => ({ height: 1n, reserves: [2n, 3n] }) },
    { ...INIT, onError: (error) => errors.push(error) },
  );
  await rpc.start();
  t.after(() => rpc.stop());
  return { rpc, errors, url: rpc.url };
}

const post = async (url: string, body: string): Promise<unknown> =>
  (await fetch(url, { method: "POST", body })).json();
const codeOf = (answer: unknown): number => (answer as { error: { code: number } }).error.code;

test("a request over HTTP is answered with JSON", async (t) => {
  const { url } = await server(t);
  assert.deepEqual(await post(url, '{"jsonrpc":"2.0","id":7,"method":"trellis_getPool"}'), {
    jsonrpc: "2.0",
    id: 7,
    result: { height: "1", reserves: ["2", "3"] },
  });
});

test("a notification gets HTTP status 204 without a body", async (t) => {
  const { url } = await server(t);
  const response = await fetch(url, { method: "POST", body: '{"jsonrpc":"2.0","method":"trellis_getPool"}' });
  assert.equal(response.status, 204);
  assert.equal(await response.text(), "");
});

test("a body that is too large gets HTTP status 413", async (t) => {
  const { url, errors } = await server(t);
  const response = await fetch(url, { method: "POST", body: "x".repeat(1_048_577) });
  assert.equal(response.status, 413);
  assert.deepEqual(errors, []);
  assert.equal((await fetch(url, { method: "POST", body: "x".repeat(1_048_576) })).status, 200);
});

test("a client that aborts its request does not disturb the node", async (t) => {
  const { rpc, url, errors } = await server(t);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{");
  await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  assert.equal(codeOf(await post(url, "{")), -32_700);
  await rpc.stop();
  assert.deepEqual(errors, []);
});

test("health is told to GET and HEAD; other methods than POST are refused", async (t) => {
  const { url } = await server(t);
  const health = await fetch(`${url}/health?probe=1`);
  assert.deepEqual([health.status, await health.json()], [200, { status: "ok" }]);
  const head = await fetch(`${url}/health`, { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  assert.equal((await fetch(url, { method: "HEAD" })).status, 200);
  assert.equal((await fetch(url)).status, 405);
  assert.equal((await fetch(`${url}/metrics`)).status, 405);
  assert.equal((await fetch(url, { method: "DELETE" })).status, 405);
});

test("300 clients that say nothing keep nobody out, and are cut off", async (t) => {
  const { url } = await server(t);
  const port = Number(new URL(url).port);
  const sockets = Array.from({ length: 300 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  const closed = sockets.map((socket) => once(socket, "close"));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  const answer = await post(url, '{"jsonrpc":"2.0","id":7,"method":"trellis_getPool"}');
  assert.equal((answer as { id: number }).id, 7);
  for (const socket of sockets) socket.resume();
  await Promise.all(closed);
});

test("a port in use gives TRL-NOD-040; stopping ends open connections and may be called twice", async (t) => {
  const { rpc, url } = await server(t);
  const port = Number(new URL(url).port);
  const second = new RpcServer({}, { ...INIT, port });
  await assert.rejects(second.start(), { code: "TRL-NOD-040" });
  await second.stop();
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const closed = once(socket, "close");
  socket.on("error", () => {});
  await rpc.stop();
  await closed;
  await rpc.stop();
  assert.equal(rpc.url, "");
});
