import { ACCEPT, type Gossip, type GossipPeer, type Published, type Verdict } from "@trellis/gossip";
import type { TopicMessage, TopicName } from "@trellis/protocol";

/** A gossip network that takes note of what is published. */
export class FakeGossip implements Gossip {
  readonly peerId = "12D3KooWfake";
  readonly #published = new Map<TopicName, unknown[]>();
  /** Verdicts, or errors, that the next messages of a topic meet; then they are accepted. */
  readonly verdicts = new Map<TopicName, (Verdict | Error)[]>();
  /** What a message that is accepted does besides. */
  onAccept: (<Name extends TopicName>(name: Name, message: TopicMessage<Name>) => void) | undefined;
  peerCount = 1;

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

  async publish<Name extends TopicName>(name: Name, message: TopicMessage<Name>): Promise<Published> {
    const verdict = this.verdicts.get(name)?.shift() ?? ACCEPT;
    if (verdict instanceof Error) throw verdict;
    if (verdict.result !== "accept") return { verdict, recipients: 0 };
    this.#published.set(name, [...(this.#published.get(name) ?? []), message]);
    this.onAccept?.(name, message);
    return { verdict, recipients: 1 };
  }

  /** Messages that were accepted. */
  sent<Name extends TopicName>(name: Name): TopicMessage<Name>[] {
    return (this.#published.get(name) ?? []) as TopicMessage<Name>[];
  }

  on(): () => void {
    return () => {};
  }

  contextChanged(): void {}
}
