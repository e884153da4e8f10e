import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { proveBlock } from "../../rounds/proveBlock.ts";
import { SeatSet } from "../../rounds/SeatSet.ts";
import { RunningMean } from "../../statistics/RunningMean.ts";
import { makeWorld } from "../testing/provingWorld.ts";

const BLOCKS = 60;
const SETTINGS = { seats: 64, treeDepth: 6, dead: 0.2 };

test("round level and event level: the same blocks are proven, and by as many named seats", () => {
  const [byName, provers] = [new RunningMean(), new RunningMean()];
  for (let seed = 1; seed <= BLOCKS; seed++) {
    const { loop, network, run } = makeWorld({ ...SETTINGS, seed });
    loop.run();
    const [block] = run.blocks;
    const { named } = block!.task;
    const up = network.seats.flatMap(({ diesAt }, seat) => (diesAt > 0 ? [seat] : []));
    const { proof, missed } = proveBlock(
      {
        proposer: 0,
        burnBid: 1n,
        proverShareBps: 5_000,
        depth: SETTINGS.treeDepth,
        committed: SeatSet.of(named),
        committedSeats: SETTINGS.seats,
        named,
      },
      {
        owners: new Uint16Array(SETTINGS.seats),
        up: SeatSet.of(up),
        conducts: ["prove"],
        rescuers: up,
        // Whoever is down is down from the start.
        claimedPart: { leaf: 0, merge: 0, root: 0 },
      },
      new RandomStreams(seed).stream(9),
    );
    assert.ok(proof !== undefined && block!.provenAt[0]! < Number.POSITIVE_INFINITY);
    assert.equal(missed.size + run.counts.broken, 0);
    const committed = (all: Int16Array): number[] => [...all].filter((seat, node) => seat === named[node]);
    const [rounds, events] = [committed(proof.provers), committed(block!.provenBy)];
    // A machine that steps in for another may miss its own node: what the round level leaves out.
    assert.ok(events.length <= rounds.length);
    byName.add(1 - events.length / rounds.length);
    provers.add(1 - new Set(events).size / new Set(rounds).size);
  }
  assert.ok(byName.value < 0.03, `${byName.value} of the named seats' nodes are missing`);
  assert.ok(provers.value < 0.005, `${provers.value} of the provers are missing`);
});
