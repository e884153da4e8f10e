import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../../test/arbitraries.ts";
import { throwsCode } from "../../../test/throwsCode.ts";
import { proposalId as firstProposalId } from "../../auction/Proposal.ts";
import { addressOf } from "../../encoding/addressOf.ts";
import { toHex } from "../../encoding/bytes.ts";
import { signCommitment, verifyCommitment } from "../../keys/commitmentSignature.ts";
import { publicKeyOf } from "../../keys/secp256k1.ts";
import { ProverBitmap } from "../../seats/ProverBitmap.ts";
import { authorisedHash, commitmentDigest, proposalId } from "./auctionHashes.ts";

const any32 = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

test("P4.1: the same proposal has another id in each version, so no signature serves for both", () => {
  fc.assert(
    fc.property(any.domain, any.proposal, (domain, proposal) => {
      assert.notEqual(toHex(proposalId(domain, proposal)), toHex(firstProposalId(domain, proposal)));
      const bitmap = ProverBitmap.of([1]);
      const id = proposalId(domain, proposal);
      assert.notEqual(toHex(commitmentDigest(domain, id, 5n, bitmap)), toHex(id));
    }),
    { numRuns: 20 },
  );
});

test("P5.3: an authorisation of one version is none in the other", () => {
  const domain = { chainId: 1n, rollup: new Uint8Array(20) };
  const secretKey = new Uint8Array(32).fill(1);
  const proposer = addressOf(publicKeyOf(secretKey));
  const [id, root, hash] = [any32(1), any32(2), any32(3)];
  const signature = signCommitment(domain, id, root, hash, secretKey, "2");
  assert.ok(verifyCommitment(domain, id, root, hash, signature, proposer, "2"));
  assert.ok(!verifyCommitment(domain, id, root, hash, signature, proposer));
});

test("R4: what L1 records differs by transcript and by each seat of the masked bitmap", () => {
  const of = (root: bigint, ...seats: number[]): string =>
    toHex(authorisedHash(root, ProverBitmap.of(seats)));
  assert.equal(new Set([of(1n, 3), of(2n, 3), of(1n, 4), of(1n, 3, 4), of(1n)]).size, 5);
  throwsCode("TRL-PRO-001", () => authorisedHash(1n << 256n, ProverBitmap.of([])));
});
