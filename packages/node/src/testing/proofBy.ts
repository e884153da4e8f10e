import assert from "node:assert/strict";
import {
  fromHex,
  type NodeProof,
  nodeProofDigest,
  type RollupDomain,
  rescueVote,
  subtreeWords,
  subtreeWordsHash,
  type TreeNode,
} from "@trellis/protocol";
import { signDigest, signVote } from "@trellis/protocol/keys";
import type { ProvingJob } from "@trellis/prover";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import type { ProofBook } from "../proposals/proofs/ProofBook.ts";
import { seatSecret } from "./secrets.ts";
import { TestProofs } from "./TestProofs.ts";

/**
 * A seat's proof of a node of an executed block, on top of the proofs that are known here: by the vote that the transcript has for it, or
 * by a rescue vote.
 * @param isTrue - if not, the proof is invalid.
 */
export async function proofBy(
  { domain, book }: { readonly domain: RollupDomain; readonly book: ProofBook },
  known: KnownProposal,
  node: TreeNode,
  seat: number,
  isTrue = true,
): Promise<NodeProof> {
  const jobs = book.jobs(known);
  const inputs = known.inputsOf(node);
  assert(jobs !== undefined && inputs !== undefined);
  const proposalId = fromHex(known.id);
  const bound = known.bound(node);
  const isCommitted = bound?.seat === seat;
  const vote = isCommitted
    ? { ...bound.vote, signature: bound.signature, proposalId, seat }
    : signVote(domain, { ...rescueVote(node), proposalId, seat }, seatSecret(seat));
  const prover = jobs.proverOf(vote);
  const [left, right] = inputs.map((input) => ({
    outputs: book.nodeOutputs(known, input.message.node, input),
    proof: input.message.proof,
  }));
  const job: ProvingJob =
    left === undefined || right === undefined
      ? jobs.leaf(node.index, prover)
      : node.depth > 0
        ? jobs.merge(node, left, right, prover)
        : jobs.root(left, right, prover);
  const maker = new TestProofs();
  await maker.start();
  const { proof } = isTrue ? await maker.prove(job) : { proof: new Uint8Array(65).fill(1) };
  await maker.stop();
  const [ofLeft, ofRight] = inputs.map(({ message }) => message.seatWords);
  const below = ofLeft === undefined || ofRight === undefined ? undefined : ([ofLeft, ofRight] as const);
  const seatWords = subtreeWords({ seat, isCommitted }, below);
  const unsigned = { proposalId, node, seat, seatWords, proof };
  const digest = nodeProofDigest(domain, unsigned, subtreeWordsHash(seatWords));
  return { ...unsigned, signature: signDigest(digest, seatSecret(seat)) };
}
