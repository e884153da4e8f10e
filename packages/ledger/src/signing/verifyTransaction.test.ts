import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import { FIELD_MODULUS, NOOP, TRANSACTION_KINDS, type Transaction } from "@trellis/protocol";
import { transactionHash } from "../hashing/transactionHash.ts";
import { transactionsRoot } from "../hashing/transactionsRoot.ts";
import { KEYS, keyOf, ROLLUP_ID, transfer } from "../testing/testWorld.ts";
import { signTransaction } from "./signTransaction.ts";
import { verifyTransaction } from "./verifyTransaction.ts";

const tx = transfer({ from: 2, to: 1, asset: 1, amount: 77n });
const sender = keyOf(2).publicKey;

test("P1.1 a signed transfer verifies only under its sender's key and rollup", () => {
  assert.ok(verifyTransaction(ROLLUP_ID, tx, sender));
  assert.equal(verifyTransaction(ROLLUP_ID + 1n, tx, sender), false);
  assert.equal(verifyTransaction(ROLLUP_ID, tx, KEYS[0]!.publicKey), false);
});

test("P1.1 the signature covers every field", () => {
  const changes: Partial<Transaction>[] = [
    { asset: 0 },
    { from: 1 },
    { to: 2 },
    { amount: 78n },
    { fee: 0 },
    { nonce: 1 },
  ];
  for (const change of changes)
    assert.equal(verifyTransaction(ROLLUP_ID, { ...tx, ...change }, sender), false);
});

test("a malformed or unsigned transaction does not verify and does not throw", () => {
  assert.equal(verifyTransaction(ROLLUP_ID, NOOP, sender), false);
  const changes: Partial<Transaction>[] = [
    { nonce: -1 },
    { nonce: 0.5 },
    { amount: -1n },
    { from: 2 ** 20 },
    { fee: 31 },
  ];
  for (const change of changes)
    assert.equal(verifyTransaction(ROLLUP_ID, { ...tx, ...change }, sender), false);
});

test("signing refuses fields out of range", () => {
  const { kind: _, signature: __, ...fields } = tx;
  const { secret } = keyOf(2);
  for (const nonce of [-1, 2 ** 32, 0.5]) {
    assert.throws(() => signTransaction(ROLLUP_ID, { ...fields, nonce }, secret), { code: "TRL-LED-010" });
  }
  assert.throws(() => signTransaction(ROLLUP_ID, { ...fields, amount: -1n }, secret), {
    code: "TRL-PRO-012",
  });
  assert.throws(() => signTransaction(ROLLUP_ID, fields, 0n), { code: "TRL-LED-002" });
  assert.throws(() => signTransaction(FIELD_MODULUS, fields, secret), { code: "TRL-LED-001" });
});

test("the transaction hash is Poseidon2 of rollup, packed bytes and nonce", async () => {
  const file = new URL("../../../protocol/vectors/transactions.json", import.meta.url);
  const vectors = JSON.parse(await readFile(file, "utf8"));
  for (let i = 0; i < vectors.packed.length; i++) {
    const given: Transaction = {
      kind: TRANSACTION_KINDS[vectors.kind[i]]!,
      asset: vectors.asset[i],
      from: vectors.from[i],
      to: vectors.to[i],
      amount: BigInt(vectors.amount[i]),
      fee: vectors.fee[i],
      nonce: vectors.nonce[i],
      forced: vectors.forced[i],
      failed: vectors.failed[i],
      signature: new Uint8Array(64),
    };
    const expected = poseidon2Hash([ROLLUP_ID, BigInt(vectors.packed[i]), BigInt(vectors.nonce[i])]);
    assert.equal(transactionHash(ROLLUP_ID, given), expected);
  }
});

test("the hash covers the nonce but not the signature", () => {
  const hash = transactionHash(ROLLUP_ID, tx);
  assert.equal(transactionHash(ROLLUP_ID, { ...tx, signature: new Uint8Array(64) }), hash);
  assert.notEqual(transactionHash(ROLLUP_ID, { ...tx, nonce: 1 }), hash);
});

test("the transactions root is the root of the pair tree", () => {
  assert.equal(transactionsRoot([5n]), 5n);
  assert.equal(
    transactionsRoot([1n, 2n, 3n, 4n]),
    poseidon2Hash([poseidon2Hash([1n, 2n]), poseidon2Hash([3n, 4n])]),
  );
});
