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

/** Transcripts kept: of one proposal, and proposals in all. Their proposers have signed them. */
const MAX_OF_PROPOSAL = 2;
const MAX_PROPOSALS = 32;

/** P9.5: transcripts that gossip has refused because they use a vote twice; what L1 is shown, should one of them be committed. */
export class DoubledTranscripts {
  readonly #kept = new BoundedMap<Hex, readonly SignedTranscript[]>(MAX_PROPOSALS);

  /** Keeps a transcript that is {@link isDoubleVoteEvidence}. */
  keep(transcript: SignedTranscript): void {
    const id = toHex(transcript.proposalId);
    const known = this.#kept.get(id) ?? [];
    if (known.some((other) => equalBytes(other.transcriptRoot, transcript.transcriptRoot))) return;
    this.#kept.set(id, [...known.slice(1 - MAX_OF_PROPOSAL), transcript]);
  }

  /** Proposals of which any is kept. */
  proposals(): Hex[] {
    return [...this.#kept.keys()];
  }

  /** The one that leads to a committed root. */
  committed(id: Hex, root: Hex): SignedTranscript | undefined {
    const bytes = fromHex(root);
    return this.#kept.get(id)?.find((kept) => equalBytes(kept.transcriptRoot, bytes));
  }

  drop(id: Hex): void {
    this.#kept.delete(id);
  }
}

/** Whether a transcript that is none only uses votes twice, and has the root that its proposer signed. */
export function isDoubleVoteEvidence(
  { entries, transcriptRoot: root }: SignedTranscript,
  treeDepth: number,
): boolean {
  if (votesUsedTwice(entries).length === 0) return false;
  try {
    return equalBytes(transcriptRoot(entries, treeDepth, "evidence"), root);
  } catch {
    // A node that stands twice or lies outside: it has no place in any tree.
    return false;
  }
}
