import type { Gossip } from "@trellis/gossip";
import { toHex } from "@trellis/protocol";
import type { Logger } from "pino";
import type { Chain } from "../chain/Chain.ts";
import type { KnownProposals } from "../proposals/KnownProposals.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import type { PendingTransactions } from "../transactions/PendingTransactions.ts";

export interface IntakeComponents {
  readonly gossip: Pick<Gossip, "on">;
  readonly proposals: KnownProposals;
  readonly pending: PendingTransactions;
  readonly chain: Pick<Chain, "now">;
  /** Told after each message that the roles may have to act on. */
  readonly onNews: () => void;
  readonly log: Logger;
}

/** Stores what peers sent and gossip's validators accepted. */
export class Intake implements Part {
  readonly #components: IntakeComponents;
  #subscriptions: (() => void)[] = [];

  constructor(components: IntakeComponents) {
    this.#components = components;
  }

  start(): void {
    const { gossip, proposals, pending, chain, onNews, log } = this.#components;
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
      gossip.on("node_proof", () => onNews()),
    ];
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
  }
}
