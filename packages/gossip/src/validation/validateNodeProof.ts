import {
  isNodeOf,
  type NodeProof,
  type NodeProver,
  nodeNumber,
  nodeProofDigest,
  type Proposal,
  SEATS,
  subtree,
  subtreeProvers,
  subtreeWordsHash,
  TrellisError,
  toHex,
} from "@trellis/protocol";
import { verifyDigest } from "@trellis/protocol/keys";
import type { Commitment } from "../GossipContext.ts";
import { ACCEPT, type Ignore, ignore, type Judgement, reject, wait } from "../Verdict.ts";
import { type MessageEnvironment, namedSeat } from "./environment.ts";
import { knownProposal } from "./Validator.ts";

/** P6.3, P6.5, R1, R2: a finished proof of a node of a revealed proposal, with the seat words of its subtree. */
export async function validateNodeProof(
  proof: NodeProof,
  environment: MessageEnvironment,
): Promise<Judgement> {
  const { context, limits, memory, isOwn } = environment;
  const id = toHex(proof.proposalId);

  // P2.1 [REJECT] there is such a seat
  if (proof.seat >= SEATS) return reject("seat_out_of_range");
  // P6.3 [REJECT] there is a proof
  if (proof.proof.length === 0) return reject("proof_empty");
  // P6.5 [WAIT] the proposal is known
  const proposal = knownProposal(environment, id);
  if (proposal === undefined) return wait("proposal_unknown", id);
  // P6.3 [REJECT] the node lies in the proposal's tree
  if (!isNodeOf(proof.node, proposal.depth)) return reject("node_outside_tree");
  // P5.3 [WAIT] the proposal is committed on L1
  const commitment = context.committed(proof.proposalId);
  if (commitment === undefined) return wait("proposal_not_committed");

  // [IGNORE] the seat has not proven the node already, and few others have. The seat that is bound to the node is always heard, so that
  // others cannot crowd it out
  const { proofs } = memory.seen(id);
  const number = nodeNumber(proof.node);
  const repeats = (): Ignore | undefined => {
    const ofNode = proofs.get(number);
    if (ofNode?.has(proof.seat)) return ignore("known");
    if ((ofNode?.size ?? 0) < limits.proofsPerNode) return undefined;
    const isNamed = namedSeat(id, proof.node, commitment, environment) === proof.seat;
    return isNamed ? undefined : ignore("too_many_of_node");
  };
  const repeated = repeats();
  if (repeated !== undefined) return repeated;

  // P2.3 [IGNORE] the seat has a key at the round's snapshot
  const key = context.proverKey(proof.seat, proposal);
  if (key === undefined) return ignore("seat_unknown");
  // R5 [IGNORE] the seat is active. Others earn nothing by a proof
  if (!context.isActive(proof.seat, proposal)) return ignore("seat_inactive");
  // P6.3 [IGNORE] the seat has not made bad proofs of the proposal
  if ((memory.seen(id).badProofs.get(proof.seat) ?? 0) >= limits.badProofsPerSeat)
    return ignore("seat_proved_badly");
  // P6.1 [WAIT] the order can be known. A valid proof cannot exist before. Early proofs could fill the places of later provers
  if (context.isOpen(proposal) && !context.isRevealTime(proof.proposalId)) return wait("window_open");
  // R1 [REJECT] one word for each node of the subtree, its own word first, which names the sender's seat
  const provers = proversOf(proof, proposal);
  if (provers === undefined) return reject("seat_words_malformed");
  if (provers[0]?.seat !== proof.seat) return reject("seat_mismatch");
  // R2 [REJECT] the words do not contradict the transcript, if it is known
  const isKnown = namedSeat(id, proof.node, commitment, environment) !== undefined;
  if (isKnown && !areWordsTrue(proof, provers, proposal, commitment, environment))
    return reject("seat_not_named");
  const signed = {
    signer: `seat ${proof.seat}`,
    subject: id,
    parts: [number],
    most: limits.earlyNodesPerSeat,
  };
  // [IGNORE] few proofs of a seat wait
  if (!isKnown && !environment.mayWait([signed])) return ignore("signer_full");
  if (!isOwn) {
    // P6.5 [REJECT] the proof and its words are signed by the seat's key. It comes before the next wait, so that only seats can fill the
    // waiting room
    const dropped = await environment.turn();
    if (dropped !== undefined) return dropped;
    if (!memory.isSigned(proof, key, () => verifyDigest(digestOf(proof, environment), proof.signature, key)))
      return reject("signature_invalid");
  }
  // R2 [WAIT] the transcript is known. Rescue proofs wait too: a proof that comes before the reveal must not take the place of a true one
  if (!isKnown) return wait("transcript_unknown", id, [signed]);
  const fault = isOwn ? undefined : await proofFault(proof, environment, repeats);
  if (fault !== undefined) return fault;

  // [IGNORE] no copy was faster
  const overtaken = repeats();
  if (overtaken !== undefined) return overtaken;
  const ofNode = proofs.get(number);
  if (ofNode === undefined) proofs.set(number, new Set([proof.seat]));
  else ofNode.add(proof.seat);
  return ACCEPT;
}

/** R1: who proved the nodes of the subtree, row by row; undefined for words that the subtree cannot have. */
function proversOf({ seatWords, node }: NodeProof, { depth }: Proposal): NodeProver[] | undefined {
  try {
    return subtreeProvers(seatWords, node, depth);
  } catch (error) {
    if (error instanceof TrellisError) return undefined;
    throw error;
  }
}

/** R2: a node is proven either by the vote by which the transcript binds its seat (bit 15), or by a rescue vote of any seat. */
function areWordsTrue(
  { proposalId, node }: NodeProof,
  provers: readonly NodeProver[],
  { depth }: Proposal,
  commitment: Commitment,
  environment: MessageEnvironment,
): boolean {
  const id = toHex(proposalId);
  return subtree(node, depth).every((at, i) => {
    const { seat, isCommitted } = provers[i]!;
    return !isCommitted || namedSeat(id, at, commitment, environment) === seat;
  });
}

function digestOf(proof: NodeProof, { context }: MessageEnvironment): Uint8Array {
  return nodeProofDigest(context.domain, proof, subtreeWordsHash(proof.seatWords));
}

/**
 * P6.3 [REJECT] the proof verifies. A proof without a verdict yet passes, because its seat is responsible for it.
 * @param repeats - why the proof is not worth a check any more.
 */
async function proofFault(
  proof: NodeProof,
  { context, limits, memory, heavy, report }: MessageEnvironment,
  repeats: () => Ignore | undefined,
): Promise<Judgement | undefined> {
  const { badProofs } = memory.seen(toHex(proof.proposalId));
  const bad = (): number => badProofs.get(proof.seat) ?? 0;
  try {
    return await heavy(async () => {
      const repeated = bad() >= limits.badProofsPerSeat ? ignore("seat_proved_badly") : repeats();
      if (repeated !== undefined) return repeated;
      if ((await context.verifyNodeProof(proof)) !== "invalid") return undefined;
      badProofs.set(proof.seat, bad() + 1);
      return reject("proof_invalid");
    });
  } catch (error) {
    // [IGNORE] a check that failed says nothing about the proof
    report(error);
    return ignore("proof_unchecked");
  }
}
