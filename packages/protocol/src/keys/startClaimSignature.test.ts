import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { voteDigest } from "../auction/Vote.ts";
import { concatBytes, fromHex, sha256, toHex } from "../encoding/bytes.ts";
import { startClaimDigest } from "../messages/StartClaim.ts";
import { publicKeyOf } from "./secp256k1.ts";
import { signStartClaim, verifyStartClaim } from "./startClaimSignature.ts";

const secret = sha256(new TextEncoder().encode("a seat"));
const key = publicKeyOf(secret);

test("R8: a start claim holds for its rollup, proposal, node and key, and for no other", () => {
  const claims = fc.record({
    domain: any.domain,
    proposalId: any.bytes(32),
    node: any.nodeOf(11),
    seat: any.seat,
  });
  fc.assert(
    fc.property(
      claims,
      any.domain,
      any.bytes(32),
      any.nodeOf(11),
      ({ domain, ...fields }, other, id, node) => {
        const claim = signStartClaim(domain, fields, secret);
        assert.ok(verifyStartClaim(domain, claim, key));
        const isSame = (one: Uint8Array, two: Uint8Array): boolean => toHex(one) === toHex(two);
        if (!isSame(id, claim.proposalId))
          assert.ok(!verifyStartClaim(domain, { ...claim, proposalId: id }, key));
        if (node.depth !== claim.node.depth || node.index !== claim.node.index)
          assert.ok(!verifyStartClaim(domain, { ...claim, node }, key));
        if (other.chainId !== domain.chainId || !isSame(other.rollup, domain.rollup))
          assert.ok(!verifyStartClaim(other, claim, key));
        assert.ok(!verifyStartClaim(domain, claim, publicKeyOf(sha256(secret))));
      },
    ),
    { numRuns: 40 },
  );
});

test("R8: neither is a vote a claim nor a claim a vote", () => {
  fc.assert(
    fc.property(any.domain, any.bytes(32), any.nodeOf(11), any.uint16, (domain, id, node, slot) => {
      assert.notDeepEqual(startClaimDigest(domain, id, node), voteDigest(domain, id, { ...node, slot }));
    }),
  );
});

test("R8: the digest refuses what does not fit its bytes", () => {
  const domain = { chainId: 1n, rollup: new Uint8Array(20) };
  throwsCode("TRL-PRO-017", () => startClaimDigest(domain, new Uint8Array(31), { depth: 0, index: 0 }));
  throwsCode("TRL-PRO-001", () => startClaimDigest(domain, new Uint8Array(32), { depth: 256, index: 0 }));
  throwsCode("TRL-PRO-001", () => startClaimDigest(domain, new Uint8Array(32), { depth: 1, index: 65_536 }));
});

test("R8: claims of the shared vectors verify", () => {
  const file = new URL("../../vectors/start-claims.json", import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, "utf8"));
  assert.ok(cases.length >= 5);
  for (const one of cases) {
    const domain = { chainId: BigInt(one.chainId), rollup: fromHex(one.rollup) };
    const node = { depth: one.depth, index: one.index };
    const proposalId = fromHex(one.proposalId);
    assert.equal(toHex(startClaimDigest(domain, proposalId, node)), one.digest);
    const signature = concatBytes(fromHex(one.r), fromHex(one.s));
    const publicKey = concatBytes(fromHex(one.keyX), fromHex(one.keyY));
    assert.ok(verifyStartClaim(domain, { proposalId, node, signature }, publicKey));
  }
});
