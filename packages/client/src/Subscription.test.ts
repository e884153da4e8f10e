import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";
import { Subscription } from "./Subscription.ts";
import { TrellisClient } from "./TrellisClient.ts";

const HASH = `0x${"ab".repeat(32)}`;
const head = (height: number) => ({
  event: "head",
  height: String(height),
  proposalId: HASH,
  stateRoot: HASH,
});
const news = (result: unknown, subscription = "0x1") =>
  JSON.stringify({ jsonrpc: "2.0", method: "trellis_subscription", params: { subscription, result } });

/** A node that answers the first request of a connection, and then does as the test says. */
async function node(t: TestContext, answer: object = { result: "0x1" }) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const asked: unknown[] = [];
  const connected = Promise.withResolvers<WebSocket>();
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      const { id, ...request } = JSON.parse(String(data));
      asked.push(request);
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
    });
    connected.resolve(socket);
  });
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, socket: connected.promise };
}

test("news come in order, their numbers as programs use them; leaving the loop ends the connection", async (t) => {
  const { url, asked, socket } = await node(t);
  const heads = await new TrellisClient(url).subscribe("heads");
  assert.deepEqual(asked, [{ jsonrpc: "2.0", method: "trellis_subscribe", params: ["heads"] }]);
  const closed = once(await socket, "close");
  for (let height = 1; height <= 3; height++) (await socket).send(news(head(height)));
  (await socket).send(news(head(9), "0x2"));
  const seen: bigint[] = [];
  for await (const one of heads) {
    assert.equal(one.event, "head");
    if (one.event === "head" && seen.push(one.height) === 3) break;
  }
  assert.deepEqual(seen, [1n, 2n, 3n]);
  await closed;
});

test("it works without a WebSocket of the platform's own", async (t) => {
  const { url, socket } = await node(t);
  const own = globalThis.WebSocket;
  Object.assign(globalThis, { WebSocket: undefined });
  t.after(() => Object.assign(globalThis, { WebSocket: own }));
  const heads = await Subscription.open(url, "heads");
  (await socket).send(news(head(1)));
  for await (const one of heads) {
    assert.equal(one.event, "head");
    break;
  }
});

test("a lost connection ends the loop with TRL-CLN-014, after the news that came before", async (t) => {
  const { url, socket } = await node(t);
  const heads = await Subscription.open(url, "heads");
  (await socket).send(news(head(1)));
  (await socket).close(4_001, "the news are not read in time");
  const seen: unknown[] = [];
  const loop = (async () => {
    for await (const one of heads) seen.push(one);
  })();
  await assert.rejects(loop, { code: "TRL-CLN-014", message: /not read in time/ });
  assert.equal(seen.length, 1);
});

test("a node that refuses gives its code; one that cannot be reached, TRL-CLN-014", async (t) => {
  const error = { code: -32_000, message: "TRL-NOD-045: no", data: { code: "TRL-NOD-045" } };
  const { url } = await node(t, { error });
  await assert.rejects(Subscription.open(url, "heads"), ({ code, context }) => {
    assert.deepEqual([code, context.refusal], ["TRL-CLN-002", "TRL-NOD-045"]);
    return true;
  });
  await assert.rejects(Subscription.open("http://127.0.0.1:1", "heads"), { code: "TRL-CLN-014" });
});

for (const [what, bytes] of [
  ["news of another shape", news({ event: "head", height: 1 })],
  ["text that is not JSON", "{"],
  ["an answer to nothing", '{"jsonrpc":"2.0","id":7,"result":"0x1"}'],
] as const) {
  test(`${what} ends the loop with TRL-CLN-004`, async (t) => {
    const { url, socket } = await node(t);
    const heads = await Subscription.open(url, "heads");
    (await socket).send(bytes);
    await assert.rejects(heads[Symbol.asyncIterator]().next(), { code: "TRL-CLN-004" });
  });
}

test("a program that reads too slowly gets an error that says so", async (t) => {
  const { url, socket } = await node(t);
  const claims = await Subscription.open(url, "claims");
  const claim = news({ proposalId: HASH, depth: 0, index: 0, seat: 1 });
  const closed = once(await socket, "close");
  for (let i = 0; i < 4_097; i++) (await socket).send(claim);
  await closed;
  const loop = (async () => {
    for await (const _ of claims);
  })();
  await assert.rejects(loop, { code: "TRL-CLN-014", message: /too slowly/ });
});

test("it can be ended from outside, and by a signal with its reason", async (t) => {
  const { url } = await node(t);
  const heads = await Subscription.open(url, "heads");
  const loop = heads[Symbol.asyncIterator]().next();
  heads.end();
  assert.deepEqual(await loop, { done: true, value: undefined });
  const life = new AbortController();
  const second = await Subscription.open(url, "heads", { signal: life.signal });
  const waiting = second[Symbol.asyncIterator]().next();
  life.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(Subscription.open(url, "heads", { signal: life.signal }), /enough/);
});
