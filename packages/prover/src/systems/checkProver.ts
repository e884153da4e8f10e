import {
  committedBitmapHash,
  encodeTranscriptEntry,
  isSeat,
  isVacant,
  type NodeProver,
  RESCUE_SLOT,
  TRANSCRIPT_TREE_DEPTH,
  type TreeNode,
  transcriptPathRoot,
  verifySeatPath,
} from "@trellis/protocol";
import type { NamedProver, ProvenBlock, TranscriptOpening } from "../jobs/ProvingJob.ts";
import { badWitness } from "../witness/badWitness.ts";
import { requireSigned } from "../witness/requireSigned.ts";

/** R1, R2: who proved a node, and whether the transcript's entry of the node was shown to bind nobody. */
export type NodeContribution = NodeProver & { readonly isVacant: boolean };

type Context = Pick<
  ProvenBlock,
  "rollupId" | "proposalId" | "proverSetRoot" | "transcriptRoot" | "committedHash"
>;

/**
 * P6.3, R2: performs the circuits' checks of the prover named for `node`.
 *
 * @throws TRL-PRV-150 if the seat, its vote or the transcript's opening is not valid.
 */
export function checkProver(
  context: Context,
  node: TreeNode,
  { prover, opening }: NamedProver,
): NodeContribution {
  const isShown = opening !== null && isOpeningOf(opening, context, node);
  const isVacantEntry = isShown && isVacant(opening.entry, node, opening.committed);
  if (prover === null) return { seat: null, isCommitted: false, isVacant: isVacantEntry };

  const { seat, vote, publicKey, seatPath } = prover;
  if (!isSeat(seat)) throw badWitness("P1.3: seat out of range", { seat });
  if (!verifySeatPath(context.proverSetRoot, seat, publicKey, seatPath)) {
    throw badWitness("P6.3: seat not in the prover set", { seat });
  }
  if (!isShown) throw badWitness("R2: not the transcript's entry of this node", { ...node });
  const isCommitted = !isVacantEntry && opening.entry === encodeTranscriptEntry({ seat, vote });
  const isRescue = vote.depth === node.depth && vote.index === node.index && vote.slot === RESCUE_SLOT;
  if (!isCommitted && !isRescue) {
    throw badWitness("R2: neither the transcript's vote nor a rescue vote", { seat });
  }
  requireSigned(context, prover);
  return { seat, isCommitted, isVacant: isVacantEntry };
}

/** Whether this is what the committed transcript and bitmap have for the node. */
function isOpeningOf(
  { entry, path, committed }: TranscriptOpening,
  context: Context,
  node: TreeNode,
): boolean {
  return (
    path.length === TRANSCRIPT_TREE_DEPTH &&
    transcriptPathRoot(entry, node, path) === context.transcriptRoot &&
    committedBitmapHash(committed) === context.committedHash
  );
}
