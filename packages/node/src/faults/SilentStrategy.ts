import type { NodeSeconds, Offer, ProofOption, ProverStrategy, VotingTask } from "@trellis/strategy";
import type { Chain } from "../chain/Chain.ts";

/** For tests only. Votes like another strategy, and proves nothing in the first rounds of each height. */
export class SilentStrategy implements ProverStrategy {
  readonly name: string;
  readonly #honest: ProverStrategy;
  readonly #chain: Pick<Chain, "view">;
  readonly #silentRounds: number;

  constructor(honest: ProverStrategy, chain: Pick<Chain, "view">, silentRounds: number) {
    this.name = `silent ${honest.name}`;
    this.#honest = honest;
    this.#chain = chain;
    this.#silentRounds = silentRounds;
  }

  offer(task: VotingTask): readonly Offer[] {
    return this.#honest.offer(task);
  }

  order<Option extends ProofOption>(options: readonly Option[], seconds: NodeSeconds): readonly Option[] {
    const { round } = this.#chain.view.status;
    return round < this.#silentRounds ? [] : this.#honest.order(options, seconds);
  }
}
