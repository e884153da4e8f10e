import type { BlockPlace, L1Follower, L1FollowerHandlers, L1View } from "@trellis/l1";
import { providerFault } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import type { Part } from "../tasks/LifeCycle.ts";
import type { EventSink } from "../telemetry/EventSink.ts";
import type { Chain, FinalBlock } from "./Chain.ts";

/** What one view of L1 changed. */
export interface ChainChange {
  /** The view, which {@link chain} has taken. */
  readonly view: L1View;
  readonly chain: Chain;
  /** Blocks that are no longer final because L1 has reorganised; the latest last. */
  readonly undone: readonly FinalBlock[];
  /** Blocks that have become final; the latest last. Each is reported once, unless it was undone in between. */
  readonly finals: readonly FinalBlock[];
  /**
   * Set if the chain was loaded from a store, for the first change or because L1 has reorganised: what came before is in {@link chain}, and its
   * events are in no view. A listener that makes its state from events must take it from there.
   */
  readonly isResumed?: boolean;
}

/** A part that keeps state derived from L1. */
export interface ChainListener {
  /** Applies a change. Must return soon; must not throw. */
  onChainChange(change: ChainChange): void;
}

/** To what the chain can go back when L1 has reorganised. */
export interface Checkpoints {
  /** The last block that L1 still has. @throws if L1 cannot be asked. */
  held(): Promise<BlockPlace | undefined>;
  /** Lets the chain be as of that block, without a view. @returns whether it is; otherwise it is empty. */
  goBack(block: BlockPlace): boolean;
}

export interface ChainFollowerComponents {
  /** Makes a follower that reads L1 after so many milliseconds: from a block on, or from the deployment on. */
  readonly follow: (
    handlers: L1FollowerHandlers,
    delayMs: number,
    from?: BlockPlace,
  ) => Pick<L1Follower, "start" | "stop">;
  readonly chain: Chain;
  /** The block as of which the chain is already, if it was loaded from a store. */
  readonly from?: BlockPlace | undefined;
  /** Without them, L1 is read from the deployment when it has reorganised. */
  readonly checkpoints?: Checkpoints;
  /** Called with each change, in this order. */
  readonly listeners: readonly ChainListener[];
  readonly emit: EventSink;
  /** Called with each failure after which the follower goes on. */
  readonly onProblem: (error: unknown, where: string) => void;
  /** Called when L1 and this node disagree for good. The follower has stopped by then. */
  readonly onFatal: (error: unknown) => void;
}

/** How often L1 is read anew because events are missing, and the pauses before: the first, doubled each time. */
const MAX_ANEW = 6;
const ANEW_MS = 1_000;
/** Missing events. Logs that lag come later; those that a provider has dropped never do. */
const MISSING = new Set(["TRL-NOD-012", "TRL-NOD-013", "TRL-L1-030"]);

/** Final blocks remembered, to find where L1's new branch leaves the old one. */
const MAX_TOLD = 256;

/** Follows L1, applies each view to the chain, and reports changes to the listeners. */
export class ChainFollower implements Part {
  readonly #components: ChainFollowerComponents;
  readonly #caughtUp = Promise.withResolvers<void>();
  #follower: Pick<L1Follower, "start" | "stop"> | undefined;
  #isStopped = false;
  #hasCaughtUp = false;
  /** How often L1 was read anew since its events last led to its status. */
  #anew = 0;
  /** Final blocks that the listeners know of, the latest last. */
  #told: FinalBlock[] = [];

  constructor(components: ChainFollowerComponents) {
    this.#components = components;
    this.#caughtUp.promise.catch(() => {});
    this.#told = components.from === undefined ? [] : [...components.chain.finals];
  }

  /** Resolves when the first view has been taken. @throws as {@link Chain.apply}, if reading L1 again does not help. */
  async start(): Promise<void> {
    this.#follow(0, this.#components.from);
    await this.#caughtUp.promise;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#caughtUp.reject(new TrellisError("TRL-NOD-007", "the node was stopped"));
    await this.#follower?.stop();
  }

  #follow(delayMs: number, from?: BlockPlace): void {
    const { follow, onProblem, checkpoints } = this.#components;
    const follower = follow(
      {
        heldBlock: async () => checkpoints?.held(),
        onView: async (view) => {
          if (this.#follower === follower && !this.#isStopped) this.#take(view);
        },
        onError: (error) => {
          if (this.#follower !== follower) return;
          const fault = providerFault(error);
          // While it runs, one of many machines behind a URL may be of another chain for a while.
          if (fault === "pruned" || (fault === "foreign" && !this.#hasCaughtUp)) this.#end(error);
          else onProblem(error, "follow L1");
        },
      },
      delayMs,
      from,
    );
    this.#follower = follower;
    follower.start();
  }

  /** Ends following: what is needed cannot be had from this L1. */
  #end(error: unknown): void {
    // The loop may wait for the handler that calls this, so it ends afterwards.
    void this.#follower?.stop();
    this.#follower = undefined;
    this.#caughtUp.reject(error);
    this.#components.onFatal(error);
  }

  #take(view: L1View): void {
    const { chain, listeners, emit, checkpoints } = this.#components;
    const { back } = view;
    if (back !== undefined && checkpoints?.goBack(back) !== true) {
      // The old loop waits for this handler, so it ends afterwards.
      void this.#follower?.stop();
      this.#follow(0);
      return;
    }
    let applied: FinalBlock[];
    try {
      applied = chain.apply(view);
    } catch (error) {
      this.#onDisagreement(error, view);
      return;
    }
    this.#anew = 0;
    const isFork = view.reset || back !== undefined;
    const undone = isFork ? this.#told.splice(this.#fork(view.reset ? applied : chain.finals)) : [];
    const height = this.#told.at(-1)?.height ?? 0n;
    const finals = applied.filter((final) => final.height > height);
    this.#told = [...this.#told, ...finals].slice(-MAX_TOLD);
    const isFirst = this.#components.from !== undefined && !view.reset && !this.#hasCaughtUp;
    const isResumed = isFirst || back !== undefined;
    for (const listener of listeners) listener.onChainChange({ view, chain, undone, finals, isResumed });
    for (const { height, proposalId, stateRoot } of finals) {
      emit({
        event: "head",
        height,
        proposalId,
        stateRoot: `0x${stateRoot.toString(16).padStart(64, "0")}`,
      });
    }
    if (isFork && chain.readings > 1) {
      const l1Block = view.block.number;
      emit({ event: "l1_reread", l1Block, head: chain.head.height, undone: undone.length });
    }
    this.#hasCaughtUp = true;
    this.#caughtUp.resolve();
  }

  /**
   * Reads L1 anew, because its node may have left events out. If that fails, the node stops: it would follow another chain. If events are
   * still missing, they may come.
   */
  #onDisagreement(error: unknown, view: L1View): void {
    const isMissing = error instanceof TrellisError && MISSING.has(error.code);
    if (this.#anew >= MAX_ANEW || (view.reset && !isMissing)) {
      this.#end(error);
      return;
    }
    // The old loop waits for this handler, so it ends afterwards.
    void this.#follower?.stop();
    this.#components.onProblem(error, "read L1 anew");
    this.#follow(view.reset ? ANEW_MS * 2 ** this.#anew : 0);
    this.#anew++;
  }

  /** Number of reported blocks that are also on L1's new branch. */
  #fork(finals: readonly FinalBlock[]): number {
    const ids = new Set(finals.map(({ proposalId }) => proposalId));
    return this.#told.findLastIndex(({ proposalId }) => ids.has(proposalId)) + 1;
  }
}
