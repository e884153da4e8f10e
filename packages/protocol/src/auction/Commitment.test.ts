import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodePacked, hashTypedData, keccak256 as viemKeccak } from "viem";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { addressOf } from "../encoding/addressOf.ts";
import { sha256, toHex } from "../encoding/bytes.ts";
import { signCommitment, verifyCommitment } from "../keys/commitmentSignature.ts";
import { publicKeyOf } from "../keys/secp256k1.ts";
import { ProverBitmap } from "../seats/ProverBitmap.ts";
import { bitmapHash, commitmentDigest } from "./Commitment.ts";

const key = sha256(new TextEncoder().encode("a proposer"));
const proposer = addressOf(publicKeyOf(key));
const domain = { chainId: 5n, rollup: new Uint8Array(20).fill(3) };
const [id, root, hash] = [1, 2, 3].map((fill) => new Uint8Array(32).fill(fill)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

test("P5.3: the commitment's digest equals the EIP-712 digest that viem computes", () => {
  fc.assert(
    fc.property(
      any.domain,
      any.bytes(32),
      any.bytes(32),
      any.bytes(32),
      (of, proposalId, transcriptRoot, words) => {
        const viem = hashTypedData({
          domain: { name: "Trellis", version: "1", chainId: of.chainId, verifyingContract: toHex(of.rollup) },
          types: {
            Commitment: [
              { name: "proposalId", type: "bytes32" },
              { name: "transcriptRoot", type: "bytes32" },
              { name: "bitmapHash", type: "bytes32" },
            ],
          },
          primaryType: "Commitment",
          message: {
            proposalId: toHex(proposalId),
            transcriptRoot: toHex(transcriptRoot),
            bitmapHash: toHex(words),
          },
        });
        assert.equal(toHex(commitmentDigest(of, proposalId, transcriptRoot, words)), viem);
      },
    ),
  );
});

test("P5.3: the bitmap's hash is keccak over its 8 words as Solidity packs them", () => {
  fc.assert(
    fc.property(fc.array(any.seat), (seats) => {
      const bitmap = ProverBitmap.of(seats);
      assert.equal(
        toHex(bitmapHash(bitmap)),
        viemKeccak(encodePacked(["uint256[8]"], [bitmap.words() as never])),
      );
    }),
  );
});

test("P5.3: only the proposer's signature over exactly these values authorises a commitment", () => {
  const signature = signCommitment(domain, id, root, hash, key);
  assert.equal(verifyCommitment(domain, id, root, hash, signature, proposer), true);
  assert.equal(verifyCommitment({ ...domain, chainId: 6n }, id, root, hash, signature, proposer), false);
  assert.equal(verifyCommitment(domain, root, root, hash, signature, proposer), false);
  assert.equal(verifyCommitment(domain, id, id, hash, signature, proposer), false);
  assert.equal(verifyCommitment(domain, id, root, id, signature, proposer), false);
  assert.equal(verifyCommitment(domain, id, root, hash, signature.slice(1), proposer), false);
  assert.equal(verifyCommitment(domain, id, root, hash, signature, new Uint8Array(20)), false);
  const other = signCommitment(domain, id, root, hash, sha256(key));
  assert.equal(verifyCommitment(domain, id, root, hash, other, proposer), false);
});

test("P5.3: hashes of the wrong length are refused, so bytes cannot shift from one hash into the next", () => {
  const long = new Uint8Array(33);
  const short = new Uint8Array(31);
  throwsCode("TRL-PRO-017", () => commitmentDigest(domain, long, short, hash));
  throwsCode("TRL-PRO-017", () => commitmentDigest(domain, id, long, short));
  throwsCode("TRL-PRO-017", () => commitmentDigest(domain, id, root, long));
});
