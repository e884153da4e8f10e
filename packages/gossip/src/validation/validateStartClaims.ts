import {
  type BatchedClaim,
  type ClaimBatch,
  claimBatchFault,
  isNodeOf,
  nodeNumber,
  SEATS,
  startClaimDigest,
  toHex,
} from "@trellis/protocol";
import { fingerprint } from "../gate/CheckedVotes.ts";
import type { SeenClaim } from "../gate/GateMemory.ts";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { isForged, signersOf } from "./batchParts.ts";
import { type MessageEnvironment, namedSeat } from "./environment.ts";
import { knownProposal } from "./Validator.ts";

/**
 * R8: the word of seats that they prove nodes which the transcript binds them to. Only the bound seat is heard, and once, so a proposal has
 * at most as many claims as its tree has nodes.
 */
export async function validateStartClaims(
  batch: ClaimBatch,
  environment: MessageEnvironment,
): Promise<Judgement> {
  const { context, limits, memory, isOwn } = environment;
  const id = toHex(batch.proposalId);

  // P2.1 [REJECT] there are such seats
  if (batch.claims.some(({ seat }) => seat >= SEATS)) return reject("seat_out_of_range");
  // R8 [REJECT] nodes of some tree, each once and in order
  if (claimBatchFault(batch) !== undefined) return reject("claims_malformed");
  // R8 [WAIT] the proposal is known
  const proposal = knownProposal(environment, id);
  if (proposal === undefined) return wait("proposal_unknown", id);
  // P6.3 [REJECT] the nodes lie in the proposal's tree
  if (batch.claims.some(({ node }) => !isNodeOf(node, proposal.depth))) return reject("node_outside_tree");
  const repeats = (): Judgement | undefined => {
    const fresh = newClaims(batch, memory.seen(id).claims);
    // [IGNORE] a seat signs a claim once. Others may know the first one only, and could not tell this batch from a forged one
    if (fresh === undefined) return ignore("signed_otherwise");
    // [IGNORE] a seat has not claimed its node already
    return fresh.length === 0 ? ignore("known") : undefined;
  };
  const repeated = repeats();
  if (repeated !== undefined) return repeated;
  const claims = newClaims(batch, memory.seen(id).claims)!;
  // P3.2 [IGNORE] a proof of the nodes can still reach L1
  if (context.isProofWindowOver(proposal)) return ignore("proof_window_over");
  // P5.3 [WAIT] the proposal is committed on L1
  const commitment = context.committed(batch.proposalId);
  if (commitment === undefined) return wait("proposal_not_committed");
  // P2.3 [IGNORE] each seat has a key at the round's snapshot
  if (claims.some(({ seat }) => context.proverKey(seat, proposal) === undefined))
    return ignore("seat_unknown");
  // R8 [REJECT] the transcript binds the seats to the nodes, if it is known
  const named = claims.map(({ node }) => namedSeat(id, node, commitment, environment));
  if (claims.some(({ seat }, i) => named[i] !== undefined && named[i] !== seat))
    return reject("seat_not_named");
  // R5 [IGNORE] each seat is active. Nobody else is bound
  if (!claims.every(({ seat }) => context.isActive(seat, proposal))) return ignore("seat_inactive");
  const isKnown = !named.includes(undefined);
  const signed = signersOf(claims, id, limits.earlyNodesPerSeat);
  // [IGNORE] few claims of a seat wait
  if (!isKnown && !environment.mayWait(signed)) return ignore("signer_full");
  // R8 [REJECT] signatures by the seats' keys. They come before the next wait, so that only seats can fill the waiting room
  const digestOf = ({ node }: BatchedClaim) => startClaimDigest(context.domain, batch.proposalId, node);
  if (!isOwn && (await isForged(claims, proposal, digestOf, environment))) return reject("signature_invalid");
  // R8 [WAIT] the transcript is known
  if (!isKnown) return wait("transcript_unknown", id, signed);

  // [IGNORE] no other batch was faster
  const overtaken = repeats();
  if (overtaken !== undefined) return overtaken;
  const { claims: seen } = memory.seen(id);
  for (const { node, seat, signature } of claims) {
    seen.set(nodeNumber(node), { seat, signature: fingerprint(signature) });
  }
  return ACCEPT;
}

/** The claims that are not accepted yet; undefined if one was accepted with another signature. */
function newClaims(
  { claims }: ClaimBatch,
  accepted: ReadonlyMap<number, SeenClaim>,
): readonly BatchedClaim[] | undefined {
  const fresh: BatchedClaim[] = [];
  for (const claim of claims) {
    const before = accepted.get(nodeNumber(claim.node));
    // L1 may have reorganised, and another transcript binds another seat.
    if (before?.seat !== claim.seat) fresh.push(claim);
    else if (before.signature !== fingerprint(claim.signature)) return undefined;
  }
  return fresh;
}
