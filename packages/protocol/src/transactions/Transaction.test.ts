import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { toBigInt, toHex } from "../encoding/bytes.ts";
import {
  decodeFee,
  decodeMinimumOut,
  encodeFee,
  encodeMinimumOut,
  isMessage,
  isPackable,
  isSameTransaction,
  isSigned,
  isWellFormed,
  MAX_AMOUNT,
  NO_SIGNATURE,
  NOOP,
  packTransaction,
  type Transaction,
  unpackTransaction,
} from "./Transaction.ts";

const transfer: Transaction = {
  ...NOOP,
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

test("P10.1: kind, asset, accounts, amount and fee round-trip through 20 bytes", () => {
  fc.assert(
    fc.property(any.transaction, (tx) => {
      assert.ok(isWellFormed(tx));
      const packed = packTransaction(tx);
      const kind = { noop: 0n, deposit: 1n, transfer: 2n, swap: 3n, withdraw: 4n, seed: 5n }[tx.kind];
      const head = kind + 16n * BigInt(tx.asset) + (tx.forced ? 32n : 0n) + (tx.failed ? 64n : 0n);
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

test("P10.1: two transactions are the same exactly if their 20 bytes are", () => {
  const pair = fc
    .tuple(any.transaction, any.transaction, fc.constantFrom(...(Object.keys(NOOP) as (keyof Transaction)[])))
    .map(([one, other, field]) => [one, { ...one, [field]: other[field] } as Transaction] as const);
  fc.assert(
    fc.property(pair, ([one, other]) => {
      fc.pre(isPackable(other));
      assert.equal(
        isSameTransaction(one, other),
        toHex(packTransaction(one)) === toHex(packTransaction(other)),
      );
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
    { kind: "mint" as never },
    { asset: 2 as never },
    { asset: -1 as never },
    { forced: undefined as never },
    { failed: 1 as never },
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

test("P10.1: a withdrawal names no recipient, a swap a least amount that decodes, a seed nothing but its amount", () => {
  const withdraw: Transaction = { ...transfer, kind: "withdraw", to: 0 };
  const swap: Transaction = { ...transfer, kind: "swap", to: (7 << 5) | 24 };
  const seed: Transaction = { ...NOOP, kind: "seed", asset: 1, amount: 5n };
  for (const tx of [withdraw, swap, seed]) assert.ok(isWellFormed(tx));
  const broken: Transaction[] = [
    { ...withdraw, to: 1 },
    { ...swap, to: 25 },
    { ...swap, to: (7 << 5) | 31 },
    { ...seed, amount: 0n },
    { ...seed, from: 1 },
    { ...seed, to: 1 },
    { ...seed, fee: 32 },
    { ...seed, nonce: 1 },
    { ...seed, signature: new Uint8Array(64).fill(1) },
  ];
  for (const tx of broken) assert.equal(isWellFormed(tx), false);
});

test("P10.3: a forced transaction has no signature and no nonce; P10.2: only forced ones can fail", () => {
  for (const kind of ["transfer", "swap", "withdraw"] as const) {
    const forced: Transaction = { ...transfer, kind, to: 0, nonce: 0, forced: true, signature: NO_SIGNATURE };
    assert.ok(isWellFormed(forced));
    assert.ok(isWellFormed({ ...forced, failed: true }));
    assert.ok(isMessage(forced) && !isSigned(forced));
    const broken: Partial<Transaction>[] = [
      { nonce: 1 },
      { signature: transfer.signature },
      { forced: false, failed: true },
    ];
    for (const change of broken) assert.equal(isWellFormed({ ...forced, ...change }), false);
    assert.ok(isSigned({ ...forced, forced: false }) && !isMessage({ ...forced, forced: false }));
  }
  for (const tx of [NOOP, deposit, { ...NOOP, kind: "seed", amount: 1n } as const]) {
    assert.equal(isWellFormed({ ...tx, forced: true }), false);
    assert.equal(isWellFormed({ ...tx, failed: true }), false);
    assert.equal(isMessage(tx), tx.kind !== "noop");
    assert.equal(isSigned(tx), false);
  }
});

test("P7.1: bytes unpack to a transaction that packs to the same bytes, or are refused", () => {
  fc.assert(
    fc.property(any.bytes(20), fc.constantFrom(0, 1, 2, 3, 4, 5, 16, 18, 21, 34, 99, 116), (random, head) => {
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
    const isSent = [2, 3, 4].includes(head & 15);
    // All other fields are zero, and a seed with amount 0 is refused.
    const isValid = isSent ? (head & 0xe0) !== 64 && head < 128 : [0, 1, 17].includes(head);
    if (isValid) unpackTransaction(packed);
    else throwsCode("TRL-PRO-013", () => unpackTransaction(packed));
  }
});

test("an unpacked transaction owns its signature", () => {
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

test("P10.2: a fee is encoded as the least sufficient encodable one, with the least exponent", () => {
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

test("P10.2: a fee too large for the encoding is refused", () => {
  assert.equal(decodeFee(encodeFee(2047n * 10n ** 25n)), 2047n * 10n ** 25n);
  throwsCode("TRL-PRO-011", () => encodeFee(2047n * 10n ** 25n + 1n));
  throwsCode("TRL-PRO-011", () => encodeFee(-1n));
});

test("P10.1: a least amount bought is 15 bits times a power of ten up to 24, below 2^96", () => {
  fc.assert(
    fc.property(fc.nat(32_767), fc.nat(31), (mantissa, exponent) => {
      const to = (mantissa << 5) | exponent;
      if (exponent > 24) return throwsCode("TRL-PRO-022", () => decodeMinimumOut(to));
      assert.equal(decodeMinimumOut(to), BigInt(mantissa) * 10n ** BigInt(exponent));
      assert.ok(decodeMinimumOut(to) <= MAX_AMOUNT);
    }),
  );
  for (const bad of [-1, 2 ** 20, 0.5, Number.NaN]) throwsCode("TRL-PRO-022", () => decodeMinimumOut(bad));
});

test("P10.1: a least amount is rounded down, by less than 0.04 %, to the closest that can be encoded", () => {
  fc.assert(
    fc.property(fc.oneof(any.uint(96), any.uint(40), any.uint(16)), (value) => {
      const to = encodeMinimumOut(value);
      const decoded = decodeMinimumOut(to);
      assert.ok(decoded <= value);
      if (value <= 32_767n * 10n ** 24n) assert.ok((value - decoded) * 2500n < value || decoded === value);
      const exponent = to & 31;
      const next = BigInt(to >> 5) * 10n ** BigInt(exponent) + 10n ** BigInt(exponent);
      assert.ok(next > value || to === ((32_767 << 5) | 24));
    }),
  );
  assert.equal(decodeMinimumOut(encodeMinimumOut(MAX_AMOUNT)), 32_767n * 10n ** 24n);
  throwsCode("TRL-PRO-023", () => encodeMinimumOut(MAX_AMOUNT + 1n));
  throwsCode("TRL-PRO-023", () => encodeMinimumOut(-1n));
});
