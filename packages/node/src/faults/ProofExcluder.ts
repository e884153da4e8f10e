import type { ProposalsView } from "../proposals/rankedProposals.ts";
import type { Role } from "../roles/Role.ts";

/** For tests only. An executor that treats the proofs of some seats as missing, so that other seats' proofs replace them. */
export class ProofExcluder implements Role {
  readonly #executor: Role;
  readonly #view: ProposalsView;
  readonly #leftOut: readonly number[];

  constructor(executor: Role, view: ProposalsView, leftOut: readonly number[]) {
    this.#executor = executor;
    this.#view = view;
    this.#leftOut = leftOut;
  }

  update(): void {
    this.#executor.update();
    const { chain, proposals } = this.#view;
    if (!chain.isReady) return;
    for (const known of proposals.all()) {
      if (!chain.isRunning(known.proposal)) continue;
      for (const { node, seat } of known.boundSeats().values()) {
        if (this.#leftOut.includes(seat)) known.exclude(node, seat);
      }
    }
  }

  async stop(): Promise<void> {
    await this.#executor.stop();
  }
}
