import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { toHex } from "../encoding/bytes.ts";
import { noticeDigest } from "../messages/NoticeBatch.ts";
import { nodeProofDigest } from "./NodeProof.ts";

const node256 = (...parts: Uint8Array[]): Buffer =>
  createHash("sha256").update(Buffer.concat(parts)).digest();

test("P6.5: the author's digest is SHA-256 over the specified bytes", () => {
  fc.assert(
    fc.property(any.domain, any.nodeProof, any.bytes(32), (of, proof, seatWordsHash) => {
      const numbers = Buffer.alloc(5);
      numbers.writeUInt8(proof.node.depth, 0);
      numbers.writeUInt16BE(proof.node.index, 1);
      numbers.writeUInt16BE(proof.seat, 3);
      const chainId = Buffer.alloc(8);
      chainId.writeBigUInt64BE(of.chainId);
      const expected = node256(
        Buffer.from("trellis/node/v1\0"),
        chainId,
        of.rollup,
        proof.proposalId,
        numbers,
        seatWordsHash,
        node256(proof.proof),
      );
      assert.equal(toHex(nodeProofDigest(of, proof, seatWordsHash)), toHex(expected));
      const { proposalId, ...fields } = proof;
      const notice = {
        ...fields,
        seatWordsHash,
        proofHash: node256(proof.proof),
        signature: new Uint8Array(),
      };
      assert.equal(toHex(noticeDigest(of, proposalId, notice)), toHex(expected), "a notice names the proof");
    }),
  );
});

test("P6.5: each field changes the digest", () => {
  const domain = { chainId: 1n, rollup: new Uint8Array(20) };
  const fields = {
    proposalId: new Uint8Array(32),
    node: { depth: 1, index: 1 },
    seat: 2,
    proof: Uint8Array.of(1, 2),
  };
  const hash = new Uint8Array(32);
  const digests = [
    nodeProofDigest(domain, fields, hash),
    nodeProofDigest({ ...domain, chainId: 2n }, fields, hash),
    nodeProofDigest(domain, { ...fields, proposalId: hash.map(() => 1) }, hash),
    nodeProofDigest(domain, { ...fields, node: { depth: 2, index: 1 } }, hash),
    nodeProofDigest(domain, { ...fields, node: { depth: 1, index: 0 } }, hash),
    nodeProofDigest(domain, { ...fields, seat: 3 }, hash),
    nodeProofDigest(domain, { ...fields, proof: Uint8Array.of(1) }, hash),
    nodeProofDigest(
      domain,
      fields,
      hash.map(() => 1),
    ),
  ].map(toHex);
  assert.equal(new Set(digests).size, digests.length);
  throwsCode("TRL-PRO-017", () => nodeProofDigest(domain, fields, new Uint8Array(31)));
  throwsCode("TRL-PRO-017", () =>
    nodeProofDigest(domain, { ...fields, proposalId: new Uint8Array(33) }, hash),
  );
  throwsCode("TRL-PRO-001", () => nodeProofDigest(domain, { ...fields, seat: 65_536 }, hash));
});
