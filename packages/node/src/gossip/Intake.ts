import type { Gossip } from "@trellis/gossip";
import type { Reveal } from "@trellis/protocol";
import { toHex } from "@trellis/protocol";
import type { Logger } from "pino";
import type { Chain } from "../chain/Chain.ts";
import type { KnownProposals } from "../proposals/KnownProposals.ts";
import type { RevealBook } from "../proposals/RevealBook.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import type { PendingTransactions } from "../transactions/PendingTransactions.ts";

export interface IntakeComponents {
  readonly gossip: Pick<Gossip, "on">;
  readonly proposals: KnownProposals;
  readonly reveals: Pick<RevealBook, "transcriptOf">;
  readonly pending: PendingTransactions;
  readonly chain: Pick<Chain, "now">;
  /** Called after each message that the roles may have to act on. */
  readonly onNews: () => void;
  readonly log: Logger;
}

/** Stores peers' messages that gossip's validators accepted. */
export class Intake implements Part {
  readonly #components: IntakeComponents;
  #subscriptions: (() => void)[] = [];

  constructor(components: IntakeComponents) {
    this.#components = components;
  }

  start(): void {
    const { gossip, proposals, pending, onNews } = this.#components;
    this.#subscriptions = [
      gossip.on("transactions", (batch) => {
        for (const tx of batch) {
          // A batch may hold some that this node has, or has no use for.
          if (pending.faultOf(tx) === undefined) pending.add(tx, true);
        }
      }),
      gossip.on("proposal", (signed) => {
        proposals.addSigned(signed);
        onNews();
      }),
      gossip.on("votes", (batch) => {
        proposals.get(toHex(batch.proposalId))?.addBatch(batch);
        onNews();
      }),
      gossip.on("reveal", (reveal) => this.#takeReveal(reveal)),
      gossip.on("start_claims", (batch) => {
        proposals.get(toHex(batch.proposalId))?.addClaims(batch);
        onNews();
      }),
      gossip.on("proof_notices", (batch) => {
        proposals.get(toHex(batch.proposalId))?.addNotices(batch);
        onNews();
      }),
    ];
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
  }

  /** R2: stores an order with its transcript. Gossip has hashed the transcript, so this takes no time. */
  async #takeReveal(reveal: Reveal): Promise<void> {
    const { reveals, proposals, chain, onNews, log } = this.#components;
    const at = chain.now;
    try {
      const transcript = await reveals.transcriptOf(reveal);
      proposals.get(toHex(reveal.proposalId))?.takeReveal(reveal, transcript, at);
      onNews();
    } catch (error) {
      log.warn({ error }, "the transcript of a revealed order cannot be hashed");
    }
  }
}
