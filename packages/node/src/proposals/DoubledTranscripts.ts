import {
  BoundedMap,
  equalBytes,
  fromHex,
  type SignedTranscript,
  toHex,
  transcriptRoot,
  votesUsedTwice,
} from "@trellis/protocol";
import type { Hex } from "viem";

/** Most transcripts kept for a proposal, and most proposals. Their proposers have signed the transcripts. */
const MAX_OF_PROPOSAL = 2;
const MAX_PROPOSALS = 32;

/** P9.5: transcripts that gossip refused because they use a vote twice. They are evidence for L1 if one of them is committed. */
export class DoubledTranscripts {
  readonly #kept = new BoundedMap<Hex, readonly SignedTranscript[]>(MAX_PROPOSALS);

  /** Keeps a transcript that is {@link isDoubleVoteEvidence}. */
  keep(transcript: SignedTranscript): void {
    const id = toHex(transcript.proposalId);
    const known = this.#kept.get(id) ?? [];
    if (known.some((other) => equalBytes(other.transcriptRoot, transcript.transcriptRoot))) return;
    this.#kept.set(id, [...known.slice(1 - MAX_OF_PROPOSAL), transcript]);
  }

  /** Proposals that have at least one transcript here. */
  proposals(): Hex[] {
    return [...this.#kept.keys()];
  }

  /** The transcript that has the committed root. */
  committed(id: Hex, root: Hex): SignedTranscript | undefined {
    const bytes = fromHex(root);
    return this.#kept.get(id)?.find((kept) => equalBytes(kept.transcriptRoot, bytes));
  }

  drop(id: Hex): void {
    this.#kept.delete(id);
  }
}

/** Whether an invalid transcript's only fault is a vote used twice, and its root is the one that its proposer signed. */
export function isDoubleVoteEvidence(
  { entries, transcriptRoot: root }: SignedTranscript,
  treeDepth: number,
): boolean {
  if (votesUsedTwice(entries).length === 0) return false;
  try {
    return equalBytes(transcriptRoot(entries, treeDepth, "evidence"), root);
  } catch {
    // A node is listed twice or is outside the tree, so the transcript has no root.
    return false;
  }
}
