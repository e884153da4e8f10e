import type { Gossip } from "@trellis/gossip";
import { type L1Client, type L1Sender, l1Calls } from "@trellis/l1";
import {
  bitmapHash,
  fromHex,
  type ProverBitmap,
  type RollupDomain,
  type SignedTranscript,
  TrellisError,
  transcriptBitmap,
  transcriptRoot,
} from "@trellis/protocol";
import { signCommitment } from "@trellis/protocol/keys";
import type { AssignVotes } from "@trellis/strategy";
import type { Logger } from "pino";
import type { Chain } from "../../chain/Chain.ts";
import type { OwnReveals } from "../../disk/OwnReveals.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import { refusal } from "../refusal.ts";
import type { OwnBlock } from "./OwnBlocks.ts";

/** The parts of the node that a committer uses. */
export interface CommitterView {
  readonly chain: Chain;
  readonly domain: RollupDomain;
  readonly gossip: Gossip;
  readonly sender: L1Sender;
  readonly l1: L1Client;
  readonly emit: EventSink;
  readonly log: Logger;
}

export interface CommitterInit {
  readonly secretKey: Uint8Array;
  /** P5.1: how votes are assigned to nodes. */
  readonly assign: AssignVotes;
  /** Where committed orders are saved for later runs. */
  readonly reveals: OwnReveals | undefined;
}

/** P5: makes the transcript of a proposal, publishes it and commits it on L1. */
export class Committer {
  readonly #view: CommitterView;
  readonly #init: CommitterInit;

  constructor(view: CommitterView, init: CommitterInit) {
    this.#view = view;
    this.#init = init;
  }

  /**
   * Commits a block with its current votes. Does nothing until an active seat has voted.
   * @throws TRL-NOD-009 if the order cannot be saved; errors of sending to L1.
   */
  async commit(own: OwnBlock): Promise<void> {
    const { log } = this.#view;
    const transcript = own.transcript ?? this.#assemble(own.known);
    if (transcript === undefined) return;
    const bitmap = transcriptBitmap(transcript.entries);
    if (own.transcript === undefined) this.#take(own, transcript, bitmap);
    // The commitment comes first. A transcript that gossip does not take now is published again afterwards.
    await this.publishTranscript(own, transcript).catch((error) =>
      log.warn({ error }, "the transcript is not relayed yet"),
    );
    await this.#init.reveals?.save({ signed: own.signed, reveal: own.reveal, transcript });
    await this.#send(own, transcript, bitmap);
  }

  /** P5.2: publishes the transcript unless gossip has taken it. @throws TRL-NOD-022 if gossip does not take it now. */
  async publishTranscript(own: OwnBlock, transcript: SignedTranscript): Promise<void> {
    if (own.isTranscriptSent) return;
    const { verdict } = await this.#view.gossip.publish("transcript", transcript);
    if (verdict.result !== "accept" && verdict.reason !== "known") {
      throw new TrellisError(
        "TRL-NOD-022",
        `gossip does not relay this node's transcript: ${verdict.reason}`,
      );
    }
    if (own.transcript === transcript) own.isTranscriptSent = true;
  }

  #take(own: OwnBlock, transcript: SignedTranscript, bitmap: ProverBitmap): void {
    const { known } = own;
    own.transcript = transcript;
    own.isTranscriptSent = false;
    known.addTranscript(transcript);
    this.#view.emit({
      event: "transcript",
      proposalId: known.id,
      depth: known.proposal.depth,
      provers: bitmap.count(),
      entries: transcript.entries.map(({ node, seat }) => ({ depth: node.depth, index: node.index, seat })),
    });
  }

  async #send(
    own: OwnBlock,
    { transcriptRoot: root }: SignedTranscript,
    bitmap: ProverBitmap,
  ): Promise<void> {
    const { sender, l1, emit } = this.#view;
    const { id, proposal } = own.known;
    try {
      const { hash, gasUsed, blockNumber } = await sender.send(
        l1Calls.commit(l1.addresses, proposal, root, bitmap),
      );
      own.committedIn = blockNumber;
      emit({ event: "l1_transaction", action: "commit", hash, gas: gasUsed, proposalId: id });
    } catch (error) {
      // P2.2: a named seat may no longer be counted. The next transcript leaves it out.
      if (refusal(error) === "InactiveSeats") own.transcript = undefined;
      throw error;
    }
  }

  /** P5.1, P5.2: undefined while no active seat has voted. */
  #assemble(known: KnownProposal): SignedTranscript | undefined {
    const { chain, domain } = this.#view;
    const active = chain.roundOf(known.proposal)?.active;
    const votes = known.votes.filter((vote) => active?.has(vote.seat));
    if (votes.length === 0) return undefined;
    const proposalId = fromHex(known.id);
    const { depth } = known.proposal;
    const entries = this.#init.assign(votes, depth);
    const root = transcriptRoot(entries, depth);
    const hash = bitmapHash(transcriptBitmap(entries));
    const signature = signCommitment(domain, proposalId, root, hash, this.#init.secretKey);
    return { proposalId, transcriptRoot: root, bitmapHash: hash, entries, signature };
  }
}
