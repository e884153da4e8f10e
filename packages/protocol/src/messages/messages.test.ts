import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/field";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { RESCUE_SLOT } from "../auction/transcriptEntry.ts";
import { voteNumber } from "../auction/Vote.ts";
import { concatBytes, toBytes } from "../encoding/bytes.ts";
import { encodeSeatWord, type NodeProver } from "../seats/seatWords.ts";
import { nodeAt, nodeNumber } from "../tree/TreeNode.ts";
import type { Codec } from "../wire/Codec.ts";
import { type ClaimBatch, MAX_BATCH_CLAIMS } from "./ClaimBatch.ts";
import { NODE_PROOF_WIRE, ROUND_WIRE, START_CLAIM_WIRE } from "./messages.ts";
import type { NodeProof } from "./NodeProof.ts";
import {
  compareInNoticeBatch,
  MAX_BATCH_NOTICES,
  type NoticeBatch,
  noticeOf,
  type ProofNotice,
  tellsOf,
} from "./NoticeBatch.ts";
import type { Reveal } from "./Reveal.ts";
import type { StartClaim } from "./StartClaim.ts";
import { compareInVoteBatch, MAX_BATCH_VOTES, type VoteBatch } from "./VoteBatch.ts";

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });

const startClaim: fc.Arbitrary<StartClaim> = record({
  proposalId: any.bytes(32),
  node: any.nodeOf(11),
  seat: any.seat,
  signature: any.bytes(64),
});
const claimBatch: fc.Arbitrary<ClaimBatch> = record({
  proposalId: any.bytes(32),
  claims: fc
    .uniqueArray(record({ node: any.nodeOf(11), seat: any.seat, signature: any.bytes(64) }), {
      selector: ({ node }) => nodeNumber(node),
      minLength: 1,
      maxLength: 8,
    })
    .map((claims) => claims.sort((a, b) => nodeNumber(a.node) - nodeNumber(b.node))),
});
const voteBatch: fc.Arbitrary<VoteBatch> = record({
  proposalId: any.bytes(32),
  votes: fc
    .uniqueArray(
      any.nodeOf(11).chain(({ depth, index }) =>
        record({
          seat: any.seat,
          depth: fc.constant(depth),
          index: fc.constant(index),
          slot: fc.nat(RESCUE_SLOT - 1),
          signature: any.bytes(64),
        }),
      ),
      { selector: (vote) => `${vote.seat}/${voteNumber(vote)}`, minLength: 1, maxLength: 8 },
    )
    .map((votes) => votes.sort(compareInVoteBatch)),
});
const reveal: fc.Arbitrary<Reveal> = fc
  .tuple(any.reveal, any.transcriptEntries(11))
  .map(([order, entries]) => ({ ...order, entries }));

const word = (): fc.Arbitrary<NodeProver> =>
  fc
    .tuple(fc.option(any.seat), fc.boolean())
    .map(([seat, isCommitted]) => ({ seat, isCommitted: seat !== null && isCommitted }));
const nodeProof: fc.Arbitrary<NodeProof> = fc
  .tuple(any.nodeOf(9), fc.integer({ min: 0, max: 2 }), any.seat)
  .filter(([node, below]) => node.depth + below >= 1)
  .chain(([node, below, seat]) =>
    record({
      proposalId: any.bytes(32),
      node: fc.constant(node),
      seat: fc.constant(seat),
      seatWords: fc
        .array(word(), { minLength: 2 ** (below + 1) - 2, maxLength: 2 ** (below + 1) - 2 })
        .map((others) =>
          concatBytes(
            ...[{ seat, isCommitted: true }, ...others].map((one) => toBytes(encodeSeatWord(one), 2)),
          ),
        ),
      proof: fc.uint8Array({ maxLength: 300 }),
      signature: any.bytes(64),
    }),
  );

const proofNotice: fc.Arbitrary<ProofNotice> = record({
  node: any.nodeOf(11),
  seat: any.seat,
  seatWordsHash: any.bytes(32),
  proofHash: any.bytes(32),
  signature: any.bytes(64),
});
const noticeBatch: fc.Arbitrary<NoticeBatch> = record({
  proposalId: any.bytes(32),
  notices: fc
    .uniqueArray(proofNotice, {
      selector: ({ node, seat }) => `${nodeNumber(node)}/${seat}`,
      minLength: 1,
      maxLength: 8,
    })
    .map((notices) => notices.sort(compareInNoticeBatch)),
});

const CODECS = { ...ROUND_WIRE, node_proof: NODE_PROOF_WIRE };
const MESSAGES: { [Name in keyof typeof CODECS]: fc.Arbitrary<unknown> } = {
  start_claims: claimBatch,
  votes: voteBatch,
  reveal,
  proof_notices: noticeBatch,
  node_proof: nodeProof,
};

for (const [name, message] of Object.entries(MESSAGES)) {
  const codec = CODECS[name as keyof typeof CODECS] as Codec<unknown>;

  test(`${name}: an encoded message decodes to itself`, () => {
    fc.assert(
      fc.property(message, (value) => {
        const bytes = codec.encode(value);
        assert.ok(bytes.length <= codec.maxBytes);
        assert.deepEqual(codec.decode(bytes), value);
      }),
    );
  });

  test(`${name}: any bytes are a message in its only form or throw TRL-PRO-016`, () => {
    const mutated = fc
      .tuple(
        message.map((value) => codec.encode(value)),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: -3, max: 3 }),
      )
      .map(([bytes, changes, by]) => {
        const changed = by < 0 ? bytes.slice(0, by) : concatBytes(bytes, new Uint8Array(by));
        for (const [at, byte] of changes) changed[at % Math.min(changed.length, 400)] = byte;
        return changed;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), mutated), (bytes) => {
        let decoded: unknown;
        try {
          decoded = codec.decode(bytes);
        } catch (error) {
          assert.ok(error instanceof TrellisError && error.code === "TRL-PRO-016", `threw ${error}`);
          return;
        }
        assert.deepEqual(codec.encode(decoded), bytes);
      }),
      { numRuns: 1000 },
    );
  });

  test(`${name}: a message that is too long is refused before it is read`, () => {
    throwsCode("TRL-PRO-016", () => codec.decode(new Uint8Array(codec.maxBytes + 1)));
  });
}

const sample = <T>(of: fc.Arbitrary<T>): T => fc.sample(of, { numRuns: 1, seed: 5 })[0]!;
const refuses = <T>(codec: Codec<T>, value: T): void =>
  throwsCode("TRL-PRO-016", () => codec.decode(codec.encode(value)));

test("R8: a start claim for a node of no tree, or of no seat, is refused, alone and in a batch", () => {
  const claim = sample(startClaim);
  assert.deepEqual(START_CLAIM_WIRE.decode(START_CLAIM_WIRE.encode(claim)), claim);
  const { proposalId, ...batched } = claim;
  for (const change of [
    { node: { depth: 12, index: 0 } },
    { node: { depth: 2, index: 4 } },
    { seat: 2048 },
  ]) {
    refuses(START_CLAIM_WIRE, { ...claim, ...change });
    refuses(ROUND_WIRE.start_claims, { proposalId, claims: [{ ...batched, ...change }] });
  }
  for (const change of [{ node: { depth: 1, index: 65_536 } }, { signature: new Uint8Array(63) }])
    throwsCode("TRL-PRO-020", () => START_CLAIM_WIRE.encode({ ...claim, ...change }));
});

test("R8: a batch holds a claim, each node once, in order", () => {
  const { proposalId } = sample(startClaim);
  const claims = Array.from({ length: MAX_BATCH_CLAIMS + 1 }, (_, number) => ({
    node: nodeAt(number),
    seat: 3,
    signature: new Uint8Array(64),
  }));
  const of = (...claims: ClaimBatch["claims"]): ClaimBatch => ({ proposalId, claims });
  const [first, second] = claims;
  assert.doesNotThrow(() =>
    ROUND_WIRE.start_claims.decode(ROUND_WIRE.start_claims.encode(of(...claims.slice(1)))),
  );
  refuses(ROUND_WIRE.start_claims, of());
  refuses(ROUND_WIRE.start_claims, of(first!, { ...first!, seat: 4 }));
  refuses(ROUND_WIRE.start_claims, of(second!, first!));
  throwsCode("TRL-PRO-020", () => ROUND_WIRE.start_claims.encode(of(...claims)));
});

test("P6.5: a batch of notices holds one, each seat of a node once, in order", () => {
  const { proposalId, notices } = sample(noticeBatch);
  const notice: ProofNotice = { ...notices[0]!, node: nodeAt(2), seat: 3 };
  const of = (...of: ProofNotice[]): NoticeBatch => ({ proposalId, notices: of });
  const many = Array.from({ length: MAX_BATCH_NOTICES + 1 }, (_, seat) => ({ ...notice, seat }));
  const codec = ROUND_WIRE.proof_notices;
  assert.doesNotThrow(() => codec.decode(codec.encode(of(...many.slice(1)))));
  throwsCode("TRL-PRO-020", () => codec.encode(of(...many)));
  refuses(codec, of());
  refuses(codec, of(notice, notice));
  refuses(codec, of(notice, { ...notice, seat: 2 }));
  refuses(codec, of(notice, { ...notice, node: nodeAt(1), seat: 4 }));
  refuses(codec, of({ ...notice, seat: 2048 }));
  refuses(codec, of({ ...notice, node: { depth: 2, index: 4 } }));
});

test("P6.5: a notice tells of one proof: a change of any part makes it another", () => {
  fc.assert(
    fc.property(nodeProof, (proof) => {
      const notice = noticeOf(proof);
      assert.ok(tellsOf(notice, proof));
      const { node, seat, seatWords, signature } = proof;
      for (const change of [
        { node: { ...node, index: node.index ^ 1 } },
        { seat: seat ^ 1 },
        { proof: Uint8Array.of(...proof.proof, 0) },
        { seatWords: seatWords.with(0, seatWords[0]! ^ 1) },
        { signature: signature.with(63, signature[63]! ^ 1) },
      ])
        assert.ok(!tellsOf(notice, { ...proof, ...change }), Object.keys(change)[0]);
    }),
  );
});

test("P4.2: a batch holds each vote once, in order, and no rescue vote", () => {
  const batch = sample(voteBatch);
  const vote = { seat: 3, depth: 1, index: 0, slot: 3, signature: new Uint8Array(64) };
  const of = (...votes: VoteBatch["votes"]): VoteBatch => ({ ...batch, votes });
  assert.deepEqual(ROUND_WIRE.votes.decode(ROUND_WIRE.votes.encode(of(vote))), of(vote));
  refuses(ROUND_WIRE.votes, of());
  refuses(ROUND_WIRE.votes, of(vote, vote));
  refuses(ROUND_WIRE.votes, of(vote, { ...vote, slot: 2 }));
  refuses(ROUND_WIRE.votes, of({ ...vote, index: 2 }));
  refuses(ROUND_WIRE.votes, of({ ...vote, slot: RESCUE_SLOT }));
  refuses(ROUND_WIRE.votes, of({ ...vote, seat: 2048 }));
  refuses(ROUND_WIRE.votes, of(vote, { ...vote, seat: 2 }));
  const other = { ...vote, seat: 4, slot: 0 };
  assert.deepEqual(ROUND_WIRE.votes.decode(ROUND_WIRE.votes.encode(of(vote, other))), of(vote, other));
  const many = Array.from({ length: MAX_BATCH_VOTES + 1 }, (_, slot) => ({ ...vote, slot }));
  assert.doesNotThrow(() => ROUND_WIRE.votes.decode(ROUND_WIRE.votes.encode(of(...many.slice(1)))));
  throwsCode("TRL-PRO-020", () => ROUND_WIRE.votes.encode(of(...many)));
});

test("R2: the entries of a reveal stand in the order of their nodes, each node once", () => {
  const order = sample(any.reveal);
  const entry = {
    node: { depth: 1, index: 0 },
    seat: 3,
    vote: { depth: 0, index: 0, slot: 0 },
    signature: new Uint8Array(64),
  };
  const later = { ...entry, node: { depth: 1, index: 1 } };
  const of = (...entries: Reveal["entries"]): Reveal => ({ ...order, entries });
  assert.deepEqual(ROUND_WIRE.reveal.decode(ROUND_WIRE.reveal.encode(of(entry, later))), of(entry, later));
  refuses(ROUND_WIRE.reveal, of(later, entry));
  refuses(ROUND_WIRE.reveal, of(entry, entry));
  refuses(ROUND_WIRE.reveal, of({ ...entry, node: { depth: 1, index: 2 } }));
  refuses(ROUND_WIRE.reveal, of({ ...entry, seat: 2048 }));
});

test("P6.1: a reveal's order has one form: no trailing no-ops, a secret below the field's modulus", () => {
  const value = sample(reveal);
  refuses(ROUND_WIRE.reveal, { ...value, secret: new Uint8Array(32).fill(255) });
});

test("R1: a node's proof has one word for each node below it, and its own word names its seat", () => {
  const words = (...seats: number[]): Uint8Array =>
    concatBytes(...seats.map((seat) => toBytes(encodeSeatWord({ seat, isCommitted: true }), 2)));
  const proof: NodeProof = {
    ...sample(nodeProof),
    node: { depth: 1, index: 1 },
    seat: 3,
    seatWords: words(3, 4, 5),
  };
  assert.deepEqual(NODE_PROOF_WIRE.decode(NODE_PROOF_WIRE.encode(proof)), proof);
  refuses(NODE_PROOF_WIRE, { ...proof, seat: 4 });
  refuses(NODE_PROOF_WIRE, { ...proof, seat: 2048 });
  refuses(NODE_PROOF_WIRE, { ...proof, seatWords: words(3, 4) });
  refuses(NODE_PROOF_WIRE, { ...proof, seatWords: words() });
  refuses(NODE_PROOF_WIRE, { ...proof, seatWords: words(3, 4, 5).slice(1) });
  refuses(NODE_PROOF_WIRE, { ...proof, node: { depth: 1, index: 2 } });
  refuses(NODE_PROOF_WIRE, { ...proof, node: { depth: 11, index: 2 } });
  refuses(NODE_PROOF_WIRE, { ...proof, node: { depth: 0, index: 0 }, seatWords: words(3) });
  // 0x8000 is "committed" without a seat.
  refuses(NODE_PROOF_WIRE, {
    ...proof,
    seatWords: concatBytes(words(3), Uint8Array.of(0x80, 0), words(4)),
  });
});
