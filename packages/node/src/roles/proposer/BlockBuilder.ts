import type { L1Client } from "@trellis/l1";
import { commitBlockSteps, type ExecutedBlock } from "@trellis/ledger";
import { type RollupDomain, rollupId } from "@trellis/protocol";
import {
  type BidBounds,
  type BlockPlan,
  type BuilderStrategy,
  latestWindowStart,
  unspentTransactions,
} from "@trellis/strategy";
import type { Chain } from "../../chain/Chain.ts";
import { dueMessages } from "../../chain/dueMessages.ts";
import type { RoundView } from "../../chain/RoundView.ts";
import type { ProposerSettings } from "../../config/Configuration.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import type { PendingTransactions } from "../../transactions/PendingTransactions.ts";
import type { BlockBase } from "./blockBase.ts";

/** The parts of the node that building a block uses. */
export interface BuilderView {
  readonly chain: Chain;
  readonly domain: RollupDomain;
  readonly pending: PendingTransactions;
  readonly thread: LedgerThread;
  readonly l1: L1Client;
}

export interface BuilderInit {
  readonly settings: Pick<ProposerSettings, "depth" | "queue">;
  readonly strategy: BuilderStrategy;
}

/** A block, and the bid for it that the strategy chose. */
export interface BuiltBlock {
  readonly base: BlockBase;
  readonly plan: BlockPlan;
  readonly block: ExecutedBlock;
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
    const due = await this.#dueMessages(base, round);
    const common = { rollupId: rollupId(domain), depth: settings.depth, skipSignatures: true as const };
    const plan = await strategy.plan({
      // P10.3: a proposer that does not want messages takes only the due ones.
      base: { ...common, state, messages: settings.queue === "due" ? queue.slice(0, due) : queue },
      due,
      candidates: unspentTransactions(pending.candidates(), state),
      blockReward: chain.view.status.settings.blockReward,
      alpha: round.alpha,
      bounds,
      signal,
    });
    const context = { ...common, messages: { before, queue } };
    const block = await thread.run(commitBlockSteps(state, plan.transactions, context), signal);
    return { base, plan, block };
  }

  /** P10.3: how many messages must be in the block. */
  async #dueMessages({ consumed }: BlockBase, { windows }: RoundView): Promise<number> {
    const { chain, l1 } = this.#view;
    const { messagesQueued: queued, settings } = chain.view.status;
    const { inclusionDelay, proposalWindow } = settings;
    const windowStart = latestWindowStart({ windows, now: chain.now, proposalWindow });
    const queuedAt = (index: bigint): Promise<bigint> => l1.read("rollup", "messageQueuedAt", [index]);
    return dueMessages(queuedAt, { consumed, queued, inclusionDelay, windowStart });
  }
}
