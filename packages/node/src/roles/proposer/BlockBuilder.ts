import type { SecondL1Client } from "@trellis/l1/second";
import { commitBlockSteps, type ExecutedBlock } from "@trellis/ledger";
import { LEAF_TRANSACTIONS, type RollupDomain, rollupId } from "@trellis/protocol";
import { halvings, messagesToConsume } from "@trellis/protocol/second";
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
  readonly l1: SecondL1Client;
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
  /** Of its tree. */
  readonly depth: number;
}

/** R10: how many messages of the queue a block must and may contain. */
interface MessageBounds {
  readonly least: number;
  readonly most: number;
}

/** Strategies take α in eighths: the split between provers and burn needs no more. */
const EIGHTH = 8_192;

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
      alpha: Math.round(round.alpha / EIGHTH),
      bounds,
      signal,
    });
    const context = { ...common, messages: { before, queue } };
    const block = await thread.run(commitBlockSteps(state, plan.transactions, context), signal);
    return { base, plan, block, depth };
  }

  /** R10: the messages that L1 asks for and those that it takes, and the depth of a tree that has places for them. */
  async #messageBounds(
    { consumed }: BlockBase,
    { windows }: RoundView,
  ): Promise<MessageBounds & { readonly depth: number }> {
    const { chain, l1 } = this.#view;
    const { messagesQueued: queued } = chain.view.status;
    const { inclusionDelay, proposalWindow } = chain.settings;
    const { now } = chain;
    const queuedAt = (index: bigint): Promise<bigint> => l1.read("bridge", "messageQueuedAt", [index]);
    const dueAt = (windowStart: bigint): Promise<number> =>
      dueMessages(queuedAt, { consumed, queued, inclusionDelay, windowStart });
    // Before the window opens nobody knows when it will: what L1 asks for is reckoned late, what it allows early.
    const late = latestWindowStart({ windows, now, proposalWindow });
    const due = await dueAt(late);
    const dueEarly = windows === undefined ? await dueAt(now) : due;
    const { finalAt } = await l1.read("rollup", "head", []);
    const longest = BigInt(await l1.read("constants", "longestRound", []));
    const least = messagesToConsume(due, halvings(late, BigInt(finalAt), longest));
    const depth = depthFor(this.#init.settings.depth, least);
    const places = LEAF_TRANSACTIONS * 2 ** depth;
    return { least, most: Math.max(least, Math.min(places, dueEarly + places / 2)), depth };
  }
}

/** R10, A21: the configured depth, or one more for as long as the messages that L1 asks for have no place. */
function depthFor(configured: number, messages: number): number {
  let depth = configured;
  while (LEAF_TRANSACTIONS * 2 ** depth < messages) depth++;
  return depth;
}
