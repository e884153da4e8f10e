import assert from "node:assert/strict";
import { test } from "node:test";
import { score } from "@trellis/protocol";
import fc from "fast-check";
import { isBetterProof } from "../proving/betterProof.ts";
import type { KnownBid } from "../ranking/KnownBid.ts";
import { type BlockProof, chooseSubmission, isKept, type KeptProofs } from "./chooseSubmission.ts";
import { canEndRound, type EndingBid, isDecided } from "./endRound.ts";

const ALPHA = 2 * 65_536;
const vacant = (leaf = 0, merge = 0, root = 0) => ({ leaf, merge, root });
const NOTHING: KeptProofs = { best: undefined, nodes: 0n, vacant: vacant(), rescued: 0n };
const keep = (best: BlockProof, nodes: bigint, rescued = 0n): KeptProofs => ({
  best,
  nodes,
  vacant: vacant(1, 1),
  rescued,
});

/** A bid with so many committed and, if proven, proven seats. */
const bid = (burnBid: number, committed: number, proven?: number): KnownBid => ({
  burnBid: BigInt(burnBid),
  provisional: score(committed, BigInt(burnBid), ALPHA),
  reachable: score(committed, BigInt(burnBid), ALPHA),
  final: proven === undefined ? undefined : score(proven, BigInt(burnBid), ALPHA),
  revealedAt: 0n,
  block: "executed",
});
const proof = (committedProvers: number, fields: Partial<BlockProof> = {}): BlockProof => ({
  committedProvers,
  committedWeight: 10n,
  nodes: 0b111n,
  vacant: vacant(),
  ownNodes: 0n,
  ownRescues: 0n,
  hasNewOwnSeat: false,
  ...fields,
});
const round = (...bids: KnownBid[]) => ({ bids, alpha: ALPHA, uncles: 8, uncleMinBps: 2_500 });

test("R2: L1 keeps the first proof, a better one, and one that shows a new committed node", () => {
  const kept = keep(proof(3), 0b111n);
  assert.ok(isKept(proof(1), NOTHING));
  assert.ok(!isKept(proof(3), kept));
  assert.ok(isKept(proof(4), kept));
  assert.ok(isKept(proof(3, { committedWeight: 11n }), kept));
  assert.ok(!isKept(proof(2, { committedWeight: 11n }), kept));
  assert.ok(isKept(proof(1, { nodes: 0b1000n }), kept), "A2, A18: nothing is taken from the others by it");
  for (const more of [vacant(2), vacant(0, 2), vacant(0, 0, 1)])
    assert.ok(isKept(proof(1, { vacant: more }), kept));
  assert.ok(!isKept(proof(3, { vacant: vacant(1, 1) }), kept));
});

test("P7.1: anyone submits a proof that makes its block lead; at equal scores the earlier proof leads", () => {
  const [leader, behind] = [bid(10, 4, 4), bid(10, 5)];
  assert.equal(chooseSubmission(behind, false, [proof(5)], NOTHING, round(leader, behind))?.reason, "leads");
  assert.equal(chooseSubmission(behind, false, [proof(4)], NOTHING, round(leader, behind)), undefined);
  assert.equal(chooseSubmission(behind, false, [proof(1)], NOTHING, round(behind))?.reason, "leads");
});

test("R2: a better proof of the winning block is worth its gas to its proposer, and to seats that it shows", () => {
  const winner = bid(10, 5, 3);
  const kept = keep(proof(3), 0b111n);
  const choose = (isOwn: boolean, better: BlockProof) =>
    chooseSubmission(winner, isOwn, [better], kept, round(winner));
  assert.equal(choose(true, proof(4))?.reason, "raisesReward");
  assert.equal(choose(false, proof(4)), undefined);
  assert.equal(
    choose(true, proof(1, { nodes: 0b1000n }))?.reason,
    "raisesReward",
    "the union of nodes counts",
  );
  assert.equal(choose(true, proof(1)), undefined, "L1 would not keep it");
  assert.equal(
    choose(true, proof(3, { vacant: vacant(2) }))?.reason,
    "raisesReward",
    "the reward's part rises",
  );
  assert.equal(choose(false, proof(3, { vacant: vacant(2) })), undefined);
  const own = { nodes: 0b1001n, ownNodes: 0b1000n };
  assert.equal(choose(false, proof(1, own))?.reason, "paysSeats");
  assert.equal(choose(false, proof(4, { nodes: 0b1n, ownNodes: 0b1n })), undefined, "L1 knows of it");
});

test("R2: a rescuer sends the first kept proof that shows its node, if the committed seat's is not there", () => {
  const winner = bid(10, 5, 3);
  const rescue = proof(4, { ownRescues: 0b1000n });
  const choose = (kept: KeptProofs) => chooseSubmission(winner, false, [rescue], kept, round(winner))?.reason;
  assert.equal(choose(keep(proof(3), 0b111n)), "paysSeats");
  assert.equal(choose(keep(proof(3), 0b111n, 0b1000n)), undefined);
  assert.equal(choose(keep(proof(3), 0b1111n)), undefined);
  assert.equal(choose(keep(proof(4), 0b111n)), undefined, "L1 would not keep it");
});

test("R9: a proposer whose bid stood above the winner proves what it can, to lose less of its bond", () => {
  const [winner, above] = [bid(10, 5, 5), bid(20, 5)];
  assert.equal(chooseSubmission(above, true, [proof(2)], NOTHING, round(winner, above))?.reason, "savesBond");
  assert.equal(chooseSubmission(above, false, [proof(2)], NOTHING, round(winner, above)), undefined);
  const below = bid(10, 4);
  assert.equal(chooseSubmission(below, true, [proof(2)], NOTHING, round(winner, below)), undefined);
  const kept = keep(proof(2), 0n);
  assert.equal(
    chooseSubmission(above, true, [proof(2, { committedWeight: 99n })], kept, round(winner, above)),
    undefined,
  );
});

test("R7: a losing block is proven for an own seat that the winner did not commit", () => {
  const [winner, loser] = [bid(10, 5, 5), bid(10, 4)];
  const paying = proof(2, { hasNewOwnSeat: true });
  assert.equal(chooseSubmission(loser, false, [paying], NOTHING, round(winner, loser))?.reason, "paysSeats");
  assert.equal(chooseSubmission(loser, false, [proof(2)], NOTHING, round(winner, loser)), undefined);
  // New seats are read from the best proof, so another one is of no use.
  const kept = keep(proof(3), 0n);
  assert.equal(chooseSubmission(loser, false, [paying], kept, round(winner, loser)), undefined);
  const small = bid(2, 4);
  assert.equal(chooseSubmission(small, false, [paying], NOTHING, round(winner, small)), undefined);
});

test("R2: of equal proofs the one is sent that shows most nodes of own seats", () => {
  const winner = bid(10, 5, 3);
  const kept = keep(proof(3), 0b111n);
  const few = proof(3, { nodes: 0b1000n, ownNodes: 0b1000n });
  const many = proof(3, { nodes: 0b11000n, ownNodes: 0b11000n });
  assert.equal(chooseSubmission(winner, false, [few, many], kept, round(winner))?.proof, many);
  assert.equal(chooseSubmission(winner, false, [many, few], kept, round(winner))?.proof, many);
});

test("R2: of the proofs worth sending the best is sent, and L1 would keep it", () => {
  const shownVacant = fc.record({ leaf: fc.nat(2), merge: fc.nat(2), root: fc.nat(1) });
  const proofs = fc.array(
    fc.record({
      committedProvers: fc.nat(5),
      committedWeight: fc.bigInt(0n, 3n),
      nodes: fc.bigInt(0n, 31n),
      vacant: shownVacant,
      ownNodes: fc.bigInt(0n, 31n),
      ownRescues: fc.bigInt(0n, 31n),
      hasNewOwnSeat: fc.boolean(),
    }),
    { maxLength: 5 },
  );
  const known = fc.record({
    best: fc.option(
      proofs.map(([one]) => one).filter((one) => one !== undefined),
      { nil: undefined },
    ),
    nodes: fc.bigInt(0n, 31n),
    vacant: shownVacant,
    rescued: fc.bigInt(0n, 31n),
  });
  fc.assert(
    fc.property(proofs, known, fc.boolean(), fc.boolean(), (list, kept, isOwn, isWinner) => {
      const own = bid(10, 5, isWinner ? 2 : undefined);
      const others = isWinner ? [own] : [bid(10, 5, 3), own];
      const valid = list.map((one) => ({ ...one, ownNodes: one.ownNodes & one.nodes }));
      const chosen = chooseSubmission(own, isOwn, valid, kept, round(...others));
      if (chosen === undefined) return;
      assert.ok(isKept(chosen.proof, kept));
      for (const other of valid) {
        const alone = chooseSubmission(own, isOwn, [other], kept, round(...others));
        assert.ok(alone === undefined || !isBetterProof(other, chosen.proof));
      }
    }),
    { numRuns: 500 },
  );
});

const ending = (provisional: number, final?: number, fields: Partial<EndingBid> = {}): EndingBid => ({
  provisional: BigInt(provisional),
  final: final === undefined ? undefined : BigInt(final),
  committedSeats: 4,
  provenSeats: 4,
  isOwn: false,
  ...fields,
});
const ROUND = { now: 1_100n, commitEnd: 1_000n, proofStart: 1_000n, proofEnd: 1_600n, earlyEnd: true };

test("R16: a round is decided when no other commitment could reach more than the best has", () => {
  assert.ok(!isDecided([]));
  assert.ok(!isDecided([ending(9)]));
  assert.ok(isDecided([ending(9, 5)]));
  assert.ok(isDecided([ending(9, 7), ending(7)]), "of equal scores the proven one wins");
  assert.ok(!isDecided([ending(9, 6), ending(7)]));
  assert.ok(isDecided([ending(9, 3), ending(5, 5)]) === false);
});

test("R16: whatever others prove afterwards, a decided round keeps its winner", () => {
  const bids = fc.array(
    fc
      .tuple(fc.nat(9), fc.option(fc.nat(9), { nil: undefined }))
      .map(([provisional, final]) =>
        ending(provisional, final === undefined ? undefined : Math.min(final, provisional)),
      ),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(bids, fc.infiniteStream(fc.nat(9)), (list, later) => {
      if (!isDecided(list)) return;
      const best = list.reduce((one, other) => ((other.final ?? -1n) > (one.final ?? -1n) ? other : one));
      for (const other of list) {
        if (other === best) continue;
        const reached = BigInt(Math.min(Number(other.provisional), later.next().value as number));
        assert.ok(reached <= best.final!);
      }
    }),
  );
});

test("P8.1, R16: a round ends after its window, or early if it is decided and all committed seats are proven", () => {
  const done = ending(9, 9);
  assert.ok(canEndRound([done], ROUND));
  assert.ok(!canEndRound([done], { ...ROUND, earlyEnd: false }));
  assert.ok(!canEndRound([done, ending(10)], ROUND));
  const partly = ending(9, 9, { provenSeats: 3 });
  assert.ok(!canEndRound([partly], ROUND));
  assert.ok(canEndRound([{ ...partly, isOwn: true }], ROUND));
  assert.ok(canEndRound([ending(9)], { ...ROUND, now: 1_600n }));
  assert.ok(!canEndRound([ending(9)], { ...ROUND, now: 1_599n }));
  assert.ok(!canEndRound([done], { ...ROUND, proofStart: undefined, proofEnd: undefined }));
});

test("P3.3: a round without commitments ends with its proposal window", () => {
  assert.ok(canEndRound([], { ...ROUND, now: 1_000n }));
  assert.ok(!canEndRound([], { ...ROUND, now: 999n }));
});
