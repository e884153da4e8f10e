import assert from "node:assert/strict";
import { test } from "node:test";
import { ProverBitmap, type TrellisError } from "@trellis/protocol";
import { SetupWatch } from "./SetupWatch.ts";
import { setupWarnings } from "./setupWarnings.ts";

const well = {
  seatKeys: 1,
  seats: [{ seat: 3, isActive: true }],
  bootstrap: ["A", "B"],
  peers: ["B", "C"],
  seconds: 3_600,
};
const codes = (changes: Partial<typeof well>): string[] =>
  setupWarnings({ ...well, ...changes }).map(({ code }) => code);

test("a node that is set up well hears nothing", () => {
  assert.deepEqual(codes({}), []);
});

test("a seat key without a seat, and a seat that does not count, are told at once", () => {
  assert.deepEqual(codes({ seats: [], seconds: 0 }), ["TRL-NOD-065"]);
  assert.deepEqual(codes({ seats: [{ seat: 3, isActive: false }], seconds: 0 }), ["TRL-NOD-065"]);
  const [warning] = setupWarnings({ ...well, seatKeys: 2, seats: [{ seat: 7, isActive: false }] });
  assert.match(warning!.message, /1 of 2 keys own no seat.*seats 7 do not count/);
});

test("peers that do not answer, and no peers at all, are told once they had time", () => {
  assert.deepEqual(codes({ peers: ["C"] }), ["TRL-NOD-067"]);
  assert.deepEqual(codes({ peers: [], seconds: 14 }), []);
  assert.deepEqual(codes({ peers: [], bootstrap: [] }), ["TRL-NOD-066"]);
  assert.deepEqual(codes({ peers: [], bootstrap: [], seconds: 59 }), []);
  assert.deepEqual(codes({ bootstrap: [] }), [], "others have called it");
});

test("a warning is repeated each minute while it holds", () => {
  let now = 0;
  const told: string[] = [];
  const watch = new SetupWatch(
    {
      chain: { isReady: true, active: ProverBitmap.of([3]) },
      gossip: { peers: () => [] },
      clock: () => now,
      report: (error) => told.push((error as TrellisError).code),
    },
    { gossip: { bootstrap: [] }, prover: { seatKeyFiles: ["a"] } } as never,
    () => [],
  );
  for (; now < 150_000; now += 500) watch.update();
  assert.deepEqual(told.filter((code) => code === "TRL-NOD-065").length, 3);
});
