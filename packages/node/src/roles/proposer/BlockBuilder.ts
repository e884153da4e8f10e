import { setImmediate as nextTurn } from "node:timers/promises";
import { commitBlockSteps, type ExecutedBlock } from "@trellis/ledger";
import { LEAF_TRANSACTIONS, type RollupDomain, rollupId } from "@trellis/protocol";
import {
  alphaInEighths,
  type BidBounds,
  type BlockPlan,
  type BuilderStrategy,
  depthForMessages,
  latestWindowStart,
  type MessageLimits,
  messageLimits,
  unspentTransactions,
} from "@trellis/strategy";
import type { Chain } from "../../chain/Chain.ts";
import type { RoundView } from "../../chain/RoundView.ts";
import type { ProposerSettings } from "../../config/Configuration.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import type { PendingTransactions } from "../../transactions/PendingTransactions.ts";
import type { MessageTermsReader } from "../messageTerms.ts";
import type { BlockBase } from "./blockBase.ts";

/** The parts of the node that building a block uses. */
export interface BuilderView {
  readonly chain: Chain;
  readonly domain: RollupDomain;
  readonly pending: PendingTransactions;
  readonly thread: LedgerThread;
}

export interface BuilderInit {
  readonly settings: Pick<ProposerSettings, "depth" | "queue">;
  readonly strategy: BuilderStrategy;
  readonly terms: MessageTermsReader;
}

/** A block, and the bid for it that the strategy chose. */
export interface BuiltBlock {
  readonly base: BlockBase;
  readonly plan: BlockPlan;
  readonly block: ExecutedBlock;
  /** Of its tree. */
  readonly depth: number;
}

/** Builds blocks: gets a plan from the strategy, and executes it. */
export class BlockBuilder {
  readonly #view: BuilderView;
  readonly #init: BuilderInit;

  constructor(view: BuilderView, init: BuilderInit) {
    this.#view = view;
    this.#init = init;
  }

  /** A block of pending transactions and L1 messages for a round. @throws errors of L1 and of the strategy; the signal's reason. */
  async build(
    base: BlockBase,
    round: RoundView,
    bounds: BidBounds,
    signal: AbortSignal,
  ): Promise<BuiltBlock> {
    const { chain, domain, pending, thread } = this.#view;
    const { settings, strategy } = this.#init;
    const { state, consumed } = base;
    const queue = chain.messages.slice(Number(consumed));
    const before = chain.queueHash(consumed);
    const { least, most, depth } = await this.#messageBounds(base, round);
    const common = { rollupId: rollupId(domain), depth, skipSignatures: true as const };
    const plan = await strategy.plan({
      // P10.3: a proposer that does not want messages takes only those that L1 asks for.
      base: { ...common, state, messages: queue.slice(0, settings.queue === "due" ? least : most) },
      due: least,
      candidates: unspentTransactions(pending.candidates(), state),
      blockReward: chain.settings.blockReward,
      alpha: alphaInEighths(round.alpha),
      bounds,
      pause: async () => {
        await nextTurn();
        signal.throwIfAborted();
      },
      signal,
    });
    const context = { ...common, messages: { before, queue } };
    const block = await thread.run(commitBlockSteps(state, plan.transactions, context), signal);
    return { base, plan, block, depth };
  }

  /** R10: the messages that the block must and may take, and the depth of a tree that has places for them. */
  async #messageBounds(
    { consumed }: BlockBase,
    round: RoundView,
  ): Promise<MessageLimits & { readonly depth: number }> {
    const { chain } = this.#view;
    const { terms, settings } = this.#init;
    const { windows } = round;
    const { now } = chain;
    // Before the window opens nobody knows when it will.
    const early = await terms.of(round, consumed, windows?.start ?? now);
    const latest = latestWindowStart({ windows, now, proposalWindow: chain.settings.proposalWindow });
    const late = await terms.of(round, consumed, latest);
    const depth = Math.max(settings.depth, depthForMessages(Math.min(late.due, early.asked)));
    return { ...messageLimits(early, late, LEAF_TRANSACTIONS * 2 ** depth), depth };
  }
}
