import { type StartClaim, startClaimDigest } from "../messages/StartClaim.ts";
import type { RollupDomain } from "../RollupDomain.ts";
import { signDigest, verifyDigest } from "./secp256k1.ts";

/** R8: makes a start claim with the seat's secp256k1 key. Throws as {@link startClaimDigest}, and TRL-PRO-021. */
export function signStartClaim(
  domain: RollupDomain,
  fields: Omit<StartClaim, "signature">,
  secretKey: Uint8Array,
): StartClaim {
  const digest = startClaimDigest(domain, fields.proposalId, fields.node);
  return { ...fields, signature: signDigest(digest, secretKey) };
}

/** Whether a start claim is signed by the 64-byte key. Never throws for values that the wire schema accepts. */
export function verifyStartClaim(
  domain: RollupDomain,
  { proposalId, node, signature }: Omit<StartClaim, "seat">,
  publicKey: Uint8Array,
): boolean {
  return verifyDigest(startClaimDigest(domain, proposalId, node), signature, publicKey);
}
