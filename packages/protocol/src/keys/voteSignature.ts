import { type Vote, voteDigest } from "../auction/Vote.ts";
import type { RollupDomain } from "../RollupDomain.ts";
import { signDigest, verifyDigest } from "./secp256k1.ts";

/** Makes a vote with the seat's secp256k1 key. */
export function signVote(domain: RollupDomain, fields: Omit<Vote, "signature">, secretKey: Uint8Array): Vote {
  return { ...fields, signature: signDigest(voteDigest(domain, fields.proposalId, fields), secretKey) };
}

/** Whether a vote is signed by the 64-byte key. Never throws for values that the wire schema accepts. */
export function verifyVote(domain: RollupDomain, vote: Omit<Vote, "seat">, publicKey: Uint8Array): boolean {
  return verifyDigest(voteDigest(domain, vote.proposalId, vote), vote.signature, publicKey);
}
