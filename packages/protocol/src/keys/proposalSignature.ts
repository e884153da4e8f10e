import { type Proposal, proposalId, type SignedProposal } from "../auction/Proposal.ts";
import { equalBytes } from "../encoding/bytes.ts";
import type { RollupDomain } from "../RollupDomain.ts";
import { recoverAddress, signRecoverable } from "./secp256k1.ts";

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
