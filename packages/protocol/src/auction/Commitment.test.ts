import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { toHex } from "../encoding/bytes.ts";
import { ProverBitmap } from "../seats/ProverBitmap.ts";
import { authorisedHash, commitmentDigest } from "./Commitment.ts";
import { proposalId } from "./Proposal.ts";

test("P5.3: a commitment has another digest for each rollup, proposal, transcript and bitmap, and is no proposal", () => {
  fc.assert(
    fc.property(any.domain, any.domain, any.proposal, (domain, other, proposal) => {
      const id = proposalId(domain, proposal);
      const digests = [
        commitmentDigest(domain, id, 5n, ProverBitmap.of([1])),
        commitmentDigest(domain, id, 6n, ProverBitmap.of([1])),
        commitmentDigest(domain, id, 5n, ProverBitmap.of([2])),
        commitmentDigest(domain, new Uint8Array(32), 5n, ProverBitmap.of([1])),
        id,
      ].map(toHex);
      assert.equal(new Set(digests).size, 5);
      const isSame = domain.chainId === other.chainId && toHex(domain.rollup) === toHex(other.rollup);
      const elsewhere = commitmentDigest(other, id, 5n, ProverBitmap.of([1]));
      assert.equal(toHex(elsewhere) === digests[0], isSame);
    }),
    { numRuns: 20 },
  );
});

test("R4: what L1 records differs by transcript and by each seat of the masked bitmap", () => {
  const of = (root: bigint, ...seats: number[]): string =>
    toHex(authorisedHash(root, ProverBitmap.of(seats)));
  assert.equal(new Set([of(1n, 3), of(2n, 3), of(1n, 4), of(1n, 3, 4), of(1n)]).size, 5);
  throwsCode("TRL-PRO-001", () => authorisedHash(1n << 256n, ProverBitmap.of([])));
});
