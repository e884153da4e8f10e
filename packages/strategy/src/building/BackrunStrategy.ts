import { signTransaction } from "@trellis/ledger";
import { encodeMinimumOut, MAX_AMOUNT, NOOP, smallest, type Transaction } from "@trellis/protocol";
import { type BidSettings, chooseTerms } from "../bidding/bid.ts";
import { type Arbitrage, bestArbitrage, type ReferencePrice } from "./arbitrage.ts";
import { BlockDraft } from "./BlockDraft.ts";
import type { BlockPlan, BuilderStrategy, BuildTask } from "./BuilderStrategy.ts";
import { inSlices, type Pause } from "./slices.ts";

/** The proposer's own L2 account. */
export interface OwnAccount {
  readonly secret: bigint;
  /** Its index in the state; undefined until L1 knows the account. */
  index(): number | undefined;
}

/** The settings of a {@link BackrunStrategy}. */
export interface BackrunInit {
  readonly settings: BidSettings;
  readonly account: OwnAccount;
  /** The price of asset 1 in asset 0, or undefined if there is no trusted price. */
  readonly price: (signal: AbortSignal) => Promise<ReferencePrice | undefined>;
  /** Least gain of an own swap, units of asset 0. */
  readonly minProfit: bigint;
}

/** How users' transactions are ordered, and where own swaps may stand. */
type Order = "last" | (typeof OTHER_ORDERS)[number];
const OTHER_ORDERS = ["each", "buysFirst", "sellsFirst"] as const;

/** The inputs of a task's own swaps. */
interface Trader {
  readonly index: number;
  readonly price: ReferencePrice;
  readonly minProfit: bigint;
}

/** One candidate for the block. Own swaps are in the draft without signatures. */
interface Simulation {
  readonly draft: BlockDraft;
  readonly swaps: ReadonlyMap<Transaction, Arbitrage>;
  /** Gain of the own swaps, units of asset 0. */
  readonly backrun: bigint;
}

/**
 * Lets users' swaps move the pool's price, then restores it to a reference price with swaps of its own behind them. It never swaps
 * before a user's swap, which would worsen the user's price. To find the order of users' transactions with the highest sum of fees and
 * own gains, it executes each order on a fork of the state:
 *
 * - `last`: by fee, one own swap at the end;
 * - `each`: by fee, one behind every user's swap that moves the price far enough;
 * - `buysFirst`, `sellsFirst`: the swaps of one direction before those of the other (each sender's still in nonce order), one own swap
 *   behind either group.
 *
 * Without a price, or an account of its own, the order is `last`, with no own swap.
 */
export class BackrunStrategy implements BuilderStrategy {
  readonly name = "backrun";
  readonly #init: BackrunInit;

  constructor(init: BackrunInit) {
    this.#init = init;
  }

  async plan(task: BuildTask): Promise<BlockPlan> {
    const { base, blockReward, alpha, bounds, pause } = task;
    const draft = new BlockDraft(base);
    const { places } = draft;
    const candidates = await takeFirst(task.candidates, 2 * places, pause);
    draft.takeMessages(Math.max(task.due, places / 2));
    const trader = await this.#trader(task);
    let best = await simulate(draft.fork(), candidates, "last", trader, pause);
    for (const order of trader === undefined ? [] : OTHER_ORDERS) {
      await pause();
      const simulation = await simulate(draft.fork(), candidates, order, trader, pause);
      if (gainOf(simulation) > gainOf(best)) best = simulation;
    }
    const { draft: chosen, swaps, backrun } = best;
    chosen.takeMessages(places);
    const terms = chooseTerms(
      { fees: chosen.fees, backrun, blockReward, alpha },
      this.#init.settings,
      bounds,
    );
    const { secret } = this.#init.account;
    const transactions = chosen.transactions.map((tx) =>
      swaps.has(tx) ? signTransaction(base.rollupId, { ...tx, kind: "swap" }, secret) : tx,
    );
    return { transactions, terms, swaps: [...swaps.values()] };
  }

  async #trader({ signal }: BuildTask): Promise<Trader | undefined> {
    const index = this.#init.account.index();
    if (index === undefined) return undefined;
    const price = await this.#init.price(signal);
    return price && { index, price, minProfit: this.#init.minProfit };
  }
}

const gainOf = ({ draft, backrun }: Simulation): bigint => draft.fees + backrun;

/** Fills a draft in one order. The last place is kept for an own swap until the users' transactions are through. */
async function simulate(
  draft: BlockDraft,
  candidates: readonly Transaction[],
  order: Order,
  trader: Trader | undefined,
  pause: Pause,
): Promise<Simulation> {
  const swaps = new Map<Transaction, Arbitrage>();
  const stuck = new Set<number>();
  const trade = (): void => {
    const found = trader && ownSwap(draft, trader);
    if (found !== undefined && draft.add(found.tx)) swaps.set(found.tx, found.arbitrage);
  };
  /** Adds the transactions that fit and execute. Returns those without a place. */
  const take = async (transactions: readonly Transaction[], kept: number): Promise<Transaction[]> => {
    const left: Transaction[] = [];
    for await (const slice of inSlices(transactions, pause)) {
      for (const tx of slice) {
        if (draft.places <= kept) left.push(tx);
        else if (!stuck.has(tx.from)) {
          // A sender whose transaction failed cannot send the ones after it either.
          if (!draft.add(tx)) stuck.add(tx.from);
          else if (order === "each" && tx.kind === "swap" && draft.places > kept) trade();
        }
      }
    }
    return left;
  };
  const kept = trader === undefined ? 0 : 1;
  const left: Transaction[] = [];
  for (const phase of phasesOf(candidates, order)) {
    left.push(...(await take(phase, kept)));
    trade();
  }
  await take(left, 0);
  let backrun = 0n;
  for (const { profit } of swaps.values()) backrun += profit;
  return { draft, swaps, backrun };
}

/** The groups of transactions behind each of which an own swap may stand. */
function phasesOf(candidates: readonly Transaction[], order: Order): Transaction[][] {
  if (order === "last" || order === "each") return [[...candidates]];
  const later = order === "buysFirst" ? 1 : 0;
  const held = new Set<number>();
  const phases: [Transaction[], Transaction[]] = [[], []];
  for (const tx of candidates) {
    if (tx.kind === "swap" && tx.asset === later) held.add(tx.from);
    phases[held.has(tx.from) ? 1 : 0].push(tx);
  }
  return phases;
}

/** The swap that gains most on the current draft. It pays no fee, because the fee would go to the proposer itself. */
function ownSwap(
  draft: BlockDraft,
  { index, price, minProfit }: Trader,
): { readonly tx: Transaction; readonly arbitrage: Arbitrage } | undefined {
  const account = draft.state.account(index);
  if (account === undefined) return undefined;
  const arbitrage = bestArbitrage(draft.state.reserves, price, account.balances);
  if (arbitrage === undefined || arbitrage.profit < minProfit) return undefined;
  const { asset, amount, out } = arbitrage;
  const to = encodeMinimumOut(smallest(out, MAX_AMOUNT));
  const tx: Transaction = { ...NOOP, kind: "swap", asset, from: index, to, amount, nonce: account.nonce };
  return { tx, arbitrage };
}

async function takeFirst(
  transactions: Iterable<Transaction>,
  count: number,
  pause: Pause,
): Promise<Transaction[]> {
  const taken: Transaction[] = [];
  for await (const slice of inSlices(transactions, pause)) {
    for (const tx of slice) if (taken.length < count) taken.push(tx);
    if (taken.length >= count) break;
  }
  return taken;
}
