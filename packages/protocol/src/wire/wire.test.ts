import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_MODULUS, TrellisError } from "@trellis/field";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import type { Reveal } from "../auction/Reveal.ts";
import type { SignedTranscript, TranscriptEntry } from "../auction/Transcript.ts";
import type { Vote } from "../auction/Vote.ts";
import { concatBytes, toBytes } from "../encoding/bytes.ts";
import { NOOP, type Transaction } from "../transactions/Transaction.ts";
import type { NodeProof } from "../tree/NodeProof.ts";
import { nodeAt, nodeCount } from "../tree/TreeNode.ts";
import type { Codec } from "./Codec.ts";
import { MAX_PROOF_BYTES } from "./sszTypes.ts";
import { type TopicName, WIRE } from "./wire.ts";

/** Each topic with the messages that it can carry. */
const MESSAGES: { [Name in TopicName]: fc.Arbitrary<ReturnType<(typeof WIRE)[Name]["decode"]>> } = {
  transaction: any.transaction,
  proposal: any.signedProposal,
  vote: any.vote,
  transcript: any.signedTranscript,
  reveal: any.reveal,
  node_proof: any.nodeProof,
};
const TOPICS = (Object.keys(WIRE) as TopicName[]).map((name) => ({
  name,
  codec: WIRE[name] as Codec<unknown>,
  message: MESSAGES[name] as fc.Arbitrary<unknown>,
}));

/** Decodes; only TRL-PRO-016 may be thrown. */
function tryDecode(codec: Codec<unknown>, bytes: Uint8Array): unknown {
  try {
    return codec.decode(bytes);
  } catch (error) {
    assert.ok(error instanceof TrellisError && error.code === "TRL-PRO-016", `threw ${error}`);
    return undefined;
  }
}

for (const { name, codec, message } of TOPICS) {
  test(`${name}: an encoded message decodes to itself`, () => {
    fc.assert(
      fc.property(message, (value) => {
        const bytes = codec.encode(value);
        assert.ok(bytes.length <= codec.maxBytes);
        assert.deepEqual(codec.decode(bytes), value);
        // Received bytes may be a view into a larger network buffer.
        const view = Buffer.concat([Buffer.from([1, 2, 3]), bytes, Buffer.from([4])]).subarray(
          3,
          3 + bytes.length,
        );
        assert.deepEqual(codec.decode(view), value);
      }),
    );
  });

  test(`${name}: a decoded message does not share memory with the received bytes`, () => {
    fc.assert(
      fc.property(message, (value) => {
        const bytes = Buffer.from(codec.encode(value));
        const decoded = codec.decode(bytes);
        bytes.fill(0xee);
        assert.deepEqual(decoded, value);
      }),
      { numRuns: 20 },
    );
  });

  test(`${name}: any bytes are a canonically encoded message or throw TRL-PRO-016`, () => {
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
        const decoded = tryDecode(codec, bytes);
        if (decoded !== undefined) assert.deepEqual(codec.encode(decoded), bytes);
      }),
      { numRuns: 1000 },
    );
  });

  test(`${name}: bytes that are cut short or too long are refused`, () => {
    const [value] = fc.sample(message, { numRuns: 1, seed: 7 });
    const bytes = codec.encode(value);
    throwsCode("TRL-PRO-016", () => codec.decode(new Uint8Array(0)));
    throwsCode("TRL-PRO-016", () => codec.decode(bytes.slice(0, 40)));
    throwsCode("TRL-PRO-016", () => codec.decode(new Uint8Array(codec.maxBytes + 1)));
    throwsCode("TRL-PRO-016", () => codec.decode(concatBytes(bytes, new Uint8Array(codec.maxBytes))));
  });
}

const refuses = <T>(codec: Codec<T>, value: T): void =>
  throwsCode("TRL-PRO-016", () => codec.decode(codec.encode(value)));
const cannotEncode = <T>(codec: Codec<T>, value: T): void =>
  throwsCode("TRL-PRO-020", () => codec.encode(value));
const sample = <T>(arbitrary: fc.Arbitrary<T>): T => fc.sample(arbitrary, { numRuns: 1, seed: 11 })[0]!;

test("transaction: unknown kinds, and a head with its top bit set, are refused", () => {
  const bytes = WIRE.transaction.encode(NOOP);
  for (const head of [6, 15, 22, 128, 255])
    throwsCode("TRL-PRO-016", () => WIRE.transaction.decode(bytes.with(0, head)));
});

test("a field that does not fit is refused, not truncated", () => {
  const tx = sample(any.transfer);
  const txChanges: Partial<Transaction>[] = [
    { from: 2 ** 32 },
    { from: 0.5 },
    { to: -1 },
    { amount: 1n << 128n },
    { amount: -1n },
    { fee: 65_536 },
    { nonce: Number.NaN },
    { kind: "mint" as never },
    { asset: 2 as never },
    { signature: new Uint8Array(63) },
    { signature: new Uint8Array(65) },
  ];
  for (const change of txChanges) cannotEncode(WIRE.transaction, { ...tx, ...change });
  const vote = sample(any.vote);
  const voteChanges: Partial<Vote>[] = [
    { seat: 65_536 },
    { depth: 256 },
    { index: -1 },
    { proposalId: new Uint8Array(31) },
    { signature: new Uint8Array(0) },
  ];
  for (const change of voteChanges) cannotEncode(WIRE.vote, { ...vote, ...change });
  const { proposal, signature } = sample(any.signedProposal);
  cannotEncode(WIRE.proposal, { proposal: { ...proposal, burnBid: 1n << 128n }, signature });
  cannotEncode(WIRE.proposal, { proposal: { ...proposal, proposer: new Uint8Array(21) }, signature });
  const proof = sample(any.nodeProof);
  // A seat of 65535 would turn into "nobody".
  const own = { node: proof.node, seat: 65_535, vote: { depth: 0, index: 0, slot: 0 } };
  cannotEncode(WIRE.node_proof, { ...proof, contributions: [own] });
});

test("P5.3: a burn bid of more than 96 bits is refused", () => {
  const { proposal, signature } = sample(any.signedProposal);
  refuses(WIRE.proposal, { proposal: { ...proposal, burnBid: 1n << 96n }, signature });
});

const entryOf = (number: number): TranscriptEntry => ({
  node: nodeAt(number),
  seat: number % 2048,
  vote: { depth: 0, index: 0, slot: number },
  signature: new Uint8Array(64).fill(1),
});

test("P5.2: a transcript's entries must be in the order of their nodes", () => {
  const transcript: SignedTranscript = { ...sample(any.signedTranscript), entries: [5, 0, 3].map(entryOf) };
  const bytes = WIRE.transcript.encode(transcript);
  assert.deepEqual(WIRE.transcript.decode(bytes).entries, [0, 3, 5].map(entryOf));
  // Swap the first two entries in the encoded bytes.
  const start = bytes.length - 3 * 74;
  const swapped = concatBytes(
    bytes.slice(0, start),
    bytes.slice(start + 74, start + 148),
    bytes.slice(start, start + 74),
    bytes.slice(start + 148),
  );
  throwsCode("TRL-PRO-016", () => WIRE.transcript.decode(swapped));
});

test("P6.1: a reveal leaves trailing no-ops out and holds only transactions that a block can hold", () => {
  const transfer = sample(any.transfer);
  const reveal: Reveal = { ...sample(any.reveal), transactions: [transfer] };
  const bytes = WIRE.reveal.encode(reveal);
  assert.deepEqual(WIRE.reveal.encode({ ...reveal, transactions: [transfer, NOOP, NOOP] }), bytes);
  assert.deepEqual(
    WIRE.reveal.decode(WIRE.reveal.encode({ ...reveal, transactions: [NOOP] })).transactions,
    [],
  );
  const inner = { ...reveal, transactions: [NOOP, transfer] };
  assert.deepEqual(WIRE.reveal.decode(WIRE.reveal.encode(inner)), inner);
  // The same order with one more no-op would be a second message with the same meaning, so it is refused.
  throwsCode("TRL-PRO-016", () => WIRE.reveal.decode(concatBytes(bytes, WIRE.transaction.encode(NOOP))));
  refuses(WIRE.reveal, { ...reveal, transactions: [{ ...NOOP, nonce: 1 }, transfer] });
  refuses(WIRE.reveal, { ...reveal, transactions: [{ ...transfer, amount: 1n << 96n }] });
  refuses(WIRE.reveal, { ...reveal, transactions: [{ ...transfer, fee: 26 }] });
  refuses(WIRE.reveal, { ...reveal, transactions: [{ ...transfer, kind: "deposit" }] });
});

test("P6.1: a secret that is not a field element is refused", () => {
  const reveal = sample(any.reveal);
  refuses(WIRE.reveal, { ...reveal, secret: toBytes(FIELD_MODULUS, 32) });
  const highest = { ...reveal, secret: toBytes(FIELD_MODULUS - 1n, 32) };
  assert.deepEqual(WIRE.reveal.decode(WIRE.reveal.encode(highest)), highest);
});

test("SSZ: a list at another offset, or after a gap, is not the canonical encoding", () => {
  const transcript: SignedTranscript = { ...sample(any.signedTranscript), entries: [entryOf(0)] };
  const bytes = WIRE.transcript.encode(transcript);
  // The list's offset follows the three hashes, little-endian. One byte in between moves the list.
  const fixed = 3 * 32 + 4 + 65;
  assert.equal(bytes[96], fixed);
  const gap = concatBytes(bytes.slice(0, fixed), Uint8Array.of(0), bytes.slice(fixed)).with(96, fixed + 1);
  throwsCode("TRL-PRO-016", () => WIRE.transcript.decode(gap));
  for (const offset of [0, fixed - 1, fixed + 1, 255]) {
    throwsCode("TRL-PRO-016", () => WIRE.transcript.decode(bytes.with(96, offset)));
  }
});

test("the largest transcript, reveal and node proof can be sent, and nothing larger", () => {
  const entries = Array.from({ length: nodeCount(11) }, (_, number) => entryOf(number));
  const transcript: SignedTranscript = { ...sample(any.signedTranscript), entries };
  const bytes = WIRE.transcript.encode(transcript);
  assert.equal(bytes.length, WIRE.transcript.maxBytes);
  assert.equal(WIRE.transcript.decode(bytes).entries.length, nodeCount(11));
  cannotEncode(WIRE.transcript, { ...transcript, entries: [...entries, entryOf(0)] });

  const transactions = Array<Transaction>(16_384).fill(sample(any.transfer));
  const reveal: Reveal = { ...sample(any.reveal), transactions };
  assert.equal(WIRE.reveal.encode(reveal).length, WIRE.reveal.maxBytes);
  cannotEncode(WIRE.reveal, { ...reveal, transactions: [...transactions, transactions[0]!] });

  const proof: NodeProof = {
    ...sample(any.nodeProof),
    contributions: entries.map(({ node, seat, vote }) => ({ node, seat, vote })),
    proof: new Uint8Array(MAX_PROOF_BYTES),
  };
  assert.equal(WIRE.node_proof.encode(proof).length, WIRE.node_proof.maxBytes);
  cannotEncode(WIRE.node_proof, { ...proof, proof: new Uint8Array(MAX_PROOF_BYTES + 1) });
});
