import type { PeerRecord } from "@trellis/gossip";
import type { KnownPeers } from "../disk/KnownPeers.ts";
import type { Part } from "../tasks/LifeCycle.ts";

/** How often the peers are looked at. Milliseconds. The file is written when there is news, so at most as often. */
const LOOK_MS = 10_000;

export interface PeerMemoryParts {
  /** The records of the peers with which gossip runs now; none if it does not run. */
  readonly gossip: { peerRecords(): Promise<readonly PeerRecord[]> };
  readonly peers: Pick<KnownPeers, "add" | "save">;
  readonly onProblem: (error: unknown) => void;
}

/** Writes down with whom the node gossips, now and then and at its end. What it wrote before a crash is kept. */
export class PeerMemory implements Part {
  readonly #parts: PeerMemoryParts;
  #timer: NodeJS.Timeout | undefined;
  /** Looks that wait for the one before. */
  #last: Promise<void> = Promise.resolve();
  #isLooking = false;

  constructor(parts: PeerMemoryParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => {
      // A disk that is slow gets no queue.
      if (!this.#isLooking) void this.look();
    }, LOOK_MS).unref();
  }

  /** Looks a last time: gossip still runs when this begins. Times of peers that stayed are written, too. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.look(true);
  }

  /** Looks at the peers, and writes them down if there is news. Never throws. */
  look(isLast = false): Promise<void> {
    this.#isLooking = true;
    const records = this.#parts.gossip.peerRecords();
    this.#last = Promise.all([records, this.#last])
      .then(async ([peers]) => {
        if (this.#parts.peers.add(peers) || (isLast && peers.length > 0)) await this.#parts.peers.save();
      })
      .catch(this.#parts.onProblem)
      .finally(() => {
        this.#isLooking = false;
      });
    return this.#last;
  }
}
