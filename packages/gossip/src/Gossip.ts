import type { NodeProof, ProofNotice } from "@trellis/protocol";
import type { TopicMessages, TopicName } from "./topics.ts";
import type { Ignore, Reject, Verdict } from "./Verdict.ts";

/** Called with a valid message and the id of the peer that it came from. Must hand long work to a queue of its own. */
export type GossipHandler<Name extends TopicName> = (
  message: TopicMessages[Name],
  from: string,
) => void | Promise<void>;

/** Called with a message that was not accepted, why, and the id of the peer that it came from. */
export type RefusedHandler<Name extends TopicName> = (
  message: TopicMessages[Name],
  refused: Ignore | Reject,
  from: string,
) => void;

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

/** The result of publishing a message. */
export interface Published {
  /** "ignore" means that the message is known already, too early or too late; it was not sent. */
  readonly verdict: Verdict;
  /** Peers that it was sent to at once. 0 is no error: it is offered to peers that connect within seconds. */
  readonly recipients: number;
}

/** The gossip network as the node uses it. */
export interface Gossip {
  /** This node's peer id. */
  readonly peerId: string;
  /** Addresses with peer id that others can dial, as `/ip4/…/tcp/…/p2p/…`. */
  addresses(): string[];
  /** Connected peers. */
  peers(): GossipPeer[];
  /**
   * Sends a message. It must pass the rules of its topic, as with others' messages. Only its signatures and commitment are
   * not checked: the caller has made or checked them. Own messages do not come back to the handlers.
   * @throws TRL-GSP-010 if it is one that others would reject; TRL-PRO-020 if a field does not fit its encoding.
   */
  publish<Name extends TopicName>(topic: Name, message: TopicMessages[Name]): Promise<Published>;
  /**
   * Keeps a proof for peers that ask for it. To be called before its notice is published, and again after a restart.
   * @throws TRL-PRO-020 if a field does not fit its encoding; TRL-PRO-014 for seat words of a length that no subtree has.
   */
  offerProof(proof: NodeProof): void;
  /**
   * Asks peers for the proof that a notice tells of, first the one that told of it. Undefined if none gives it in time,
   * the signal fires, or the host does not run. What comes is the notice's proof by its hashes; whether it is valid is not checked.
   */
  fetchProof(
    proposalId: Uint8Array,
    notice: ProofNotice,
    signal: AbortSignal,
  ): Promise<NodeProof | undefined>;
  /** Subscribes a handler. Returns a function that unsubscribes it. */
  on<Name extends TopicName>(topic: Name, handler: GossipHandler<Name>): () => void;
  /** Subscribes a handler to messages that were decoded but not accepted. Returns a function that unsubscribes it. */
  onRefused<Name extends TopicName>(topic: Name, handler: RefusedHandler<Name>): () => void;
  /** To be called whenever an answer of the {@link GossipContext} may have changed: waiting messages are judged again. */
  contextChanged(): void;
}
