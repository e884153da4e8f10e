import { noise } from "@chainsafe/libp2p-noise";
import { yamux } from "@chainsafe/libp2p-yamux";
import { type GossipSub, gossipsub, StrictNoSign } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import { tcp } from "@libp2p/tcp";
import { multiaddr } from "@multiformats/multiaddr";
import type { RollupDomain } from "@trellis/protocol";
import { createLibp2p, type Libp2p } from "libp2p";
import { messageId } from "../host/gossipRouter.ts";
import { TOPIC_NAMES, topicString } from "../topics.ts";

export type RawPeer = Libp2p<{ gossip: GossipSub }>;

/**
 * A peer that follows the protocols but ignores the rules. It sends everything that the test gives it. It is
 * connected when this resolves.
 */
export async function rawPeer(
  address: string,
  domain: RollupDomain,
  prepare: (peer: RawPeer) => Promise<void> = async () => {},
): Promise<RawPeer> {
  const peer: RawPeer = await createLibp2p<{ gossip: GossipSub }>({
    addresses: { listen: [] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: {
      identify: identify(),
      gossip: gossipsub({
        globalSignaturePolicy: StrictNoSign,
        msgIdFn: messageId,
        floodPublish: true,
        allowPublishToZeroTopicPeers: true,
        heartbeatInterval: 100,
      }),
    },
  } as Parameters<typeof createLibp2p<{ gossip: GossipSub }>>[0]);
  const { promise: subscribed, resolve } = Promise.withResolvers<void>();
  const { gossip } = peer.services;
  const topics = TOPIC_NAMES.map((name) => topicString(domain, name));
  gossip.addEventListener("subscription-change", () => {
    if (topics.every((topic) => gossip.getSubscribers(topic).length > 0)) resolve();
  });
  for (const topic of topics) gossip.subscribe(topic);
  await prepare(peer);
  await peer.dial(multiaddr(address));
  await subscribed;
  return peer;
}
