import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../test/arbitraries.ts";
import { throwsCode } from "../test/throwsCode.ts";
import { toBigInt, toHex } from "./bytes.ts";
import {
  decodeFee,
  encodeFee,
  isPackable,
  isWellFormed,
  MAX_AMOUNT,
  NO_SIGNATURE,
  NOOP,
  packTransaction,
  type Transaction,
  unpackTransaction,
} from "./Transaction.ts";

const transfer: Transaction = {
  kind: "transfer",
  asset: 1,
  from: 3,
  to: 4,
  amount: 5n,
  fee: encodeFee(60n),
  nonce: 7,
  signature: new Uint8Array(64).fill(8),
};
const deposit: Transaction = { ...NOOP, kind: "deposit", to: 4, amount: 5n };

test("P10.1: 20 bytes hold kind, asset, accounts, amount and fee, and give them back", () => {
  fc.assert(
    fc.property(any.transaction, (tx) => {
      assert.ok(isWellFormed(tx));
      const packed = packTransaction(tx);
      const head = { noop: 0n, deposit: 1n, transfer: 2n }[tx.kind] + 16n * BigInt(tx.asset);
      const expected =
        head * 2n ** 152n +
        (BigInt(tx.from) * 2n ** 20n + BigInt(tx.to)) * 2n ** 112n +
        tx.amount * 2n ** 16n +
        BigInt(tx.fee);
      assert.equal(toBigInt(packed), expected);
      assert.equal(packed.length, 20);
      assert.deepEqual(unpackTransaction(packed), { ...tx, nonce: 0, signature: NO_SIGNATURE });
    }),
  );
});

test("P4.1: a no-op is 20 zero bytes", () => {
  assert.deepEqual(packTransaction(NOOP), new Uint8Array(20));
  assert.deepEqual(unpackTransaction(new Uint8Array(20)), NOOP);
});

test("P10.1: a field that does not fit is not packed", () => {
  const broken: Partial<Transaction>[] = [
    { from: 2 ** 20 },
    { from: -1 },
    { from: 0.5 },
    { to: 2 ** 20 },
    { to: -1 },
    { to: Number.NaN },
    { amount: MAX_AMOUNT + 1n },
    { amount: -1n },
    { fee: 65_536 },
    { fee: -1 },
    { fee: 1.5 },
    { fee: 26 },
    { fee: 31 },
    { kind: "swap" as never },
    { asset: 2 as never },
    { asset: -1 as never },
  ];
  for (const change of broken) {
    const tx = { ...transfer, ...change };
    assert.equal(isPackable(tx), false);
    assert.equal(isWellFormed(tx), false);
    throwsCode("TRL-PRO-012", () => packTransaction(tx));
  }
});

test("P4.1, P8.6: a no-op is empty; a deposit has no sender, fee, nonce or signature", () => {
  for (const tx of [NOOP, deposit, transfer, { ...deposit, asset: 1 as const }]) assert.ok(isWellFormed(tx));
  const noopChanges: Partial<Transaction>[] = [
    { asset: 1 },
    { from: 1 },
    { to: 1 },
    { amount: 1n },
    { fee: 32 },
    { nonce: 1 },
    { signature: new Uint8Array(64).fill(1) },
    { signature: new Uint8Array(0) },
  ];
  for (const change of noopChanges) assert.equal(isWellFormed({ ...NOOP, ...change }), false);
  const depositChanges: Partial<Transaction>[] = [
    { from: 1 },
    { fee: 32 },
    { fee: 1 },
    { nonce: 1 },
    { signature: new Uint8Array(64).with(63, 1) },
  ];
  for (const change of depositChanges) assert.equal(isWellFormed({ ...deposit, ...change }), false);
  const transferChanges: Partial<Transaction>[] = [
    { nonce: 2 ** 32 },
    { nonce: -1 },
    { nonce: 0.5 },
    { signature: new Uint8Array(65) },
  ];
  for (const change of transferChanges) assert.equal(isWellFormed({ ...transfer, ...change }), false);
});

test("P7.1: bytes unpack to a transaction that packs to the same bytes, or are refused", () => {
  fc.assert(
    fc.property(any.bytes(20), fc.constantFrom(0, 1, 2, 16, 17, 18), (random, head) => {
      const packed = random.with(0, head);
      let tx: Transaction;
      try {
        tx = unpackTransaction(packed);
      } catch {
        return throwsCode("TRL-PRO-013", () => unpackTransaction(packed));
      }
      assert.ok(isWellFormed(tx));
      assert.equal(toHex(packTransaction(tx)), toHex(packed));
    }),
    { numRuns: 500 },
  );
  for (const length of [0, 1, 19, 21, 40])
    throwsCode("TRL-PRO-013", () => unpackTransaction(new Uint8Array(length)));
  for (let head = 0; head < 256; head++) {
    const packed = new Uint8Array(20).with(0, head);
    if ([0, 1, 2, 17, 18].includes(head)) unpackTransaction(packed);
    else throwsCode("TRL-PRO-013", () => unpackTransaction(packed));
  }
});

test("a transaction that was unpacked owns its signature", () => {
  unpackTransaction(new Uint8Array(20)).signature.fill(1);
  assert.deepEqual(NO_SIGNATURE, new Uint8Array(64));
});

test("P10.2: a fee is 11 bits times a power of ten up to 25", () => {
  fc.assert(
    fc.property(fc.nat(2047), fc.nat(31), (mantissa, exponent) => {
      const fee = (mantissa << 5) | exponent;
      if (exponent > 25) return throwsCode("TRL-PRO-010", () => decodeFee(fee));
      assert.equal(decodeFee(fee), BigInt(mantissa) * 10n ** BigInt(exponent));
    }),
  );
  for (const bad of [-1, 65_536, 0.5, Number.NaN]) throwsCode("TRL-PRO-010", () => decodeFee(bad));
});

test("P10.2: the fee encoded is the least encodable one that is enough, with the least exponent", () => {
  const all = Array.from({ length: 2048 * 26 }, (_, i) => {
    const fee = (Math.floor(i / 26) << 5) | (i % 26);
    return { fee, value: decodeFee(fee) };
  });
  const near = fc
    .tuple(fc.nat(2047), fc.nat(25), fc.bigInt({ min: -2n, max: 2n }))
    .map(([mantissa, exponent, by]) => BigInt(mantissa) * 10n ** BigInt(exponent) + by)
    .filter((value) => value >= 0n && value <= 2047n * 10n ** 25n);
  fc.assert(
    fc.property(
      fc.oneof(
        near,
        any.uint(94).filter((value) => value <= 2047n * 10n ** 25n),
      ),
      (value) => {
        const best = all
          .filter((one) => one.value >= value)
          .reduce((a, b) =>
            b.value < a.value || (b.value === a.value && (b.fee & 31) < (a.fee & 31)) ? b : a,
          );
        assert.equal(encodeFee(value), best.fee);
      },
    ),
    { numRuns: 60 },
  );
});

test("P10.2: a fee that no encoding reaches is refused", () => {
  assert.equal(decodeFee(encodeFee(2047n * 10n ** 25n)), 2047n * 10n ** 25n);
  throwsCode("TRL-PRO-011", () => encodeFee(2047n * 10n ** 25n + 1n));
  throwsCode("TRL-PRO-011", () => encodeFee(-1n));
});
