import type { Gossip } from "@trellis/gossip";
import { proposalId, type RollupDomain, toHex } from "@trellis/protocol";
import { type NewsOf, type NewsTopic, newsTopics, type TrellisEvent } from "@trellis/rpc-api";
import type { Part } from "../tasks/LifeCycle.ts";

type Listener<Topic extends NewsTopic> = (news: NewsOf<Topic>) => void;

/**
 * Tells the index, subscribers and traces what happens, by topic. Own acts come as the node's events, peers' by gossip. Gossip does not bring
 * back own messages, so everything is told once.
 */
export class NewsFeed implements Part {
  readonly #gossip: Pick<Gossip, "on">;
  readonly #domain: RollupDomain;
  readonly #listeners = new Map(newsTopics.map((topic) => [topic, new Set<Listener<never>>()]));
  #subscriptions: (() => void)[] = [];

  constructor({ gossip, domain }: { readonly gossip: Pick<Gossip, "on">; readonly domain: RollupDomain }) {
    this.#gossip = gossip;
    this.#domain = domain;
  }

  start(): void {
    this.#subscriptions = [
      this.#gossip.on("proposal", ({ proposal }) => {
        const id = toHex(proposalId(this.#domain, proposal));
        this.#tell(
          "proposals",
          publicPart({ ...proposal, proposalId: id, proposer: toHex(proposal.proposer) }),
        );
      }),
      this.#gossip.on("votes", ({ proposalId, votes }) => {
        for (const [seat, own] of Map.groupBy(votes, ({ seat }) => seat)) {
          this.#tell("votes", { proposalId: toHex(proposalId), seat, votes: own.length });
        }
      }),
      this.#gossip.on("reveal", ({ proposalId, transactions }) => {
        this.#tell("reveals", { proposalId: toHex(proposalId), transactions: transactions.length });
      }),
      this.#gossip.on("start_claims", ({ proposalId, claims }) => {
        for (const { node, seat } of claims) {
          this.#tell("claims", { proposalId: toHex(proposalId), ...node, seat });
        }
      }),
      this.#gossip.on("proof_notices", ({ proposalId, notices }) => {
        for (const { node, seat } of notices) {
          this.#tell("proofs", { proposalId: toHex(proposalId), ...node, seat });
        }
      }),
    ];
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
    for (const listeners of this.#listeners.values()) listeners.clear();
  }

  /** @param listener - must not throw, and must hand long work to a queue of its own. @returns what ends the subscription. */
  on<Topic extends NewsTopic>(topic: Topic, listener: Listener<Topic>): () => void {
    const listeners = this.#listeners.get(topic)!;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Takes an event of this node. */
  readonly onEvent = (event: TrellisEvent): void => {
    switch (event.event) {
      case "head":
      case "l1_reread":
        this.#tell("heads", event);
        break;
      case "proposed":
        this.#tell("proposals", publicPart(event));
        break;
      case "voted": {
        const { proposalId, seat, votes } = event;
        this.#tell("votes", { proposalId, seat, votes });
        break;
      }
      case "revealed": {
        const { proposalId, transactions } = event;
        this.#tell("reveals", { proposalId, transactions });
        break;
      }
      case "claimed":
      case "proved": {
        const { proposalId, depth, index, seat } = event;
        const topic = event.event === "claimed" ? "claims" : "proofs";
        this.#tell(topic, { proposalId, depth, index, seat });
        break;
      }
      case "problem": {
        const { event: _, message: __, ...news } = event;
        this.#tell("problems", news);
      }
    }
  };

  #tell<Topic extends NewsTopic>(topic: Topic, news: NewsOf<Topic>): void {
    for (const listener of this.#listeners.get(topic) as Set<Listener<Topic>>) listener(news);
  }
}

/** What others see of a proposal. Its proposer knows more of its own. */
function publicPart({
  proposalId,
  height,
  round,
  depth,
  proposer,
  burnBid,
  proverShareBps,
}: NewsOf<"proposals">): NewsOf<"proposals"> {
  return { proposalId, height, round, depth, proposer, burnBid, proverShareBps };
}
