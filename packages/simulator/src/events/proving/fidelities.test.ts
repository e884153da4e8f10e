import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { proveBlock } from "../../rounds/proveBlock.ts";
import { Scores } from "../../rounds/Scores.ts";
import { SeatSet } from "../../rounds/SeatSet.ts";
import { MAINNET, tokens } from "../../rounds/settings.ts";
import { settleRound } from "../../rounds/settleRound.ts";
import { RunningMean } from "../../statistics/RunningMean.ts";
import { makeWorld } from "../testing/provingWorld.ts";

const BLOCKS = 60;
/** Owners of seats: those that live and have a low number, the other living ones, and the dead. */
const [LOW, HIGH, DEAD] = [0, 1, 2];
const ALPHA = 3 * 2 ** 16;
const SETTINGS = { seats: 64, treeDepth: 6 };

/** Plays blocks on both levels, with the same seats dead. @returns what is missing at event level, and pay by owner, tokens a block. */
function playBoth(dead: number) {
  const [byName, provers] = [new RunningMean(), new RunningMean()];
  const paid = [0, 0, 0].map(() => ({ rounds: 0, events: 0 }));
  const scores = new Scores();
  for (let seed = 1; seed <= BLOCKS; seed++) {
    const { loop, network, run } = makeWorld({ ...SETTINGS, dead, seed });
    loop.run();
    const [block] = run.blocks;
    const { named } = block!.task;
    const up = network.seats.flatMap(({ diesAt }, seat) => (diesAt > 0 ? [seat] : []));
    const committedBlock = {
      proposer: 0,
      burnBid: 1n,
      proverShareBps: 5_000,
      depth: SETTINGS.treeDepth,
      committed: SeatSet.of(named),
      committedSeats: SETTINGS.seats,
      named,
    };
    const { proof, missed } = proveBlock(
      committedBlock,
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
    const owners = Uint16Array.from(network.seats, ({ diesAt }, seat) => {
      if (diesAt === 0) return DEAD;
      return seat < SETTINGS.seats / 2 ? LOW : HIGH;
    });
    for (const [level, shown] of [
      ["rounds", proof],
      ["events", { provers: block!.provenBy }],
    ] as const) {
      const blocks = [{ block: committedBlock, proof: shown }];
      const { pay } = settleRound(blocks, ALPHA, MAINNET, { owners, agents: 3 }, scores);
      for (const [owner, amount] of pay.provers.entries()) paid[owner]![level] += tokens(amount) / BLOCKS;
    }
  }
  return { byName: byName.value, provers: provers.value, paid };
}

test("round level and event level: the same blocks are proven, and by as many named seats", () => {
  const { byName, provers } = playBoth(0.2);
  assert.ok(byName < 0.03, `${byName} of the named seats' nodes are missing`);
  assert.ok(provers < 0.005, `${provers} of the provers are missing`);
});

test("round level and event level: if all live, the same owners are paid the same", () => {
  const { paid } = playBoth(0);
  for (const { rounds, events } of paid) assert.equal(events, rounds);
  assert.ok(paid[LOW]!.rounds > 20 && paid[HIGH]!.rounds > 20);
});

test("round level and event level: if a fifth is dead, the dead get nothing, and all others a little less for nodes that they missed", () => {
  const { paid } = playBoth(0.2);
  assert.deepEqual(paid[DEAD], { rounds: 0, events: 0 });
  const ratios = [LOW, HIGH].map((owner) => paid[owner]!.events / paid[owner]!.rounds);
  for (const ratio of ratios) assert.ok(ratio > 0.94 && ratio <= 1, `${ratios}`);
  assert.ok(Math.abs(ratios[LOW]! - ratios[HIGH]!) < 0.02, `${ratios}`);
});
