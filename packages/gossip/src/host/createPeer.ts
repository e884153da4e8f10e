import { noise } from "@chainsafe/libp2p-noise";
import { yamux } from "@chainsafe/libp2p-yamux";
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import { identify } from "@libp2p/identify";
import { tcp } from "@libp2p/tcp";
import { createLibp2p, type Libp2p } from "libp2p";
import type { PeerConduct } from "../peers/PeerConduct.ts";
import { scoreParams } from "../peers/peerScoring.ts";
import { gathered } from "../streams/gatheredSends.ts";
import { joined } from "../streams/joinedParts.ts";
import { makeWindowsThrifty } from "../streams/thriftyWindows.ts";
import type { Admission } from "./Admission.ts";
import type { GossipHostInit, GossipNetwork } from "./GossipHostInit.ts";
import { type GossipRouter, gossipRouter } from "./gossipRouter.ts";
import { inboundGate } from "./inboundGate.ts";
import { SILENT_LOGGER } from "./silentLogger.ts";

/** A libp2p peer with gossipsub. */
export type GossipPeerHost = Libp2p<{ gossip: GossipRouter }>;

/** What guards a peer. */
export interface PeerGuards {
  readonly conduct: PeerConduct;
  readonly admission: Pick<Admission, "admits">;
  /** Called with each message that was admitted, whether or not it repeats another peer's. */
  readonly copyArrived: (peer: string, id: string) => void;
}

/** How a peer is made. */
export interface PeerInit extends Pick<GossipHostInit, "peerKey" | "listen" | "announce"> {
  readonly network: GossipNetwork;
  /** Their strings on the wire. */
  readonly topics: readonly string[];
  /** Milliseconds for which a message may stay unjudged. */
  readonly patience: number;
}

/** Makes a libp2p peer over TCP, noise and yamux. It is not started. */
export async function createPeer(
  { conduct, admission, copyArrived }: PeerGuards,
  { peerKey, listen, announce, network, topics, patience }: PeerInit,
): Promise<GossipPeerHost> {
  makeWindowsThrifty();
  const { maxConnections, heartbeat, repetition, inboundPerSecond, handshakes } = network;
  const isBanned = (peer: { toString(): string }): boolean => conduct.isBanned(peer.toString());
  return createLibp2p<{ gossip: GossipRouter }>({
    start: false,
    logger: SILENT_LOGGER,
    privateKey: await generateKeyPairFromSeed("Ed25519", peerKey),
    addresses: { listen: [...listen], announce: [...(announce ?? [])] },
    transports: [tcp()],
    connectionEncrypters: [gathered(joined(noise()))],
    streamMuxers: [yamux()],
    connectionManager: {
      maxConnections,
      maxParallelDials: 16,
      maxDialQueueLength: 64,
      // The gate keeps fewer. libp2p would refuse newcomers.
      maxIncomingPendingConnections: 4 * handshakes.total,
      inboundUpgradeTimeout: handshakes.milliseconds,
      inboundConnectionThreshold: inboundPerSecond,
      // Only the keeper decides which peers to dial again.
      reconnectRetries: 0,
    },
    connectionGater: {
      ...inboundGate(handshakes),
      denyDialPeer: isBanned,
      denyInboundEncryptedConnection: isBanned,
      denyOutboundEncryptedConnection: isBanned,
    },
    services: {
      identify: identify(),
      gossip: gossipRouter({
        topics,
        scoreParams: scoreParams(topics, (peer) => conduct.score(peer)),
        heartbeat,
        repetition,
        patience,
        admit: (message) => admission.admits(message),
        copyArrived,
      }),
    },
  } as Parameters<typeof createLibp2p<{ gossip: GossipRouter }>>[0]);
}
