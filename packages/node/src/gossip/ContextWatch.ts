import type { Gossip } from "@trellis/gossip";
import { roundPhase } from "@trellis/protocol";
import { revealTurn } from "@trellis/strategy";
import type { Chain } from "../chain/Chain.ts";
import type { ChainListener } from "../chain/ChainFollower.ts";
import { revealTimes } from "../proposals/revealTimes.ts";
import type { Part } from "../tasks/LifeCycle.ts";

/** How often the windows are checked. Milliseconds. */
const TICK_MS = 500;
/** Most turns counted: after twenty of them the proof window is over. */
const MAX_TURNS = 24;

type WatchedChain = Pick<Chain, "isReady" | "rounds" | "running" | "settings" | "now">;

/**
 * Tells gossip when its context's answers may have changed: after each view of L1, and when a window ends or the next turn to reveal comes
 * between two L1 blocks (P6.1, R17). Gossip then judges waiting messages again.
 */
export class ContextWatch implements Part, ChainListener {
  readonly #gossip: Pick<Gossip, "contextChanged">;
  readonly #chain: WatchedChain;
  #tick: NodeJS.Timeout | undefined;
  #state = "";

  constructor(components: {
    readonly gossip: Pick<Gossip, "contextChanged">;
    readonly chain: WatchedChain;
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

  /** Checks whether a window has ended or a turn has come since the last check. */
  look(): void {
    if (!this.#chain.isReady) return;
    const { now, rounds } = this.#chain;
    const phases = rounds.map(({ key, windows }) => `${key} ${roundPhase(windows, now)}`).join();
    const state = `${phases} ${turnsBegun(this.#chain)}`;
    if (state !== this.#state) this.#gossip.contextChanged();
    this.#state = state;
  }
}

/** R17: how many turns to reveal have begun in the running round. The places 1, 2 and 3, 4 to 7 … share a turn. */
function turnsBegun(chain: WatchedChain): number {
  const times = revealTimes(chain);
  if (times === undefined) return 0;
  let turns = 0;
  while (turns < MAX_TURNS && revealTurn(turns === 0 ? 0 : 2 ** (turns - 1), times).from <= chain.now)
    turns++;
  return turns;
}
