import {
  type Contribution,
  ContributionTree,
  covers,
  isNodeOf,
  type NodeProof,
  nodeCount,
  nodeNumber,
  nodeProofDigest,
  type Proposal,
  SEATS,
  sameNode,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import { verifyDigest, verifyVote } from "@trellis/protocol/keys";
import { ACCEPT, type Ignore, ignore, type Judgement, type Reject, reject, wait } from "../Verdict.ts";
import { knownProposal, type ValidationEnvironment } from "./Validator.ts";

/**
 * P6.4: an entry either names a seat with a vote that covers the node, or names no seat and has no vote. Each
 * meaning has one encoding.
 */
function isWellFormed({ node, seat, vote }: Contribution): boolean {
  if (seat === null) return vote.depth === 0 && vote.index === 0 && vote.slot === 0;
  return seat < SEATS && covers(vote, node);
}

/** P6.4: the tree over the contributions, undefined unless they name each node of the subtree once. */
function contributionTree(proof: NodeProof, treeDepth: number): ContributionTree | undefined {
  if (proof.contributions.length !== nodeCount(treeDepth - proof.node.depth)) return undefined;
  try {
    return new ContributionTree(proof.contributions, proof.node, treeDepth);
  } catch (error) {
    if (error instanceof TrellisError) return undefined;
    throw error;
  }
}

/**
 * P6.3, P6.5: a finished proof of a node of a committed proposal. The seat that made it is responsible for
 * it.
 */
export async function validateNodeProof(
  proof: NodeProof,
  environment: ValidationEnvironment,
): Promise<Judgement> {
  const { context, limits, memory, isOwn } = environment;
  const id = toHex(proof.proposalId);

  // P1.3 [REJECT] there is such a seat
  if (proof.seat >= SEATS) return reject("seat_out_of_range");
  // P6.3 [REJECT] there is a proof
  if (proof.proof.length === 0) return reject("proof_empty");
  // P6.5 [WAIT] the proposal is known
  const proposal = knownProposal(environment, id);
  if (proposal === undefined) return wait("proposal_unknown", id);
  // P6.3 [REJECT] the node lies in the proposal's tree
  if (!isNodeOf(proof.node, proposal.depth)) return reject("node_outside_tree");
  // [IGNORE] the seat has not proven the node already, and few others have. A seat named for it is always
  // heard, so that others cannot crowd it out
  const { proofs } = memory.seen(id);
  const number = nodeNumber(proof.node);
  const repeats = (): Judgement | undefined => {
    if (proofs.get(number)?.has(proof.seat)) return ignore("known");
    const isFull = (proofs.get(number)?.size ?? 0) >= limits.proofsPerNode;
    if (isFull && !context.isNamed(proof.proposalId, proof.node, proof.seat))
      return ignore("too_many_of_node");
    return undefined;
  };
  const repeated = repeats();
  if (repeated !== undefined) return repeated;

  // P1.3 [IGNORE] the seat has an owner
  const key = context.proverKey(proof.seat);
  if (key === undefined) return ignore("seat_unknown");
  // P5.3 [WAIT] the proposal is committed on L1
  if (context.committed(proof.proposalId) === undefined) return wait("proposal_not_committed");
  // P6.3 [REJECT] every vote covers its node
  if (!proof.contributions.every(isWellFormed)) return reject("contribution_out_of_scope");
  // P6.1 [WAIT] the order can be known. A valid proof cannot exist before. Early proofs could fill the places
  // of later provers
  if (context.isOpen(proposal) && !context.isRevealTime(proof.proposalId)) return wait("window_open");
  const fault = isOwn ? undefined : await contentFault(proof, proposal, key, environment);
  if (fault !== undefined) return fault;

  // [IGNORE] no copy was faster
  const overtaken = repeats();
  if (overtaken !== undefined) return overtaken;
  const ofNode = proofs.get(number);
  if (ofNode === undefined) proofs.set(number, new Set([proof.seat]));
  else ofNode.add(proof.seat);
  return ACCEPT;
}

/** What is wrong with the contributions, the signatures or the proof, or why the check cannot decide. */
async function contentFault(
  proof: NodeProof,
  { depth }: Proposal,
  key: Uint8Array,
  { context, pacer, heavy, report }: ValidationEnvironment,
): Promise<Ignore | Reject | undefined> {
  // P6.4 [REJECT] contributions name each node of the subtree once
  const tree = contributionTree(proof, depth);
  if (tree === undefined) return reject("contributions_malformed");
  // P6.3 [REJECT] the node's own entry names the sender's seat
  const own = proof.contributions.find(({ node }) => sameNode(node, proof.node));
  if (own === undefined || own.seat !== proof.seat) return reject("seat_mismatch");
  // P6.5 [REJECT] the proof is signed by the seat's key
  await pacer.turn();
  if (!verifyDigest(nodeProofDigest(context.domain, proof, tree.root()), proof.signature, key)) {
    return reject("signature_invalid");
  }
  // P6.3 [REJECT] the seat proves the node by its own vote
  if (
    !verifyVote(
      context.domain,
      { ...own.vote, proposalId: proof.proposalId, signature: proof.voteSignature },
      key,
    )
  ) {
    return reject("vote_signature_invalid");
  }

  // P6.3 [REJECT] the proof verifies. A proof without a verdict yet passes, because its seat is responsible
  // for it
  try {
    const verdict = await heavy.run(() => context.verifyNodeProof(proof));
    if (verdict === undefined) return ignore("busy");
    return verdict === "invalid" ? reject("proof_invalid") : undefined;
  } catch (error) {
    // [IGNORE] a check that failed says nothing about the proof
    report(error);
    return ignore("proof_unchecked");
  }
}
