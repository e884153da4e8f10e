import type { GossipContext } from "../GossipContext.ts";
import type { GossipMetrics } from "../GossipMetrics.ts";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import type { ServedSnapshot } from "../snapshots/SnapshotServing.ts";
import type { HandshakeLimits } from "./Handshakes.ts";

/** What a host asks and tells. */
export interface GossipHostComponents {
  /** Answers the validators' questions about the node's view. */
  readonly context: GossipContext;
  readonly metrics?: GossipMetrics;
  /** The snapshot that peers may have now (`snapshot/1`); by default there is none. */
  readonly snapshot?: () => ServedSnapshot | undefined;
  /**
   * Called for faults of this node: handlers or checks that throw, and failed rounds of peer keeping. By
   * default they are dropped.
   */
  readonly report?: (error: unknown) => void;
}

/** How the host keeps its connections. Times in milliseconds. */
export interface GossipNetwork {
  /** Connections kept open at most. */
  readonly maxConnections: number;
  /** Peers to look for. */
  readonly targetPeers: number;
  /** Gossip heartbeat: mesh repair, score decay, bans. */
  readonly heartbeat: number;
  /**
   * How long another copy of a message counts as a repetition. The node neither looks at a repetition nor
   * sends it.
   */
  readonly repetition: number;
  /** Pause between rounds of looking for peers. */
  readonly interval: number;
  /** How long a misbehaving peer is banned. */
  readonly ban: number;
  /** New connections a second from one address. */
  readonly inboundPerSecond: number;
  /** Handshakes under way, and how long one may take. */
  readonly handshakes: HandshakeLimits & { readonly milliseconds: number };
}

/** Defaults of {@link GossipNetwork}. */
export const DEFAULT_NETWORK: GossipNetwork = {
  maxConnections: 64,
  targetPeers: 12,
  heartbeat: 700,
  repetition: 120_000,
  interval: 2_000,
  ban: 600_000,
  inboundPerSecond: 32,
  handshakes: { total: 64, perSource: 8, milliseconds: 5_000 },
};

/** Who a host is, and where it listens. */
export interface GossipHostInit {
  /** 32-byte Ed25519 seed, as `loadOrCreatePeerKey` gives it. */
  readonly peerKey: Uint8Array;
  /** Multiaddrs to listen on, as `/ip4/0.0.0.0/tcp/9000`; none to only dial. */
  readonly listen: readonly string[];
  /** Multiaddrs to tell others instead of those listened on (behind address translation). */
  readonly announce?: readonly string[];
  /** Multiaddrs of well-known peers, each ending in `/p2p/<id>`. */
  readonly bootstrap?: readonly string[];
  /** Signed records of peers of an earlier run, the ones to keep first. They are dialled like peers that others tell of, after the bootstrap peers. */
  readonly known?: readonly Uint8Array[];
  readonly limits?: Partial<GossipLimits>;
  readonly network?: Partial<GossipNetwork>;
}
