import type { Gossip } from "@trellis/gossip";
import type { Chain } from "../chain/Chain.ts";
import type { Configuration } from "../config/Configuration.ts";
import type { Clock } from "../tasks/Clock.ts";
import type { Part } from "../tasks/LifeCycle.ts";
import { setupWarnings } from "./setupWarnings.ts";

/** How often a warning is repeated while it holds. Milliseconds. */
const REPEAT = 60_000;

/** How often the setup is looked at. Milliseconds. */
const LOOK_MS = 1_000;

/** The parts of the node that watching its setup uses. */
export interface SetupWatchView {
  readonly chain: Pick<Chain, "isReady" | "active">;
  readonly gossip: Pick<Gossip, "peers">;
  readonly clock: Clock;
  readonly report: (error: unknown, where: string) => void;
}

/** Tells the operator at the start, and each minute while it holds, what keeps the node from being paid. */
export class SetupWatch implements Part {
  readonly #view: SetupWatchView;
  readonly #config: Pick<Configuration, "gossip" | "prover">;
  readonly #seats: () => readonly { readonly seat: number }[];
  readonly #startedAt: number;
  readonly #toldAt = new Map<string, number>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param seats - own seats on L1. */
  constructor(
    view: SetupWatchView,
    config: Pick<Configuration, "gossip" | "prover">,
    seats: () => readonly { readonly seat: number }[],
  ) {
    this.#view = view;
    this.#config = config;
    this.#seats = seats;
    this.#startedAt = view.clock();
  }

  update(): void {
    const { chain, gossip, clock, report } = this.#view;
    if (!chain.isReady) return;
    const now = clock();
    if (now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    const { prover, gossip: network } = this.#config;
    const warnings = setupWarnings({
      seatKeys: prover?.seatKeyFiles.length ?? 0,
      seats: this.#seats().map(({ seat }) => ({ seat, isActive: chain.active.has(seat) })),
      bootstrap: network.bootstrap.map((address) => address.slice(address.lastIndexOf("/") + 1)),
      peers: gossip.peers().map(({ id }) => id),
      seconds: (now - this.#startedAt) / 1_000,
    });
    for (const warning of warnings) {
      if (now - (this.#toldAt.get(warning.code) ?? Number.NEGATIVE_INFINITY) < REPEAT) continue;
      this.#toldAt.set(warning.code, now);
      report(warning, "setup");
    }
  }

  async stop(): Promise<void> {}
}
