import assert from "node:assert/strict";
import { test } from "node:test";
import { type Contribution, type NodeProof, toHex } from "@trellis/protocol";
import type { FakeContext } from "../testing/FakeContext.ts";
import { testEnvironment } from "../testing/testEnvironment.ts";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { validateNodeProof } from "./validateNodeProof.ts";

const ROOT = { depth: 0, index: 0 };
const LEFT = { depth: 1, index: 0 };
const RIGHT = { depth: 1, index: 1 };
const ANY = { depth: 0, index: 0, slot: 0 };

function committedProposal(context: FakeContext): Uint8Array {
  const id = context.known();
  context.commit(id);
  return id;
}

test("P6.5 a seat's valid proof of a leaf and of the root is accepted once", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const id = committedProposal(context);
  for (const node of [LEFT, ROOT]) {
    const proof = context.nodeProof(id, node);
    assert.deepEqual(await validateNodeProof(proof, environment), ACCEPT);
    assert.deepEqual(await validateNodeProof(proof, environment), ignore("known"));
  }
});

test("P6.5 of two copies judged at once one is accepted", async () => {
  const environment = testEnvironment();
  const proof = environment.context.nodeProof(committedProposal(environment.context), LEFT);
  const verdicts = await Promise.all([
    validateNodeProof(proof, environment),
    validateNodeProof(proof, environment),
  ]);
  assert.deepEqual(verdicts, [ACCEPT, ignore("known")]);
});

test("P6.3 a proof that cannot be judged yet is accepted, an invalid one rejected", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const id = committedProposal(context);
  context.proofVerdict = "deferred";
  assert.deepEqual(await validateNodeProof(context.nodeProof(id, LEFT), environment), ACCEPT);
  context.proofVerdict = "invalid";
  assert.deepEqual(
    await validateNodeProof(context.nodeProof(id, RIGHT), environment),
    reject("proof_invalid"),
  );
  context.proofVerdict = "valid";
  assert.deepEqual(await validateNodeProof(context.nodeProof(id, RIGHT), environment), ACCEPT);
});

test("P6.5 [WAIT] proposal unknown or not committed", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const unknown = new Uint8Array(32).fill(8);
  const stranger = await validateNodeProof(context.nodeProof(unknown, LEFT), environment);
  assert.deepEqual(stranger, wait("proposal_unknown", toHex(unknown)));
  const early = await validateNodeProof(context.nodeProof(context.known(), LEFT), environment);
  assert.deepEqual(early, wait("proposal_not_committed"));
});

test("P6.6 several seats may prove a node, but few", async () => {
  const environment = testEnvironment({ proofsPerNode: 2 });
  const { context } = environment;
  const id = committedProposal(context);
  const judge = (seat: number): Promise<Judgement> =>
    validateNodeProof(context.nodeProof(id, LEFT, { seat }), environment);
  assert.deepEqual(await judge(1), ACCEPT);
  assert.deepEqual(await judge(2), ACCEPT);
  assert.deepEqual(await judge(3), ignore("too_many_of_node"));
  assert.deepEqual(await judge(1), ignore("known"));
});

test("P5.2 a seat named for a node is heard, even if many others came first", async () => {
  const environment = testEnvironment({ proofsPerNode: 1 });
  const { context } = environment;
  const id = committedProposal(context);
  context.namedSeat = 3;
  const judge = (seat: number): Promise<Judgement> =>
    validateNodeProof(context.nodeProof(id, LEFT, { seat }), environment);
  assert.deepEqual(await judge(1), ACCEPT);
  assert.deepEqual(await judge(2), ignore("too_many_of_node"));
  assert.deepEqual(await judge(3), ACCEPT);
  assert.deepEqual(await judge(3), ignore("known"));
});

test("P6.1 [WAIT] a proof of a block whose order cannot be known yet", async () => {
  const environment = testEnvironment();
  const { context } = environment;
  const id = committedProposal(context);
  context.revealTime = false;
  assert.deepEqual(await validateNodeProof(context.nodeProof(id, LEFT), environment), wait("window_open"));
  context.revealTime = true;
  assert.deepEqual(await validateNodeProof(context.nodeProof(id, LEFT), environment), ACCEPT);
});

const named = (node: Contribution["node"], seat: number | null, vote = ANY): Contribution => ({
  node,
  seat,
  vote,
});
const breaks: readonly [
  rule: string,
  make: (context: FakeContext, id: Uint8Array) => NodeProof,
  expected: Judgement,
][] = [
  [
    "P1.3 seat out of range",
    (c, id) => ({ ...c.nodeProof(id, LEFT), seat: 2_048 }),
    reject("seat_out_of_range"),
  ],
  ["P1.3 seat without owner", (c, id) => c.nodeProof(id, LEFT, { seat: 16 }), ignore("seat_unknown")],
  ["P6.3 no proof", (c, id) => c.nodeProof(id, LEFT, { proof: new Uint8Array() }), reject("proof_empty")],
  [
    "P6.3 node outside the tree",
    (c, id) => c.nodeProof(id, { depth: 2, index: 0 }, { treeDepth: 2 }),
    reject("node_outside_tree"),
  ],
  [
    "P6.3 index outside its row",
    (c, id) => c.nodeProof(id, { depth: 1, index: 2 }),
    reject("node_outside_tree"),
  ],
  [
    "P6.4 a contribution missing",
    (c, id) => c.nodeProof(id, ROOT, { contributions: [named(ROOT, 3), named(LEFT, 1)] }),
    reject("contributions_malformed"),
  ],
  [
    "P6.4 a node named twice",
    (c, id) => c.nodeProof(id, ROOT, { contributions: [named(ROOT, 3), named(LEFT, 1), named(LEFT, 1)] }),
    reject("contributions_malformed"),
  ],
  [
    "P6.4 a node outside the subtree",
    (c, id) => c.nodeProof(id, LEFT, { contributions: [named(RIGHT, 3)] }),
    reject("contributions_malformed"),
  ],
  [
    "P6.3 another's vote does not cover its node",
    (c, id) =>
      c.nodeProof(id, ROOT, {
        contributions: [named(ROOT, 3), named(LEFT, 1, { depth: 1, index: 1, slot: 0 }), named(RIGHT, 1)],
      }),
    reject("contribution_out_of_scope"),
  ],
  [
    "P1.3 another's seat is out of range",
    (c, id) =>
      c.nodeProof(id, ROOT, { contributions: [named(ROOT, 3), named(LEFT, 2_048), named(RIGHT, 1)] }),
    reject("contribution_out_of_scope"),
  ],
  [
    "P6.4 an entry has a vote but no seat",
    (c, id) =>
      c.nodeProof(id, ROOT, {
        contributions: [named(ROOT, 3), named(LEFT, null, { depth: 0, index: 0, slot: 1 }), named(RIGHT, 1)],
      }),
    reject("contribution_out_of_scope"),
  ],
  [
    "P6.3 the own entry names another seat",
    (c, id) => c.nodeProof(id, LEFT, { contributions: [named(LEFT, 4)] }),
    reject("seat_mismatch"),
  ],
  [
    "P6.3 the own entry does not name a seat",
    (c, id) => c.nodeProof(id, LEFT, { contributions: [named(LEFT, null)] }),
    reject("seat_mismatch"),
  ],
  [
    "P6.5 signed by another seat",
    (c, id) => ({ ...c.nodeProof(id, LEFT), signature: c.nodeProof(id, LEFT, { seat: 4 }).signature }),
    reject("signature_invalid"),
  ],
  [
    "P6.5 proof changed after signing",
    (c, id) => ({ ...c.nodeProof(id, LEFT), proof: new Uint8Array(100).fill(6) }),
    reject("signature_invalid"),
  ],
  [
    "P6.5 contributions changed after signing",
    (c, id) => ({
      ...c.nodeProof(id, ROOT),
      contributions: [named(ROOT, 3), named(LEFT, 5), named(RIGHT, 5, { depth: 0, index: 0, slot: 1 })],
    }),
    reject("signature_invalid"),
  ],
  [
    "P6.5 proposal changed after signing",
    (c, id) => {
      const other = c.known({ burnBid: 300n });
      c.commit(other);
      return { ...c.nodeProof(id, LEFT), proposalId: other };
    },
    reject("signature_invalid"),
  ],
  [
    "P6.3 the vote is another seat's",
    (c, id) => c.nodeProof(id, LEFT, { voteSignature: c.vote(id, { seat: 4 }).signature }),
    reject("vote_signature_invalid"),
  ],
  [
    "P6.3 the vote is for another slot",
    (c, id) => c.nodeProof(id, LEFT, { voteSignature: c.vote(id, { seat: 3, slot: 1 }).signature }),
    reject("vote_signature_invalid"),
  ],
];

for (const [rule, make, expected] of breaks) {
  test(`${rule}: ${JSON.stringify(expected)}`, async () => {
    const environment = testEnvironment();
    const proof = make(environment.context, committedProposal(environment.context));
    assert.deepEqual(await validateNodeProof(proof, environment), expected);
  });
}

test("P6.3 a check that fails does not judge the proof: it is reported, and the proof may come again", async () => {
  const reported: unknown[] = [];
  const environment = { ...testEnvironment(), report: (error: unknown) => void reported.push(error) };
  const { context } = environment;
  const id = context.known();
  context.commit(id);
  const proof = context.nodeProof(id, { depth: 0, index: 0 });
  const failure = new Error("the prover is gone");
  const { verifyNodeProof } = context;
  context.verifyNodeProof = () => Promise.reject(failure);
  assert.deepEqual(await validateNodeProof(proof, environment), ignore("proof_unchecked"));
  assert.deepEqual(reported, [failure]);
  const forged = { ...proof, signature: new Uint8Array(64) };
  assert.deepEqual(await validateNodeProof(forged, environment), reject("signature_invalid"));
  context.verifyNodeProof = verifyNodeProof;
  assert.deepEqual(await validateNodeProof(proof, environment), ACCEPT);
});
