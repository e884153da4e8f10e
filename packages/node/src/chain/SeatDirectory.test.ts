import assert from "node:assert/strict";
import { test } from "node:test";
import { SeatTree, verifySeatPath } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import { seatSecret } from "../testing/TestNode.ts";
import { SeatDirectory } from "./SeatDirectory.ts";

const keys = Array.from({ length: 5 }, (_, seat) => publicKeyOf(seatSecret(seat)));

test("P2.1 seats are given out in order and found by key", () => {
  const directory = new SeatDirectory();
  assert.deepEqual(
    keys.map((key) => directory.join(key)),
    [0, 1, 2, 3, 4],
  );
  assert.deepEqual(directory.key(3), keys[3]);
  assert.equal(directory.key(5), undefined);
  assert.equal(directory.seatOf(keys[4]!), 4);
  assert.equal(directory.seatOf(publicKeyOf(seatSecret(9))), undefined);
});

test("P2.3 paths lead to the root of any snapshot, for the seats that were in it", () => {
  const directory = new SeatDirectory();
  const tree = new SeatTree();
  const roots = keys.map((key) => {
    directory.join(key);
    tree.append(key);
    return tree.root();
  });
  for (const [last, root] of roots.entries()) {
    for (const [seat, key] of keys.entries()) {
      const path = directory.path(root, seat);
      if (seat > last) assert.equal(path, undefined);
      else assert(verifySeatPath(root, seat, key, path!));
    }
  }
  assert(roots.every((root) => directory.hasRoot(root)));
  assert(!directory.hasRoot(new Uint8Array(32)));
  assert.equal(directory.path(new Uint8Array(32), 0), undefined);
  assert.equal(directory.path(new SeatTree().root(), 0), undefined);
});
