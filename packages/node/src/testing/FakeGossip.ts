import type { TopicMessages, TopicName } from "@trellis/gossip";
import {
  ACCEPT,
  type Gossip,
  type GossipHandler,
  type GossipPeer,
  type Ignore,
  type Published,
  type RefusedHandler,
  type Reject,
  type Verdict,
} from "@trellis/gossip";

import { type NodeProof, type ProofNotice, tellsOf } from "@trellis/protocol";

/** A gossip network that records published messages. */
export class FakeGossip implements Gossip {
  readonly peerId = "12D3KooWfake";
  readonly #published = new Map<TopicName, unknown[]>();
  readonly #handlers = new Map<TopicName, GossipHandler<TopicName>>();
  readonly #refusedHandlers = new Map<TopicName, RefusedHandler<TopicName>>();
  /** Verdicts or errors for the next messages of a topic; later messages are accepted. */
  readonly verdicts = new Map<TopicName, (Verdict | Error)[]>();
  /** Called with each accepted message. */
  onAccept: (<Name extends TopicName>(name: Name, message: TopicMessages[Name]) => void) | undefined;
  peerCount = 1;
  /** Proofs that this node offered to peers. */
  readonly offered: NodeProof[] = [];
  /** Proofs that peers give. */
  readonly proofsOfPeers: NodeProof[] = [];
  /** The notices by which this node has asked peers for proofs. */
  readonly asked: ProofNotice[] = [];

  addresses(): string[] {
    return [];
  }

  peers(): GossipPeer[] {
    return Array.from({ length: this.peerCount }, (_, i) => ({
      id: `12D3KooWpeer${i}`,
      isSubscribed: true,
      address: "/ip4/127.0.0.1/tcp/9300",
      direction: "outbound",
      score: 0,
    }));
  }

  offerProof(proof: NodeProof): void {
    this.offered.push(proof);
  }

  async fetchProof(_proposalId: Uint8Array, notice: ProofNotice): Promise<NodeProof | undefined> {
    this.asked.push(notice);
    return this.proofsOfPeers.find((proof) => tellsOf(notice, proof));
  }

  async publish<Name extends TopicName>(name: Name, message: TopicMessages[Name]): Promise<Published> {
    const verdict = this.verdicts.get(name)?.shift() ?? ACCEPT;
    if (verdict instanceof Error) throw verdict;
    if (verdict.result !== "accept") return { verdict, recipients: 0 };
    this.#published.set(name, [...(this.#published.get(name) ?? []), message]);
    this.onAccept?.(name, message);
    return { verdict, recipients: 1 };
  }

  /** Messages that were accepted. */
  sent<Name extends TopicName>(name: Name): TopicMessages[Name][] {
    return (this.#published.get(name) ?? []) as TopicMessages[Name][];
  }

  on<Name extends TopicName>(name: Name, handler: GossipHandler<Name>): () => void {
    this.#handlers.set(name, handler as GossipHandler<TopicName>);
    return () => this.#handlers.delete(name);
  }

  onRefused<Name extends TopicName>(name: Name, handler: RefusedHandler<Name>): () => void {
    this.#refusedHandlers.set(name, handler as RefusedHandler<TopicName>);
    return () => this.#refusedHandlers.delete(name);
  }

  /** A peer's message is accepted. */
  accept<Name extends TopicName>(name: Name, message: TopicMessages[Name]): void {
    void this.#handlers.get(name)?.(message, "peer");
  }

  /** A peer's message is refused. */
  refuse<Name extends TopicName>(name: Name, message: TopicMessages[Name], refused: Ignore | Reject): void {
    this.#refusedHandlers.get(name)?.(message, refused, "peer");
  }

  contextChanged(): void {}
}
