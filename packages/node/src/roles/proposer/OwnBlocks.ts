import type { L1Sender } from "@trellis/l1";
import {
  type ProverBitmap,
  type Reveal,
  type SignedEntry,
  type SignedProposal,
  TranscriptTree,
  toHex,
  transcriptBitmap,
} from "@trellis/protocol";
import type { RoundView } from "../../chain/RoundView.ts";
import type { OwnReveals } from "../../disk/OwnReveals.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import type { VoteArrivals } from "./ProposingTimes.ts";

/** R2: whom a proposer names for the nodes of its block. */
export interface OwnTranscript {
  readonly entries: readonly SignedEntry[];
  readonly tree: TranscriptTree;
  /** The seats that the entries name. */
  readonly committed: ProverBitmap;
}

/** This proposer's block of a round, from its proposal until the round is decided. */
export interface OwnBlock {
  readonly known: KnownProposal;
  readonly signed: SignedProposal;
  /** What the reveal holds beside the transcript. */
  readonly order: Omit<Reveal, "entries">;
  /** L1 time from which it may be committed. */
  readonly commitAt: bigint;
  /** How long it took to build and publish it, seconds, and when its votes came; undefined after a restart. */
  readonly times: { readonly building: number; readonly arrivals: VoteArrivals } | undefined;
  /** R10: messages of L1 that were consumed up to the block below, and that this block consumes; undefined after a restart. */
  readonly messages: { readonly below: bigint; readonly consumed: number } | undefined;
  /** R10: whether L1 would not take the block, because it asks for other messages by now. Then another is built. */
  isUnfit: boolean;
  /** Kept once sent, unless L1 refuses it: L1 may take it although its answer is lost, and the reveal must have the same root (R2). */
  transcript: OwnTranscript | undefined;
  /** L1 block with the commitment, once it is mined. */
  committedIn: bigint | undefined;
  /** Whether gossip has taken the order. */
  isRevealed: boolean;
  /** R1, R11: whether its transactions are on L1. */
  isPublished: boolean;
}

/** The parts of the node that the list of own blocks uses. */
export interface OwnBlocksView extends ProposalsView {
  readonly sender: L1Sender;
}

/** This proposer's blocks, one for each running round. Blocks that an earlier run of this node committed are read from disk. */
export class OwnBlocks {
  readonly #view: OwnBlocksView;
  readonly #saved: OwnReveals | undefined;
  /** By the round's key. */
  readonly #blocks = new Map<string, OwnBlock>();

  /** @param saved - where committed orders are saved for later runs. */
  constructor(view: OwnBlocksView, saved: OwnReveals | undefined) {
    this.#view = view;
    this.#saved = saved;
  }

  /** The block of a round: the committed one, else the latest proposal. */
  of(round: RoundView): OwnBlock | undefined {
    const block = this.#blocks.get(round.key);
    if (block !== undefined && this.isTaken(block)) return block;
    return this.#restored(round) ?? block;
  }

  /** Replaces the round's block. */
  put({ key }: RoundView, block: OwnBlock): void {
    this.#blocks.set(key, block);
  }

  /** P5.3: whether the block is committed on L1. */
  isTaken({ known }: OwnBlock): boolean {
    return this.#view.chain.commitment(known.id) !== undefined;
  }

  /** Removes blocks whose round is over, or that build on a block that has lost (P3.4). */
  forgetDecided(): void {
    for (const [key, { known }] of this.#blocks) {
      if (this.#view.chain.roundOf(known.proposal) === undefined) this.#blocks.delete(key);
    }
  }

  /** P6.1: the block of a round that an earlier run of this node has committed, or was about to. */
  #restored(round: RoundView): OwnBlock | undefined {
    const { chain, proposals, sender } = this.#view;
    const own = (this.#saved?.all() ?? []).filter(
      ({ signed: { proposal } }) =>
        chain.roundOf(proposal)?.key === round.key && toHex(proposal.proposer) === sender.address,
    );
    const taken = own.find(({ reveal }) => chain.commitment(toHex(reveal.proposalId)) !== undefined);
    // A commitment whose fate the earlier run did not learn is sent again as it was: never another one beside it.
    const sent = this.#blocks.has(round.key)
      ? undefined
      : own.find(({ signed }) => signed.proposal.expiry > chain.now);
    const saved = taken ?? sent;
    if (saved === undefined) return undefined;
    const known = proposals.addSigned(saved.signed);
    known.isPinned = true;
    const { entries, ...order } = saved.reveal;
    const restored: OwnBlock = {
      known,
      signed: saved.signed,
      order,
      commitAt: 0n,
      times: undefined,
      messages: undefined,
      isUnfit: false,
      transcript: { entries, tree: TranscriptTree.of(entries), committed: transcriptBitmap(entries) },
      committedIn: taken === undefined ? undefined : 0n,
      isRevealed: false,
      isPublished: false,
    };
    this.#blocks.set(round.key, restored);
    return restored;
  }
}
