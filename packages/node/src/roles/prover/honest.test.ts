import assert from "node:assert/strict";
import { test } from "node:test";
import { l1Call, l1Calls } from "@trellis/l1";
import { nodeAt, nodeCount, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import fc from "fast-check";
import { PAYOUT } from "../../testing/FakeL1.ts";
import { proverRole, proving, published } from "../../testing/proverRole.ts";
import { rest, seatSecret, TestNode, turn } from "../../testing/TestNode.ts";

const DEPTH = 2;
const OWN = 0;
/** What another seat does at a node that is its own. */
const CONDUCTS = ["claims and proves", "proves", "claims only", "is silent", "proves falsely"] as const;

const scenarios = fc.record({
  /** Seats by node number. */
  named: fc.array(fc.integer({ min: 0, max: 3 }), {
    minLength: nodeCount(DEPTH),
    maxLength: nodeCount(DEPTH),
  }),
  /** By seat. */
  conducts: fc.array(fc.constantFrom(...CONDUCTS), { minLength: 4, maxLength: 4 }),
  machines: fc.integer({ min: 1, max: 3 }),
  /** What a proof takes. The prover expects one second. */
  seconds: fc.integer({ min: 1, max: 4 }),
  /** Proofs that fail before the first that is made. */
  failures: fc.integer({ min: 0, max: 2 }),
  /** When the order is revealed, seconds after the proof window opens. */
  revealAt: fc.integer({ min: 0, max: 300 }),
});

test("M1, R8 an honest seat proves all that it claims, and its block, whatever the others do", async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ named, conducts, machines, seconds, failures, revealAt }) => {
      const node = await TestNode.started();
      const role = proverRole(node, [OWN], { maxJobs: machines });
      // A better bid whose proposer never reveals.
      node.committedRival([OWN, OWN, OWN], { burnBid: 900n });
      const bid = node.committedRival(named, { depth: DEPTH });
      const { known } = bid;
      node.toProofWindow();
      await turn(node, role, revealAt);
      await node.reveal(bid);
      for (let i = 0; i < failures; i++) node.proofs.failures.push(new Error("no memory"));
      const isProven = (): boolean => known.proofOf(nodeAt(0)) !== undefined;
      const proofsOfOthers = new Set<number>();
      for (let step = 0; step < 60 && !(isProven() && openClaims(node).length === 0); step++) {
        node.proofs.hold();
        await turn(node, role);
        for (let number = nodeCount(DEPTH) - 1; number >= 0; number--) {
          const seat = named[number]!;
          const at = nodeAt(number);
          if (seat === OWN || proofsOfOthers.has(number) || known.inputsOf(at) === undefined) continue;
          const conduct = conducts[seat]!;
          if (conduct.startsWith("claims")) node.claim(known, at, seat);
          if (!conduct.includes("proves")) continue;
          proofsOfOthers.add(number);
          await node.book.take(await node.proofBy(known, at, seat, conduct !== "proves falsely"));
        }
        for (let second = 0; second < seconds; second++) await turn(node, role, 1);
        node.proofs.release();
        await rest();
      }
      assert(isProven());
      assert.deepEqual(openClaims(node), []);
      assert(node.l1.now < node.chain.running.windows!.proofEnd!, "in time");
      await role.stop();
    }),
    { numRuns: 20 },
  );
});

/** Claims of the prover without its proof. */
function openClaims(node: TestNode): string[] {
  const proven = published(node);
  return published(node, "start_claims").filter((claim) => !proven.includes(claim));
}

test("R16, R4 what a seat claimed in a block that won early it proves by the key of that round", async () => {
  const node = await TestNode.started({ settings: { earlyEnd: true } });
  const role = proverRole(node, [OWN]);
  const bid = node.committedRival([2, OWN, 1]);
  node.toProofWindow();
  await node.reveal(bid);
  node.proofs.failures.push(new Error("no memory"));
  await turn(node, role);
  assert.deepEqual(openClaims(node), ["1/0 by 0"]);
  await node.proveAll(bid.known, [2, 3, 1]);
  node.accept(bid);
  const key = publicKeyOf(seatSecret(9));
  node.l1.send(PAYOUT, l1Calls.rotateKey(node.l1.addresses, OWN, key, new Uint8Array(64)));
  // Not all committed seats are proven, so only its proposer may end the round.
  const { proposer } = bid.known.proposal;
  node.l1.send(toHex(proposer), l1Call(node.l1.addresses, "rollup", "finalize", []));
  node.see();
  node.l1.open();
  node.see();
  assert.notEqual(node.chain.proverSetRoot, node.chain.roundOfCommitment(bid.known.id)!.proverSetRoot);
  await turn(node, role, 1);
  assert.deepEqual(published(node), ["1/0 by 0"]);
  await role.stop();
});

test("P2.3 a seat that joins and a key that changes while a round runs hinder none of its proofs", async () => {
  const { node, role, bid } = await proving([OWN, 2], [2, OWN, 1]);
  await node.book.take(await node.proofBy(bid.known, { depth: 1, index: 1 }, 1));
  await turn(node, role);
  node.l1.join(publicKeyOf(seatSecret(4)));
  const key = publicKeyOf(seatSecret(9));
  node.l1.send(PAYOUT, l1Calls.rotateKey(node.l1.addresses, 1, key, new Uint8Array(64)));
  await turn(node, role, 1);
  assert.deepEqual(published(node), ["1/0 by 0", "0/0 by 2"]);
  assert.equal(bid.known.proofOf(nodeAt(0))?.verdict, "valid");
  await role.stop();
});
