import { concatBytes, exactly, keccak256, toBytes } from "../encoding/bytes.ts";
import { domainBytes, type RollupDomain } from "../RollupDomain.ts";

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

/** A proposal with its proposer's 65-byte EIP-712 signature, as sent over gossip. */
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
/** A number of a narrower Solidity type as a 32-byte word. A number that does not fit the type is refused. */
const word = (value: bigint | number, bits: number): Uint8Array =>
  concatBytes(new Uint8Array(32 - bits / 8), toBytes(value, bits / 8));
const DOMAIN_TYPEHASH = keccak256(
  ascii("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
);
const PROPOSAL_TYPEHASH = keccak256(
  ascii(`Proposal(${PROPOSAL_TYPES.Proposal.map(({ name, type }) => `${type} ${name}`).join(",")})`),
);
const NAME_HASH = keccak256(ascii("Trellis"));

/** Version of the EIP-712 domain: that of the mechanism. */
const VERSION_HASH = keccak256(ascii("2"));

/** EIP-712 domain separator of a rollup. Throws as `rollupId` does. */
export function domainSeparator(domain: RollupDomain): Uint8Array {
  const bytes = domainBytes(domain);
  return keccak256(
    DOMAIN_TYPEHASH,
    NAME_HASH,
    VERSION_HASH,
    new Uint8Array(24),
    bytes.subarray(0, 8),
    new Uint8Array(12),
    bytes.subarray(8),
  );
}

/** The bytes that EIP-712 hashes and signs for a struct hash under a rollup's domain: 0x1901 ‖ separator ‖ struct hash. */
function typedDataMessage(domain: RollupDomain, structHash: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(0x19, 0x01), domainSeparator(domain), exactly(structHash, 32));
}

/** EIP-712 digest of a struct hash under a rollup's domain. */
export function typedDataDigest(domain: RollupDomain, structHash: Uint8Array): Uint8Array {
  return keccak256(typedDataMessage(domain, structHash));
}

/**
 * P4.1: the proposal's identifier everywhere: its EIP-712 digest (32 bytes).
 * @throws TRL-PRO-001 for a number that does not fit its EIP-712 type, TRL-PRO-017 for bytes of the wrong length.
 */
export function proposalId(domain: RollupDomain, proposal: Proposal): Uint8Array {
  return keccak256(proposalMessage(domain, proposal));
}

/** The 66 bytes whose Keccak-256 is the {@link proposalId}, for signers that hash by themselves. Throws as that does. */
export function proposalMessage(domain: RollupDomain, proposal: Proposal): Uint8Array {
  const structHash = keccak256(
    concatBytes(
      PROPOSAL_TYPEHASH,
      word(proposal.height, 64),
      word(proposal.round, 32),
      exactly(proposal.parent, 32),
      word(proposal.depth, 8),
      exactly(proposal.orderCommitment, 32),
      word(proposal.proverShareBps, 16),
      word(proposal.burnBid, 96),
      new Uint8Array(12),
      exactly(proposal.proposer, 20),
      word(proposal.expiry, 64),
    ),
  );
  return typedDataMessage(domain, structHash);
}
