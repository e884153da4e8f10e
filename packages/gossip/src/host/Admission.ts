import type { GossipMetrics } from "../GossipMetrics.ts";
import type { TopicGate } from "../gate/TopicGate.ts";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { RateLimiter } from "../limits/RateLimiter.ts";
import { type PeerConduct, REMEMBERED_PEERS } from "../peers/PeerConduct.ts";
import type { TopicName } from "../topics.ts";
import type { IncomingMessage } from "./gossipRouter.ts";

/** Points against a peer for each message beyond its rate. */
const EXCESS_PENALTY = 0.1;

/** What an admission asks and tells. */
export interface AdmissionComponents {
  readonly gate: Pick<TopicGate, "isOverloaded">;
  readonly metrics: Pick<GossipMetrics, "dropped">;
  readonly conduct: PeerConduct;
  readonly clock: () => number;
}

/** Decides which messages gossipsub gets to see, before anything of them is looked at or remembered. */
export class Admission {
  readonly #components: AdmissionComponents;
  readonly #topics: ReadonlyMap<string, TopicName>;
  readonly #limiter: RateLimiter<TopicName>;

  /** @param topics - their names, by their strings on the wire. */
  constructor(
    components: AdmissionComponents,
    {
      topics,
      limits,
    }: { readonly topics: ReadonlyMap<string, TopicName>; readonly limits: Pick<GossipLimits, "rates"> },
  ) {
    this.#components = components;
    this.#topics = topics;
    this.#limiter = new RateLimiter(limits.rates, REMEMBERED_PEERS * topics.size, components.clock);
  }

  /** [IGNORE] of a banned peer, beyond the peer's rate, or while this node has more of the peer to judge than it can. */
  admits({ peer, topic, bytes }: IncomingMessage): boolean {
    const { gate, metrics, conduct } = this.#components;
    const name = this.#topics.get(topic);
    // Gossipsub drops messages of other topics.
    if (name === undefined) return true;
    if (conduct.isBanned(peer)) {
      metrics.dropped(name, "banned");
      return false;
    }
    if (!this.#limiter.take(peer, name)) {
      conduct.penalise(peer, EXCESS_PENALTY);
      metrics.dropped(name, "rate_limited");
      return false;
    }
    if (gate.isOverloaded(peer, bytes)) {
      metrics.dropped(name, "overloaded");
      return false;
    }
    return true;
  }
}
