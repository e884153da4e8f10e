import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turnEnd } from "node:timers/promises";
import type { Connection } from "./encryption.ts";
import { GATHERED_BYTES, gatherSends } from "./gatheredSends.ts";

/** A connection that records what it sends. */
function fakeConnection() {
  const sent: string[] = [];
  const connection = {
    status: "open",
    writableNeedsDrain: false,
    send(data: Uint8Array): boolean {
      if (connection.status !== "open") throw new Error("ended");
      sent.push(Buffer.from(data).toString());
      return !connection.writableNeedsDrain;
    },
  };
  return { connection, sent, flush: gatherSends(connection as unknown as Connection) };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

test("what is sent in one turn of the event loop leaves together, in order", async () => {
  const { connection, sent } = fakeConnection();
  for (const text of ["a", "b", "c"]) assert.equal(connection.send(bytes(text)), true);
  assert.deepEqual(sent, []);
  await turnEnd();
  assert.deepEqual(sent, ["abc"]);
  connection.send(bytes("d"));
  await turnEnd();
  assert.deepEqual(sent, ["abc", "d"]);
});

test("a large message does not wait, and does not overtake what waits", async () => {
  const { connection, sent } = fakeConnection();
  connection.send(bytes("first"));
  connection.send(Buffer.alloc(GATHERED_BYTES, "x"));
  assert.deepEqual(
    sent.map((text) => text.length),
    [5, GATHERED_BYTES],
  );
  await turnEnd();
  assert.equal(sent.length, 2);
});

test("no more than the bound waits", () => {
  const { connection, sent } = fakeConnection();
  const part = GATHERED_BYTES / 4;
  for (let i = 0; i < 4; i++) connection.send(Buffer.alloc(part));
  assert.equal(sent.length, 0);
  connection.send(Buffer.alloc(1));
  assert.deepEqual(
    sent.map((text) => text.length),
    [GATHERED_BYTES, 1],
  );
});

test("a full connection says so while messages wait", () => {
  const { connection } = fakeConnection();
  assert.equal(connection.send(bytes("a")), true);
  connection.writableNeedsDrain = true;
  assert.equal(connection.send(bytes("b")), false);
});

test("what waits can be sent before the connection closes", () => {
  const { connection, sent, flush } = fakeConnection();
  connection.send(bytes("last"));
  flush();
  assert.deepEqual(sent, ["last"]);
});

test("a send over an ended connection throws, and waiting bytes are dropped", async () => {
  const { connection, sent } = fakeConnection();
  connection.send(bytes("a"));
  connection.status = "closed";
  assert.throws(() => connection.send(bytes("b")), /ended/);
  await turnEnd();
  assert.deepEqual(sent, []);
});
