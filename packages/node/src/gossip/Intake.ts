import type { Gossip } from "@trellis/gossip";
import { toHex } from "@trellis/protocol";
import type { Logger } from "pino";
import type { Chain } from "../chain/Chain.ts";
import { type DoubledTranscripts, isDoubleVoteEvidence } from "../proposals/DoubledTranscripts.ts";
import type { KnownProposals } from "../proposals/KnownProposals.ts";
import type { ProofBook } from "../proposals/ProofBook.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import type { PendingTransactions } from "../transactions/PendingTransactions.ts";

export interface IntakeComponents {
  readonly gossip: Pick<Gossip, "on" | "onRefused">;
  readonly proposals: KnownProposals;
  readonly book: Pick<ProofBook, "keep">;
  /** P9.5: stores transcripts that use a vote twice and have the root that their proposer signed. */
  readonly doubled: DoubledTranscripts;
  readonly pending: PendingTransactions;
  readonly chain: Pick<Chain, "now">;
  /** Called after each message that the roles may have to act on. */
  readonly onNews: () => void;
  readonly log: Logger;
}

/** Stores peers' messages that gossip's validators accepted, and refused ones that a duty needs. */
export class Intake implements Part {
  readonly #components: IntakeComponents;
  #subscriptions: (() => void)[] = [];

  constructor(components: IntakeComponents) {
    this.#components = components;
  }

  start(): void {
    const { gossip, proposals, book, doubled, pending, chain, onNews, log } = this.#components;
    this.#subscriptions = [
      gossip.on("transaction", (tx) => {
        try {
          pending.add(tx, true);
        } catch (error) {
          log.debug({ error }, "a gossiped transaction is not admitted");
        }
      }),
      gossip.on("proposal", (signed) => {
        proposals.addSigned(signed);
        onNews();
      }),
      gossip.on("vote", (vote) => {
        proposals.get(toHex(vote.proposalId))?.addVote(vote);
        onNews();
      }),
      gossip.on("transcript", (transcript) => {
        proposals.get(toHex(transcript.proposalId))?.addTranscript(transcript);
        onNews();
      }),
      gossip.on("reveal", (reveal) => {
        proposals.get(toHex(reveal.proposalId))?.takeReveal(reveal, chain.now);
        onNews();
      }),
      gossip.on("node_proof", (proof) => {
        book.keep(proof);
        onNews();
      }),
      gossip.onRefused("node_proof", (proof, { reason }) => {
        // P6.3: gossip does not deliver it again. The executor has it judged when checks work again.
        if (reason === "proof_unchecked") book.keep(proof);
      }),
      gossip.onRefused("transcript", (transcript, { reason }) => {
        if (reason !== "entries_malformed") return;
        const depth = proposals.get(toHex(transcript.proposalId))?.proposal.depth;
        if (depth !== undefined && isDoubleVoteEvidence(transcript, depth)) doubled.keep(transcript);
      }),
    ];
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
  }
}
