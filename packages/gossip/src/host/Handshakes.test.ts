import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { TestHost } from "../testing/TestHost.ts";
import { Handshakes, sourceOf } from "./Handshakes.ts";

function begun(limits: { total: number; perSource: number }, ...sources: string[]): boolean[] {
  const handshakes = new Handshakes<object>(limits);
  const open = sources.map(() => true);
  sources.forEach((source, i) => {
    handshakes.begin({}, { source, cut: () => (open[i] = false) });
  });
  return open;
}

test("a source's oldest handshake makes room for its next one; others' stay", () => {
  assert.deepEqual(begun({ total: 9, perSource: 2 }, "b", "a", "a", "a"), [true, false, true, true]);
});

test("the oldest handshake of all makes room when there are too many sources", () => {
  assert.deepEqual(begun({ total: 2, perSource: 2 }, "a", "b", "c"), [false, true, true]);
});

test("a handshake that has ended holds no place", () => {
  const handshakes = new Handshakes<object>({ total: 1, perSource: 1 });
  const key = {};
  handshakes.begin(key, { source: "a", cut: () => assert.fail() });
  handshakes.end(key);
  handshakes.begin({}, { source: "a", cut: () => {} });
  assert.equal(handshakes.size, 1);
});

test("a source is an address, or what a provider gives to one customer", () => {
  assert.equal(sourceOf("/ip4/192.0.2.1/tcp/4"), "192.0.2.1");
  assert.equal(sourceOf("/ip6/2001:db8:1:2:3::1/tcp/4"), "2001:db8:1:2");
});

test("60 sockets that say nothing keep no newcomer out", async (t) => {
  const host = new TestHost("door");
  const sockets: Socket[] = [];
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await host.host.stop();
  });
  await host.host.start();
  const [address] = host.host.addresses();
  const port = Number(/tcp\/(\d+)/.exec(address!)![1]);
  for (let i = 0; i < 60; i++) sockets.push(connect(port, "127.0.0.1").on("error", () => {}));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  const guest = new TestHost("newcomer", { bootstrap: [address!] });
  t.after(() => guest.host.stop());
  await guest.host.start();
  await guest.until("the newcomer gossips", () => guest.gossiping === 1, 8_000);
});
