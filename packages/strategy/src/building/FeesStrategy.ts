import { type BidSettings, chooseTerms } from "../bidding/bid.ts";
import type { BlockPlan, BuilderStrategy, BuildTask } from "./BuilderStrategy.ts";
import { BlockDraft, fillDraft } from "./buildBlock.ts";

/** Takes the transactions with the highest fees, in that order, and makes no swaps of its own. */
export class FeesStrategy implements BuilderStrategy {
  readonly name = "fees";
  readonly #settings: BidSettings;

  constructor(settings: BidSettings) {
    this.#settings = settings;
  }

  async plan({ base, due, candidates, blockReward, alpha, bounds }: BuildTask): Promise<BlockPlan> {
    const draft = new BlockDraft(base);
    fillDraft(draft, candidates, due);
    const { fees, transactions } = draft;
    const terms = chooseTerms({ fees, backrun: 0n, blockReward, alpha }, this.#settings, bounds);
    return { transactions, terms, swaps: [] };
  }
}
