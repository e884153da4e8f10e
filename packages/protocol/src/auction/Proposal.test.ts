import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hashTypedData, recoverTypedDataAddress, domainSeparator as viemDomainSeparator } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import * as any from "../../test/arbitraries.ts";
import { throwsCode } from "../../test/throwsCode.ts";
import { addressOf } from "../encoding/addressOf.ts";
import { fromHex, sha256, toHex } from "../encoding/bytes.ts";
import { signProposal, verifyProposalSignature } from "../keys/proposalSignature.ts";
import { publicKeyOf } from "../keys/secp256k1.ts";
import type { RollupDomain } from "../RollupDomain.ts";
import { domainSeparator, PROPOSAL_TYPES, type Proposal, proposalId, typedDataDigest } from "./Proposal.ts";

const key = sha256(new TextEncoder().encode("a proposer"));
const domain: RollupDomain = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };
const proposal: Proposal = {
  height: 9n,
  round: 1,
  parent: new Uint8Array(32).fill(1),
  depth: 3,
  orderCommitment: new Uint8Array(32).fill(2),
  proverShareBps: 7000,
  burnBid: 10n ** 15n,
  proposer: addressOf(publicKeyOf(key)),
  expiry: 1_900_000_000n,
};

/** The same proposal in the form in which viem takes typed data. */
const typedData = (of: RollupDomain, value: Proposal) => ({
  domain: { name: "Trellis", version: "2", chainId: of.chainId, verifyingContract: toHex(of.rollup) },
  types: PROPOSAL_TYPES,
  primaryType: "Proposal" as const,
  message: {
    ...value,
    parent: toHex(value.parent),
    orderCommitment: toHex(value.orderCommitment),
    proposer: toHex(value.proposer),
  },
});

test("P4.1: the proposalId equals the EIP-712 digest that viem computes", () => {
  fc.assert(
    fc.property(any.domain, any.proposal, (of, value) => {
      assert.equal(toHex(proposalId(of, value)), hashTypedData(typedData(of, value)));
      assert.equal(toHex(domainSeparator(of)), viemDomainSeparator({ domain: typedData(of, value).domain }));
    }),
  );
});

test("P4.1: Trellis accepts a wallet's typed-data signature, and a wallet accepts Trellis's", async () => {
  const id = proposalId(domain, proposal);
  const ours = signProposal(domain, proposal, key);
  assert.ok(verifyProposalSignature(id, ours));
  assert.equal(
    await recoverTypedDataAddress({ ...typedData(domain, proposal), signature: toHex(ours.signature) }),
    privateKeyToAccount(toHex(key)).address,
  );
  const theirs = await privateKeyToAccount(toHex(key)).signTypedData(typedData(domain, proposal));
  assert.ok(verifyProposalSignature(id, { proposal, signature: fromHex(theirs) }));
});

test("P4.1: each field of proposal and domain changes the proposalId", () => {
  const changes: Partial<Proposal>[] = [
    { height: 10n },
    { round: 2 },
    { parent: new Uint8Array(32) },
    { depth: 4 },
    { orderCommitment: new Uint8Array(32) },
    { proverShareBps: 7001 },
    { burnBid: 10n ** 15n + 1n },
    { proposer: new Uint8Array(20) },
    { expiry: 1n },
  ];
  const ids = [
    proposalId(domain, proposal),
    proposalId({ ...domain, chainId: 1n }, proposal),
    proposalId({ ...domain, rollup: new Uint8Array(20) }, proposal),
    ...changes.map((change) => proposalId(domain, { ...proposal, ...change })),
  ].map(toHex);
  assert.equal(new Set(ids).size, ids.length);
});

test("P4.1: a signature by another key or over another proposal is refused", () => {
  const id = proposalId(domain, proposal);
  const signed = signProposal(domain, proposal, key);
  const other = signProposal(domain, proposal, sha256(key));
  assert.equal(verifyProposalSignature(id, other), false);
  assert.equal(verifyProposalSignature(proposalId(domain, { ...proposal, height: 10n }), signed), false);
  assert.equal(verifyProposalSignature(id, { ...signed, signature: signed.signature.slice(0, 64) }), false);
  assert.equal(
    verifyProposalSignature(id, { ...signed, proposal: { ...proposal, proposer: new Uint8Array(20) } }),
    false,
  );
});

test("P4.1: a number too large for its EIP-712 type, or bytes of the wrong length, are refused", () => {
  const numbers: Partial<Proposal>[] = [
    { height: 1n << 64n },
    { height: -1n },
    { round: 2 ** 32 },
    { round: 0.5 },
    { depth: 256 },
    { proverShareBps: 65_536 },
    { burnBid: 1n << 96n },
    { expiry: 1n << 64n },
  ];
  for (const change of numbers)
    throwsCode("TRL-PRO-001", () => proposalId(domain, { ...proposal, ...change }));
  const lengths: Partial<Proposal>[] = [
    { parent: new Uint8Array(31) },
    { orderCommitment: new Uint8Array(33) },
    { proposer: new Uint8Array(32) },
  ];
  for (const change of lengths)
    throwsCode("TRL-PRO-017", () => proposalId(domain, { ...proposal, ...change }));
  throwsCode("TRL-PRO-017", () => typedDataDigest(domain, new Uint8Array(31)));
});
