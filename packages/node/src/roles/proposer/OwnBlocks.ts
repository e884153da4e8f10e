import type { L1Sender } from "@trellis/l1";
import { type Reveal, type SignedProposal, type SignedTranscript, toHex } from "@trellis/protocol";
import type { RoundView } from "../../chain/RoundView.ts";
import type { OwnReveals } from "../../disk/OwnReveals.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";

/** This proposer's block of a round, from its proposal until the round is decided. */
export interface OwnBlock {
  readonly known: KnownProposal;
  readonly signed: SignedProposal;
  readonly reveal: Reveal;
  /** L1 time from which it may be committed. */
  readonly commitAt: bigint;
  /** Kept once made, unless L1 refuses it: peers may have it already, and L1 must have the same root (P5.2). */
  transcript: SignedTranscript | undefined;
  /** Whether gossip has taken the transcript. */
  isTranscriptSent: boolean;
  /** L1 block with the commitment, once it is mined. */
  committedIn: bigint | undefined;
  /** Whether gossip has taken the order. */
  isRevealed: boolean;
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

  /** P6.1: the block of a round that an earlier run of this node has committed. */
  #restored(round: RoundView): OwnBlock | undefined {
    const { chain, proposals, sender } = this.#view;
    const saved = this.#saved
      ?.all()
      .find(
        ({ signed: { proposal }, reveal: { proposalId } }) =>
          chain.roundOf(proposal)?.key === round.key &&
          chain.commitment(toHex(proposalId)) !== undefined &&
          toHex(proposal.proposer) === sender.address,
      );
    if (saved === undefined) return undefined;
    const known = proposals.addSigned(saved.signed);
    known.isPinned = true;
    known.addTranscript(saved.transcript);
    const restored: OwnBlock = {
      known,
      signed: saved.signed,
      reveal: saved.reveal,
      commitAt: 0n,
      transcript: saved.transcript,
      isTranscriptSent: false,
      committedIn: 0n,
      isRevealed: false,
    };
    this.#blocks.set(round.key, restored);
    return restored;
  }
}
