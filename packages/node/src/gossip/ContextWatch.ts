import type { Gossip } from "@trellis/gossip";
import { roundPhase } from "@trellis/protocol";
import type { Chain } from "../chain/Chain.ts";
import type { ChainListener } from "../chain/ChainFollower.ts";
import type { Part } from "../tasks/LifeCycle.ts";

/** How often the windows are checked. Milliseconds. */
const TICK_MS = 500;

/**
 * Tells gossip when its context's answers may have changed: after each view of L1, and when a window ends between two L1 blocks (P6.1).
 * Gossip then judges waiting messages again.
 */
export class ContextWatch implements Part, ChainListener {
  readonly #gossip: Pick<Gossip, "contextChanged">;
  readonly #chain: Pick<Chain, "isReady" | "rounds" | "now">;
  #tick: NodeJS.Timeout | undefined;
  #phases = "";

  constructor(components: {
    readonly gossip: Pick<Gossip, "contextChanged">;
    readonly chain: Pick<Chain, "isReady" | "rounds" | "now">;
  }) {
    this.#gossip = components.gossip;
    this.#chain = components.chain;
  }

  start(): void {
    this.#tick = setInterval(() => this.look(), TICK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#tick);
  }

  onChainChange(): void {
    this.#gossip.contextChanged();
  }

  /** Checks whether a window has ended since the last check. */
  look(): void {
    if (!this.#chain.isReady) return;
    const { now, rounds } = this.#chain;
    const phases = rounds.map(({ key, windows }) => `${key} ${roundPhase(windows, now)}`).join();
    if (phases !== this.#phases) this.#gossip.contextChanged();
    this.#phases = phases;
  }
}
