import { concatBytes, equalBytes, keccak256, toBytes } from "./bytes.ts";
import type { RollupDomain } from "./RollupDomain.ts";
import { recoverAddress, signRecoverable } from "./secp256k1.ts";

/** P4.1: a proposer's bid for one block. 32-byte hashes, 20-byte address; `burnBid` in wei; `expiry` in L1 seconds. */
export interface Proposal {
  readonly height: bigint;
  readonly round: number;
  /** proposalId of the block it builds on; zero for the first block. */
  readonly parent: Uint8Array;
  readonly depth: number;
  readonly orderCommitment: Uint8Array;
  readonly proverShareBps: number;
  readonly burnBid: bigint;
  readonly proposer: Uint8Array;
  readonly expiry: bigint;
}

/** Largest burn bid: 96 bits, as L1 stores it. */
export const MAX_BURN_BID = (1n << 96n) - 1n;

/** A proposal with its proposer's 65-byte EIP-712 signature, as it travels. */
export interface SignedProposal {
  readonly proposal: Proposal;
  readonly signature: Uint8Array;
}

/** EIP-712 types, for wallets that sign typed data. */
export const PROPOSAL_TYPES = {
  Proposal: [
    { name: "height", type: "uint64" },
    { name: "round", type: "uint32" },
    { name: "parent", type: "bytes32" },
    { name: "depth", type: "uint8" },
    { name: "orderCommitment", type: "bytes32" },
    { name: "proverShareBps", type: "uint16" },
    { name: "burnBid", type: "uint96" },
    { name: "proposer", type: "address" },
    { name: "expiry", type: "uint64" },
  ],
} as const;

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const word = (value: bigint | number): Uint8Array => toBytes(value, 32);
const DOMAIN_TYPEHASH = keccak256(
  ascii("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
);
const PROPOSAL_TYPEHASH = keccak256(
  ascii(`Proposal(${PROPOSAL_TYPES.Proposal.map(({ name, type }) => `${type} ${name}`).join(",")})`),
);
const NAME_HASH = keccak256(ascii("Trellis"));
const VERSION_HASH = keccak256(ascii("1"));

/** EIP-712 domain separator of a rollup. */
export function domainSeparator(domain: RollupDomain): Uint8Array {
  return keccak256(
    DOMAIN_TYPEHASH,
    NAME_HASH,
    VERSION_HASH,
    word(domain.chainId),
    new Uint8Array(12),
    domain.rollup,
  );
}

/** EIP-712 digest of a struct hash under a rollup's domain. */
export function typedDataDigest(domain: RollupDomain, structHash: Uint8Array): Uint8Array {
  return keccak256(Uint8Array.of(0x19, 0x01), domainSeparator(domain), structHash);
}

/** P4.1: the proposal's name everywhere, its EIP-712 digest (32 bytes). */
export function proposalId(domain: RollupDomain, proposal: Proposal): Uint8Array {
  const structHash = keccak256(
    concatBytes(
      PROPOSAL_TYPEHASH,
      word(proposal.height),
      word(proposal.round),
      proposal.parent,
      word(proposal.depth),
      proposal.orderCommitment,
      word(proposal.proverShareBps),
      word(proposal.burnBid),
      new Uint8Array(12),
      proposal.proposer,
      word(proposal.expiry),
    ),
  );
  return typedDataDigest(domain, structHash);
}

/** Signs a proposal with its proposer's secp256k1 key. */
export function signProposal(
  domain: RollupDomain,
  proposal: Proposal,
  secretKey: Uint8Array,
): SignedProposal {
  return { proposal, signature: signRecoverable(proposalId(domain, proposal), secretKey) };
}

/** Whether the signature is by `proposal.proposer`. Never throws. */
export function verifyProposalSignature(id: Uint8Array, signed: SignedProposal): boolean {
  const signer = recoverAddress(id, signed.signature);
  return signer !== undefined && equalBytes(signer, signed.proposal.proposer);
}
