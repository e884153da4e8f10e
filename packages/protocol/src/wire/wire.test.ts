import assert from "node:assert/strict";
import { test } from "node:test";
import { TrellisError } from "@trellis/field";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { concatBytes } from "../encoding/bytes.ts";
import { NOOP, type Transaction } from "../transactions/Transaction.ts";
import type { Codec } from "./Codec.ts";
import { compareInBatch, MAX_BATCH_TRANSACTIONS } from "./transactionBatch.ts";
import { WIRE, type WireName } from "./wire.ts";

/** Each topic with the messages that it can carry. */
const MESSAGES: { [Name in WireName]: fc.Arbitrary<ReturnType<(typeof WIRE)[Name]["decode"]>> } = {
  transaction: any.transaction,
  transactions: fc
    .uniqueArray(any.transaction, {
      minLength: 1,
      maxLength: MAX_BATCH_TRANSACTIONS,
      selector: ({ from, nonce }) => `${from}/${nonce}`,
    })
    .map((batch) => batch.toSorted(compareInBatch)),
  proposal: any.signedProposal,
};
const TOPICS = (Object.keys(WIRE) as WireName[]).map((name) => ({
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

test("a batch of transactions has one form: some, none twice, in the order of senders and nonces", () => {
  const tx = (from: number, nonce: number): Transaction => ({ ...NOOP, kind: "transfer", from, nonce });
  for (const batch of [[], [tx(1, 1), tx(1, 1)], [tx(1, 2), tx(1, 1)], [tx(2, 1), tx(1, 2)]])
    refuses(WIRE.transactions, batch);
  const many = Array.from({ length: MAX_BATCH_TRANSACTIONS + 1 }, (_, nonce) => tx(1, nonce));
  assert.equal(
    WIRE.transactions.decode(WIRE.transactions.encode(many.slice(1))).length,
    MAX_BATCH_TRANSACTIONS,
  );
  cannotEncode(WIRE.transactions, many);
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
  const { proposal, signature } = sample(any.signedProposal);
  cannotEncode(WIRE.proposal, { proposal: { ...proposal, burnBid: 1n << 128n }, signature });
  cannotEncode(WIRE.proposal, { proposal: { ...proposal, proposer: new Uint8Array(21) }, signature });
});

test("P5.3: a burn bid of more than 96 bits is refused", () => {
  const { proposal, signature } = sample(any.signedProposal);
  refuses(WIRE.proposal, { proposal: { ...proposal, burnBid: 1n << 96n }, signature });
});
