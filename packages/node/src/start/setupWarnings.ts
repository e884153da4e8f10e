import { TrellisError } from "@trellis/protocol";

/** How a node stands to what it was set up for. */
export interface Setup {
  /** Number of configured seat keys, and the seats that they own now. */
  readonly seatKeys: number;
  readonly seats: readonly { readonly seat: number; readonly isActive: boolean }[];
  /** Ids of the configured peers to start with. */
  readonly bootstrap: readonly string[];
  /** Ids of connected peers. */
  readonly peers: readonly string[];
  /** Seconds since gossip has started. */
  readonly seconds: number;
}

/** Seconds after which a node should have reached a peer to start with. */
const DIALLED = 15;
/** Seconds in which others may call a node that calls nobody. */
const CALLED = 60;

/**
 * What an operator has to mend, or learns from lost pay only.
 *
 * - TRL-NOD-065: a seat key owns no seat, or a seat is not active.
 * - TRL-NOD-066: no peer is connected, and there is none to start with.
 * - TRL-NOD-067: none of the peers to start with is connected.
 */
export function setupWarnings({ seatKeys, seats, bootstrap, peers, seconds }: Setup): TrellisError[] {
  const warnings: TrellisError[] = [];
  const idle = seats.filter(({ isActive }) => !isActive).map(({ seat }) => seat);
  const missing = seatKeys - seats.length;
  if (missing > 0 || idle.length > 0) {
    const parts = [
      ...(missing > 0
        ? [`${missing} of ${seatKeys} keys own no seat; stake for them with trellis prover stake`]
        : []),
      ...(idle.length > 0
        ? [
            `the seats ${idle.join(", ")} do not count; check stake, pause and exit with trellis status --seats`,
          ]
        : []),
    ];
    warnings.push(
      new TrellisError("TRL-NOD-065", `prover.seatKeyFiles: ${parts.join("; ")}`, {
        field: "prover.seatKeyFiles",
      }),
    );
  }
  if (bootstrap.length === 0 && peers.length === 0 && seconds >= CALLED) {
    warnings.push(
      new TrellisError(
        "TRL-NOD-066",
        "gossip.bootstrap: the node has no peers and none to start with; name one, or give others this node's address",
        { field: "gossip.bootstrap" },
      ),
    );
  }
  if (bootstrap.length > 0 && seconds >= DIALLED && !bootstrap.some((id) => peers.includes(id))) {
    warnings.push(
      new TrellisError(
        "TRL-NOD-067",
        `gossip.bootstrap: none of the ${bootstrap.length} peers to start with can be reached (${peers.length} others are connected); check addresses, ids and firewall`,
        { field: "gossip.bootstrap", peers: peers.length },
      ),
    );
  }
  return warnings;
}
