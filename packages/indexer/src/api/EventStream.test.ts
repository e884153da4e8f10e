import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStream } from "./EventStream.ts";

test("a client gets what happens after it came, and after what it has if it comes back", async () => {
  const stream = new EventStream();
  stream.push("block", { l1Block: 1 });
  const fresh = stream.subscribe(undefined)!;
  const back = stream.subscribe(0)!;
  stream.push("block", { l1Block: 2 });
  assert.equal((await fresh.next())!.id, 2);
  assert.deepEqual([(await back.next())!.id, (await back.next())!.id], [1, 2]);
});

test("a client that does not read is cut off, and keeps no place", async () => {
  const stream = new EventStream();
  const slow = stream.subscribe(undefined)!;
  for (let i = 0; i < 513; i++) stream.push("gossip", {});
  assert.equal(await slow.next(), undefined);
  const clients = Array.from({ length: 64 }, () => stream.subscribe(undefined)!);
  assert.ok(clients.every((client) => client !== undefined));
  assert.equal(stream.subscribe(undefined), undefined, "the 65th has no place");
  clients[0]!.end();
  assert.notEqual(stream.subscribe(undefined), undefined);
});

test("the end of the stream ends every client, also one that waits", async () => {
  const stream = new EventStream();
  const waiting = stream.subscribe(undefined)!.next();
  stream.stop();
  assert.equal(await waiting, undefined);
});
