import type { TopicName } from "./topics.ts";

/** Why a message is dropped before it is looked at: its peer is banned, beyond its rate, or has more waiting than it may. */
export type DropReason = "banned" | "rate_limited" | "overloaded";

/** Receives reports of what happens in gossip. It is called often: implementations must be quick and must not throw. */
export interface GossipMetrics {
  /** One message judged. `reason` is "ok" for accepted ones; milliseconds from arrival to verdict, waiting included. */
  judged(
    topic: TopicName,
    result: "accept" | "ignore" | "reject",
    reason: string,
    milliseconds: number,
  ): void;
  /** One message dropped before it was looked at. */
  dropped(topic: TopicName, reason: DropReason): void;
  /** Connected peers: at each heartbeat, and after a change of theirs or of what they subscribe to. */
  peers(count: number): void;
  /** A peer was disconnected and banned for its conduct. */
  banned(peer: string): void;
}

/** Reports nothing. */
export const NO_METRICS: GossipMetrics = {
  judged() {},
  dropped() {},
  peers() {},
  banned() {},
};
