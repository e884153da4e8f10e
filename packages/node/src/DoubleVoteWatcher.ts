import { courtCalls } from "@trellis/l1";
import {
  bitmapHash,
  equalBytes,
  fromHex,
  nodeNumber,
  type SignedTranscript,
  type TranscriptEntry,
  toHex,
  transcriptPath,
  transcriptRoot,
  votesUsedTwice,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { CommittedProposal } from "./Chain.ts";
import { L1Duties } from "./L1Duties.ts";
import type { ActingContext, Role } from "./NodeContext.ts";
import { nodeOccasion } from "./nodeOccasion.ts";

const RETRY = { firstMs: 2_000, maxMs: 60_000 };
/** Transcripts kept that use a vote twice: of one proposal, and in all. Their proposers have signed them. */
const MAX_OF_PROPOSAL = 2;
const MAX_TRANSCRIPTS = 32;

/** P9.5: shows L1 the votes that a committed transcript uses twice, once its round is over. */
export class DoubleVoteWatcher implements Role {
  readonly #context: ActingContext;
  readonly #duties: L1Duties;
  readonly #kept = new Map<Hex, readonly SignedTranscript[]>();

  constructor(context: ActingContext) {
    this.#context = context;
    // The bond is taken when the round is over and bid and bond are back.
    const mayPass = (error: string) => error === "NotRefundable";
    this.#duties = new L1Duties(context, { retry: RETRY, mayPass });
  }

  /** Keeps a transcript that gossip has refused for its use of votes; signed by its proposer. */
  keep(transcript: SignedTranscript): void {
    const id = toHex(transcript.proposalId);
    const known = this.#kept.get(id) ?? [];
    if (known.some((other) => equalBytes(other.transcriptRoot, transcript.transcriptRoot))) return;
    if (!this.#kept.has(id) && this.#kept.size >= MAX_TRANSCRIPTS) {
      this.#kept.delete(this.#kept.keys().next().value!);
    }
    this.#kept.set(id, [...known.slice(1 - MAX_OF_PROPOSAL), transcript]);
  }

  update(): void {
    const { chain } = this.#context;
    if (!chain.isReady) return;
    for (const [id, transcripts] of this.#kept) {
      const committed = chain.commitment(id);
      if (committed === undefined || chain.isRunning(committed.proposal)) continue;
      const root = fromHex(committed.transcriptRoot);
      const transcript = transcripts.find((kept) => equalBytes(kept.transcriptRoot, root));
      if (transcript === undefined) this.#kept.delete(id);
      else this.#watch(committed, transcript.entries);
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  #watch(committed: CommittedProposal, entries: readonly TranscriptEntry[]): void {
    const { proposalId, proposal } = committed;
    const { cases } = this.#context.chain;
    for (const [first, second] of votesUsedTwice(entries)) {
      if (cases.isVoid(proposalId, first.vote, first.seat)) continue;
      const number = nodeNumber(first.node);
      const key = `double ${proposalId} ${number}`;
      if (!this.#duties.isMyTurn(key, nodeOccasion(proposalId, number), false)) continue;
      this.#duties.act(key, {
        action: "reportDoubleVote",
        proposalId,
        run: async () => {
          const { sender, addresses } = this.#context.actions;
          const prove = (entry: TranscriptEntry) => ({
            entry,
            siblings: transcriptPath(entries, proposal.depth, entry.node, "evidence"),
          });
          const onL1 = {
            transcriptRoot: committed.transcriptRoot,
            bitmapHash: toHex(bitmapHash(committed.bitmap)),
          };
          return sender.send(
            courtCalls.reportDoubleVote(addresses, proposal, onL1, prove(first), prove(second)),
          );
        },
      });
    }
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
