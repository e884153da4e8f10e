import type { TopicMessage, TopicName } from "@trellis/protocol";
import type { Verdict } from "./Verdict.ts";

/** Called with a valid message and the id of the peer that it came from. Must hand long work to a queue of its own. */
export type GossipHandler<Name extends TopicName> = (
  message: TopicMessage<Name>,
  from: string,
) => void | Promise<void>;

/** A connected peer. */
export interface GossipPeer {
  readonly id: string;
  /** Whether messages can be exchanged with it: it takes part in this rollup's gossip, and has said so by now. */
  readonly isSubscribed: boolean;
  readonly address: string;
  readonly direction: "inbound" | "outbound";
  /** Gossip score: 0 is neutral, below the graylist threshold it is disconnected. */
  readonly score: number;
}

/** What became of a published message. */
export interface Published {
  /** Own messages are judged like others': "ignore" means known already, too early or too late, and not sent. */
  readonly verdict: Verdict;
  /** Peers that it was sent to at once. 0 is no error: it is offered to peers that connect within seconds. */
  readonly recipients: number;
}

/** What the node sees of the gossip network. */
export interface Gossip {
  /** This node's peer id. */
  readonly peerId: string;
  /** Addresses with peer id that others can dial, as `/ip4/…/tcp/…/p2p/…`. */
  addresses(): string[];
  /** Connected peers. */
  peers(): GossipPeer[];
  /**
   * Judges a message as others will and sends it. Own messages do not come back to the handlers.
   * @throws TRL-GSP-010 if it is one that others would reject.
   */
  publish<Name extends TopicName>(topic: Name, message: TopicMessage<Name>): Promise<Published>;
  /** Subscribes a handler; returns what unsubscribes it. */
  on<Name extends TopicName>(topic: Name, handler: GossipHandler<Name>): () => void;
  /** To be called whenever an answer of the {@link GossipContext} may have changed: waiting messages are judged again. */
  contextChanged(): void;
}
