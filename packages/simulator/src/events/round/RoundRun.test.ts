import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStreams } from "../../random/RandomStreams.ts";
import { CALM_L1 } from "../l1/L1Chain.ts";
import { drawSeats } from "./drawSeats.ts";
import { lateBids } from "./lateBids.ts";
import { meshOf } from "./meshOf.ts";
import { type RoundPlan, type RoundResult, USUAL_ROUND } from "./RoundPlan.ts";
import { RoundRun } from "./RoundRun.ts";

const STEADY = { ...CALM_L1, missed: 0, gasVolatility: 0 };
const SMALL: RoundPlan = { ...USUAL_ROUND, treeDepth: 3, seats: 8, l1: STEADY };

function play(fields: Partial<RoundPlan> = {}, seed = 1): RoundResult {
  const settings = { ...SMALL, ...fields };
  const streams = new RandomStreams(seed);
  return new RoundRun(settings, meshOf(settings, streams), streams).run();
}

test("P3.1, P3.2: votes, commitment, reveal, proofs and finality come in this order, each in its window", () => {
  const round = play();
  assert.equal(round.committed, 2);
  assert.equal(round.voters, 8);
  // R17: two slots after the window.
  assert.equal(round.revealedAt, 120 + 2 * 12);
  assert.ok(round.provenAt > round.revealedAt + 6 + 3 * 25 * 0.5);
  assert.ok(round.submittedAt > round.provenAt && round.submittedAt < round.provenAt + 13);
  assert.equal(round.submittedAt % 12, 0);
  // P3.3: the window's end, and the next slot.
  assert.equal(round.finalAt, 720 + 12);
});

test("R16: a decided round ends in the slot after its proof", () => {
  const { submittedAt, finalAt } = play({ earlyEnd: true });
  assert.equal(finalAt, submittedAt + 12);
});

test("R17: where leaders do not reveal, others do, each a twentieth of the proof window later", () => {
  const turns = new Set<number>();
  for (let seed = 1; seed <= 30; seed++) {
    const { revealedAt } = play({ silentProposers: 0.5, proposals: 4 }, seed);
    turns.add(revealedAt);
  }
  const times = [0, 1, 2].map((turn) => 144 + turn * 30);
  for (const at of turns) assert.ok([...times, Number.POSITIVE_INFINITY].includes(at), `revealed at ${at} s`);
  assert.ok(turns.has(144) && turns.has(174));
});

test("without a commitment or a reveal in time there is no block", () => {
  const unseen = play({ l1: { ...STEADY, censored: 1 } });
  assert.equal(unseen.committed, 0);
  const hidden = play({ silentProposers: 1 });
  for (const { finalAt, provenAt } of [unseen, hidden]) {
    assert.equal(provenAt, Number.POSITIVE_INFINITY);
    assert.equal(finalAt, Number.POSITIVE_INFINITY);
  }
});

test("a proof window that is too short for the tree brings no block", () => {
  assert.equal(play({ treeDepth: 6, seats: 64, proofWindow: 120 }).finalAt, Number.POSITIVE_INFINITY);
  assert.ok(play({ treeDepth: 6, seats: 64, proofWindow: 600 }).finalAt < 800);
});

test("P6.2: whoever works on more blocks makes more proofs, if they are revealed at once", () => {
  const many = { proposals: 4, reveals: "atOnce" as const };
  const one = play({ ...many, proveTop: 1 });
  const all = play({ ...many, proveTop: 4 });
  assert.ok(one.proofsPerNode < 1.5, `${one.proofsPerNode}`);
  assert.ok(all.proofsPerNode > 2, `${all.proofsPerNode}`);
  assert.ok(play({ proposals: 4, proveTop: 4 }).proofsPerNode < 1.5);
});

test("R15: a third of the provers that die at any moment, with what they have claimed, do not stop a block", () => {
  const dying = { treeDepth: 5, seats: 32, dropout: 1 / 3, dies: "during" as const };
  let broken = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const round = play(dying, seed);
    assert.ok(round.finalAt < Number.POSITIVE_INFINITY, `seed ${seed}`);
    broken += round.broken;
  }
  assert.ok(broken > 0);
});

test("reorganisations of L1 change when things happen, not what is true in the end", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const { submittedAt, finalAt } = play({ l1: { ...STEADY, reorganised: 0.1, undone: 2 } }, seed);
    if (finalAt < Number.POSITIVE_INFINITY) assert.ok(submittedAt <= 720 && finalAt >= 720);
  }
});

test("one seed takes one course", () => {
  assert.deepEqual(play({ dropout: 0.3 }, 4), play({ dropout: 0.3 }, 4));
  assert.notEqual(play({ dropout: 0.3 }, 4).trace, play({ dropout: 0.3 }, 5).trace);
});

test("P5.3: half of L1's builders keep out a bid in as many slots as remain after it is sent", () => {
  const builders = { ...STEADY, censored: 0.5 };
  for (const [window, slots] of [
    [60, 2],
    [120, 4],
  ] as const) {
    const bids = 4_000;
    const late = lateBids(builders, window, bids, new RandomStreams(5).stream(0)) / bids;
    const chance = 0.5 ** slots;
    const error = Math.sqrt((chance * (1 - chance)) / bids);
    assert.ok(Math.abs(late - chance) < 3 * error, `${window} s: ${late} instead of ${chance}`);
  }
});

for (const kind of ["region", "provider"] as const) {
  for (const dies of ["before", "during"] as const) {
    test(`a third of the seats that stop at one moment with their ${kind}, ${dies} the proofs, do not stop a block`, () => {
      const plan = { treeDepth: 5, seats: 32, dies };
      let proofs = 0;
      for (let seed = 1; seed <= 10; seed++) {
        const { finalAt, proofsPerNode } = play({ ...plan, outage: { of: kind, part: 1 / 3 } }, seed);
        assert.ok(finalAt < Number.POSITIVE_INFINITY, `seed ${seed}`);
        proofs += proofsPerNode - play(plan, seed).proofsPerNode;
      }
      // Others make up for those that are gone, and some proofs are begun in vain.
      assert.ok(dies === "before" || proofs > 0, `${proofs}`);
    });
  }
}

test("if all seats stop with their provider, there is no block", () => {
  assert.equal(play({ outage: { of: "provider", part: 1 } }).winner, undefined);
});

test("an outage of a region takes the seats nearest to one of them, one of a provider any", () => {
  const plan: RoundPlan = { ...SMALL, treeDepth: 5, seats: 32, proposals: 1 };
  for (let seed = 1; seed <= 10; seed++) {
    const streams = new RandomStreams(seed);
    const mesh = meshOf(plan, streams);
    const gone = (kind: "region" | "provider"): number[] =>
      drawSeats({ ...plan, outage: { of: kind, part: 0.25 } }, mesh, streams).flatMap(({ diesAt }, seat) =>
        diesAt === 0 ? [seat] : [],
      );
    const region = gone("region");
    assert.equal(region.length, 8);
    const isRegion = (seats: readonly number[]): boolean =>
      seats.some((centre) => {
        const near = mesh.nearTo(centre).filter((peer) => peer < plan.seats);
        return near.slice(0, 8).every((seat) => seats.includes(seat));
      });
    assert.ok(isRegion(region), `seed ${seed}`);
    assert.equal(gone("provider").length, 8);
  }
});
