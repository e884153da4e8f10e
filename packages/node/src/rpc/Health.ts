import type { ChainListener } from "../chain/ChainFollower.ts";
import type { Clock } from "../tasks/Clock.ts";

/** L1 may be silent for so long before a node counts as cut off from it. Milliseconds. */
const MAX_SILENCE = 120_000;

/** How a node is: `ok`, or why it should get no traffic. */
export interface HealthReport {
  readonly status: "ok" | "starting" | "standby" | "l1_silent" | "ending";
  /** Height of the head; absent before L1 was read. */
  readonly height?: string;
  /** L1 block of the node's view. */
  readonly l1Block?: string;
  /** Seconds since L1 last had a new block. */
  readonly l1Age?: number;
}

/** Answers `/health`: whether the node has read L1 and still hears from it. */
export class Health implements ChainListener {
  readonly #clock: Clock;
  #seen: { readonly at: number; readonly height: bigint; readonly l1Block: bigint } | undefined;
  /** Whether the node has been asked to end. */
  isEnding = false;
  /** Whether it waits for the lease that another machine has. */
  isStandby = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  onChainChange({ view, chain }: Parameters<ChainListener["onChainChange"]>[0]): void {
    this.#seen = { at: this.#clock(), height: chain.head.height, l1Block: view.block.number };
  }

  report(): HealthReport {
    if (this.#seen === undefined) {
      return { status: this.isEnding ? "ending" : this.isStandby ? "standby" : "starting" };
    }
    const { at, height, l1Block } = this.#seen;
    const silence = this.#clock() - at;
    return {
      status: this.isEnding ? "ending" : silence > MAX_SILENCE ? "l1_silent" : "ok",
      height: String(height),
      l1Block: String(l1Block),
      l1Age: Math.floor(silence / 1_000),
    };
  }
}
