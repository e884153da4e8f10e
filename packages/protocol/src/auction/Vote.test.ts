import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { sha256, toBigInt, toHex } from "../encoding/bytes.ts";
import { publicKeyOf } from "../keys/secp256k1.ts";
import { signVote, verifyVote } from "../keys/voteSignature.ts";
import { type Vote, voteDigest } from "./Vote.ts";

const key = sha256(new TextEncoder().encode("a seat"));
const domain = { chainId: 31_337n, rollup: new Uint8Array(20).fill(3) };
const fields = { proposalId: new Uint8Array(32).fill(9), depth: 2, index: 3, slot: 4, seat: 5 };

test("P4.2: the vote's digest is SHA-256 over 81 bytes in the specified order", () => {
  fc.assert(
    fc.property(any.domain, any.vote, (of, vote) => {
      const text = Buffer.concat([
        Buffer.from("trellis/vote/v1\0", "ascii"),
        Buffer.alloc(8),
        Buffer.from(of.rollup),
        Buffer.from(vote.proposalId),
        Buffer.alloc(5),
      ]);
      assert.equal(text.length, 81);
      text.writeBigUInt64BE(of.chainId, 16);
      text.writeUInt8(vote.depth, 76);
      text.writeUInt16BE(vote.index, 77);
      text.writeUInt16BE(vote.slot, 79);
      assert.equal(
        toHex(voteDigest(of, vote.proposalId, vote)),
        `0x${createHash("sha256").update(text).digest("hex")}`,
      );
    }),
  );
});

test("P4.2: a vote is valid only for its seat, rollup, proposal, scope and slot", () => {
  const vote = signVote(domain, fields, key);
  const publicKey = publicKeyOf(key);
  assert.equal(verifyVote(domain, vote, publicKey), true);
  const others: Partial<Vote>[] = [
    { proposalId: new Uint8Array(32) },
    { depth: 3 },
    { index: 2 },
    { slot: 0 },
    { signature: new Uint8Array(64) },
    { signature: vote.signature.slice(0, 63) },
  ];
  for (const change of others) assert.equal(verifyVote(domain, { ...vote, ...change }, publicKey), false);
  assert.equal(verifyVote({ ...domain, chainId: 1n }, vote, publicKey), false);
  assert.equal(verifyVote({ ...domain, rollup: new Uint8Array(20) }, vote, publicKey), false);
  assert.equal(verifyVote(domain, vote, publicKeyOf(sha256(key))), false);
});

test("P4.2: s is low, so that nobody can make a second signature of a vote", () => {
  const half = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
  for (let slot = 0; slot < 20; slot++) {
    const { signature } = signVote(domain, { ...fields, slot }, key);
    assert.ok(toBigInt(signature.slice(32)) <= half);
  }
});

test("P4.2: a scope or slot that does not fit its bytes is refused", () => {
  for (const change of [{ depth: 256 }, { index: 65_536 }, { slot: 65_536 }, { slot: -1 }, { index: 0.5 }]) {
    throwsCode("TRL-PRO-001", () => voteDigest(domain, fields.proposalId, { ...fields, ...change }));
  }
  throwsCode("TRL-PRO-017", () => voteDigest(domain, new Uint8Array(31), fields));
});
