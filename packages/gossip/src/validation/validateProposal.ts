import { MAX_DEPTH, proposalId, type SignedProposal, toBigInt, toHex } from "@trellis/protocol";
import { verifyProposalSignature } from "@trellis/protocol/keys";
import { ACCEPT, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { escrowOf, type MessageEnvironment } from "./environment.ts";
import { knownProposal } from "./Validator.ts";

const MAX_BPS = 10_000;
const MAX_BURN_BID = 1n << 96n;

/** P4.1, R6, R9, A24: a proposal for the open height and round, signed by a proposer whose balance on L1 covers the bid and its bond. */
export function validateProposal(message: SignedProposal, environment: MessageEnvironment): Judgement {
  const { context, limits, memory, isOwn } = environment;
  const { proposal } = message;
  const { settings } = context;

  // P4.1 [REJECT] depth is 1..11
  if (proposal.depth < 1 || proposal.depth > MAX_DEPTH) return reject("depth_out_of_range");
  // P4.1 [REJECT] the provers' share is at most the whole
  if (proposal.proverShareBps > MAX_BPS) return reject("share_out_of_range");
  // R6 [REJECT] the provers' share is at least the deployment's minimum
  if (proposal.proverShareBps < settings.minProverShareBps) return reject("share_too_low");
  // P4.1 [REJECT] the burn bid is a uint96
  if (proposal.burnBid >= MAX_BURN_BID) return reject("burn_bid_out_of_range");
  // P7.2 [REJECT] the burn bid is at least the deployment's minimum
  if (proposal.burnBid < settings.minBurnBid) return reject("burn_bid_too_low");

  // P4.1 [IGNORE] the height and round are not over
  const open = context.currentHeight();
  if (proposal.height < open.height) return ignore("height_over");
  if (proposal.height === open.height && proposal.round < open.round) return ignore("round_over");
  // [IGNORE] the proposal has not been seen
  const id = proposalId(context.domain, proposal);
  const hexId = toHex(id);
  if (knownProposal(environment, hexId) !== undefined) return ignore("known");
  // P4.1 [IGNORE] the proposal has not expired
  if (proposal.expiry <= context.now()) return ignore("expired");

  // P1.2, P5.3, A24 [IGNORE] the proposer has deposited bid and bond, so that proposals cost something
  if (context.proposerBalance(proposal.proposer) < escrowOf(proposal.burnBid, context)) {
    return ignore("balance_too_low");
  }
  // [IGNORE] a proposer replaces its proposal a few times only
  const countKey = `${toHex(proposal.proposer)}/${proposal.height}/${proposal.round}`;
  const count = memory.proposalCounts.get(countKey) ?? 0;
  if (count >= limits.proposalsPerProposer) return ignore("too_many_of_proposer");

  // P3.4 [IGNORE] the height is at most the next one. Nodes see an L1 block at different moments
  if (proposal.height > open.height + 1n) return ignore("height_too_far_ahead");
  // P4.1 [REJECT] EIP-712 signature by `proposer`. It comes before the next waits, so that only who can pay fills the waiting room
  const isSigned = (): boolean => verifyProposalSignature(id, message);
  if (!isOwn && !memory.isSigned(message, proposal.proposer, isSigned)) return reject("signature_invalid");

  const signed = {
    signer: toHex(proposal.proposer),
    subject: `${proposal.height}/${proposal.round}`,
    parts: [Number(toBigInt(id.subarray(0, 6)))],
    most: limits.proposalsPerProposer,
  };
  // P3.4, P4.1 [WAIT] the height and round are open
  if (!context.isOpen(proposal)) {
    return wait(proposal.height > open.height ? "height_not_open" : "round_not_open", undefined, [signed]);
  }
  // P3.4, P4.1 [WAIT] the parent is known
  if (!context.isParent(proposal.parent, proposal.height)) return wait("parent_unknown", undefined, [signed]);

  memory.proposalCounts.set(countKey, count + 1);
  memory.addProposal(id, proposal);
  return ACCEPT;
}
