import { concatBytes, equalBytes, SEATS, SeatTree, type TrackedMap, toBytes } from "@trellis/protocol";
import { bigintKey } from "./codings.ts";
import { type Section, tableSection } from "./Section.ts";

/** Number of the seat, and its key. */
const SEAT_BYTES = 2;
const ENTRY_BYTES = SEAT_BYTES + 64;

/**
 * R3: the section of the rounds' snapshots. Each is stored as its keys. A tree is made from the one before it, of which it differs in few
 * seats: a tree of its own would cost thousands of hashes.
 */
export function snapshotSection(name: string, snapshots: TrackedMap<bigint, SeatTree>): Section {
  let last = new SeatTree();
  const section = tableSection(name, snapshots, bigintKey, {
    write: keysOf,
    read: (keys) => {
      last = treeOf(keys, last);
      return last;
    },
  });
  return {
    ...section,
    load(entries) {
      section.load(entries);
      for (const [root, tree] of snapshots) {
        if (tree.root() !== root) throw new Error(`${name}: the keys do not lead to their root`);
      }
    },
  };
}

function keysOf(tree: SeatTree): Uint8Array {
  const entries: Uint8Array[] = [];
  for (let seat = 0; seat < SEATS; seat++) {
    const key = tree.key(seat);
    if (key !== undefined) entries.push(toBytes(seat, SEAT_BYTES), key);
  }
  return concatBytes(...entries);
}

function treeOf(keys: Uint8Array, before: SeatTree): SeatTree {
  if (keys.length % ENTRY_BYTES !== 0) throw new Error("a snapshot is torn");
  const tree = before.clone();
  const taken = new Set<number>();
  const changed: [seat: number, key: Uint8Array][] = [];
  for (let at = 0; at < keys.length; at += ENTRY_BYTES) {
    const seat = (keys[at]! << 8) | keys[at + 1]!;
    const key = keys.subarray(at + SEAT_BYTES, at + ENTRY_BYTES);
    taken.add(seat);
    const known = tree.key(seat);
    if (known === undefined || !equalBytes(known, key)) changed.push([seat, key]);
  }
  tree.setAll(changed);
  for (let seat = 0; seat < SEATS; seat++) {
    if (!taken.has(seat) && tree.key(seat) !== undefined) tree.clear(seat);
  }
  return tree;
}
