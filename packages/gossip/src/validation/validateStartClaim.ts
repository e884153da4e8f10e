import type { StartClaim } from "@trellis/protocol";
import { isNodeOf, nodeNumber, SEATS, toHex } from "@trellis/protocol";
import { verifyStartClaim } from "@trellis/protocol/keys";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { type MessageEnvironment, namedSeat } from "./environment.ts";
import { knownProposal } from "./Validator.ts";

/**
 * R8: a seat's word that it proves a node which the transcript binds it to. Only that seat is heard, and once, so a proposal has at most as
 * many claims as its tree has nodes.
 */
export function validateStartClaim(claim: StartClaim, environment: MessageEnvironment): Judgement {
  const { context, limits, memory, isOwn } = environment;
  const id = toHex(claim.proposalId);

  // P2.1 [REJECT] there is such a seat
  if (claim.seat >= SEATS) return reject("seat_out_of_range");
  // R8 [WAIT] the proposal is known
  const proposal = knownProposal(environment, id);
  if (proposal === undefined) return wait("proposal_unknown", id);
  // P6.3 [REJECT] the node lies in the proposal's tree
  if (!isNodeOf(claim.node, proposal.depth)) return reject("node_outside_tree");
  // [IGNORE] the seat has not claimed the node already. Another signature does not make another claim
  const { claims } = memory.seen(id);
  const number = nodeNumber(claim.node);
  if (claims.get(number) === claim.seat) return ignore("known");
  // P3.2 [IGNORE] a proof of the node can still reach L1
  if (context.isProofWindowOver(proposal)) return ignore("proof_window_over");
  // P5.3 [WAIT] the proposal is committed on L1
  const commitment = context.committed(claim.proposalId);
  if (commitment === undefined) return wait("proposal_not_committed");
  // P2.3 [IGNORE] the seat has a key at the round's snapshot
  const key = context.proverKey(claim.seat, proposal);
  if (key === undefined) return ignore("seat_unknown");
  // R8 [REJECT] the transcript binds the seat to the node, if it is known
  const named = namedSeat(id, claim.node, commitment, environment);
  if (named !== undefined && named !== claim.seat) return reject("seat_not_named");
  // R5 [IGNORE] the seat is active. Nobody else is bound
  if (!context.isActive(claim.seat, proposal)) return ignore("seat_inactive");
  const signed = {
    signer: `seat ${claim.seat}`,
    subject: id,
    parts: [number],
    most: limits.earlyNodesPerSeat,
  };
  // [IGNORE] few claims of a seat wait
  if (named === undefined && !environment.mayWait(signed)) return ignore("signer_full");
  // R8 [REJECT] signature by the seat's key. It comes before the next wait, so that only seats can fill the waiting room
  if (!isOwn && !memory.isSigned(claim, key, () => verifyStartClaim(context.domain, claim, key)))
    return reject("signature_invalid");
  // R8 [WAIT] the transcript is known
  if (named === undefined) return wait("transcript_unknown", id, signed);

  claims.set(number, claim.seat);
  return ACCEPT;
}
