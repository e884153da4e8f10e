import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionGuard } from "./ConnectionGuard.ts";

class Fake {
  isOpen = true;
  readonly remoteAddress: string;
  constructor(remoteAddress: string) {
    this.remoteAddress = remoteAddress;
  }
  destroy(): never {
    this.isOpen = false;
    return undefined as never;
  }
}

/** Connections of these addresses, in this order. */
function taken(guard: ConnectionGuard<Fake>, ...addresses: string[]): Fake[] {
  return addresses.map((address) => {
    const connection = new Fake(address);
    guard.admit(connection);
    return connection;
  });
}
const open = (connections: readonly Fake[]): boolean[] => connections.map(({ isOpen }) => isOpen);

test("a client's oldest silent connection makes room for its next one; others' stay", () => {
  const guard = new ConnectionGuard<Fake>({ total: 10, perClient: 2 });
  const all = taken(guard, "192.0.2.9", "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1");
  assert.deepEqual(open(all), [true, false, true, true]);
  assert.equal(guard.size, 3);
});

test("a connection that is being answered stays; a client that uses all its places gets no more", () => {
  const guard = new ConnectionGuard<Fake>({ total: 10, perClient: 2 });
  const all = taken(guard, "192.0.2.1", "192.0.2.1");
  const ends = all.map((connection) => guard.begin(connection));
  assert.deepEqual(open(taken(guard, "192.0.2.1")), [false]);
  ends[0]!();
  assert.deepEqual(open(taken(guard, "192.0.2.1")), [true]);
  assert.deepEqual(open(all), [false, true]);
});

test("one that has just been answered is given up after one that never spoke", () => {
  const guard = new ConnectionGuard<Fake>({ total: 2, perClient: 2 });
  const all = taken(guard, "192.0.2.1", "192.0.2.2");
  guard.begin(all[0]!)();
  taken(guard, "192.0.2.3");
  assert.deepEqual(open(all), [true, false]);
});

test("IPv6 addresses of one customer are one client; a closed connection frees its place", () => {
  const guard = new ConnectionGuard<Fake>({ total: 10, perClient: 1 });
  const [first] = taken(guard, "2001:db8:1:2:a::1");
  const [second] = taken(guard, "2001:db8:1:2:b::1");
  assert.deepEqual([first!.isOpen, second!.isOpen], [false, true]);
  guard.forget(second!);
  assert.equal(guard.size, 0);
  guard.begin(second!)();
  assert.equal(guard.size, 0);
});
