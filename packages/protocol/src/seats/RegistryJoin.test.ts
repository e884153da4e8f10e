import assert from "node:assert/strict";
import { test } from "node:test";
import { throwsCode } from "../../test/throwsCode.ts";
import { signJoin, verifyJoin } from "../keys/joinSignature.ts";
import { publicKeyOf } from "../keys/secp256k1.ts";
import { joinDigest } from "./RegistryJoin.ts";

const JOIN = {
  chainId: 31_337n,
  registry: new Uint8Array(20).fill(7),
  payout: new Uint8Array(20).fill(9),
};
const SECRET = new Uint8Array(32).fill(3);
const OTHER = new Uint8Array(32).fill(4);

test("P2.1: a key joins one registry, on one chain, for one payout address", () => {
  const signature = signJoin(JOIN, SECRET);
  const key = publicKeyOf(SECRET);
  assert.equal(signature.length, 64);
  assert.ok(verifyJoin(JOIN, signature, key));
  assert.ok(!verifyJoin(JOIN, signature, publicKeyOf(OTHER)));
  assert.ok(!verifyJoin({ ...JOIN, chainId: 1n }, signature, key));
  assert.ok(!verifyJoin({ ...JOIN, registry: JOIN.payout }, signature, key));
  assert.ok(!verifyJoin({ ...JOIN, payout: JOIN.registry }, signature, key));
});

test("P2.1: a value that does not fit its bytes is refused", () => {
  throwsCode("TRL-PRO-001", () => joinDigest({ ...JOIN, chainId: 1n << 64n }));
  throwsCode("TRL-PRO-017", () => joinDigest({ ...JOIN, payout: new Uint8Array(19) }));
  throwsCode("TRL-PRO-017", () => joinDigest({ ...JOIN, registry: new Uint8Array(32) }));
  throwsCode("TRL-PRO-021", () => signJoin(JOIN, new Uint8Array(32)));
});
