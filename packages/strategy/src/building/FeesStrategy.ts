import { type BidSettings, chooseTerms } from "../bidding/bid.ts";
import { BlockDraft, fillDraft } from "./BlockDraft.ts";
import type { BlockPlan, BuilderStrategy, BuildTask } from "./BuilderStrategy.ts";

/** Takes the transactions with the highest fees, in that order, and makes no swaps of its own. */
export class FeesStrategy implements BuilderStrategy {
  readonly name = "fees";
  readonly #settings: BidSettings;

  constructor(settings: BidSettings) {
    this.#settings = settings;
  }

  async plan({ base, due, candidates, blockReward, alpha, bounds, pause }: BuildTask): Promise<BlockPlan> {
    const draft = new BlockDraft(base);
    await fillDraft(draft, candidates, due, pause);
    const { fees, transactions } = draft;
    const terms = chooseTerms({ fees, backrun: 0n, blockReward, alpha }, this.#settings, bounds);
    return { transactions, terms, swaps: [] };
  }
}
