import { nodeNumber } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Chain } from "../../chain/Chain.ts";
import type { BlockWork, ClaimedWork } from "../../disk/ClaimedWork.ts";
import type { KnownProposals } from "../../proposals/KnownProposals.ts";
import { transcriptSteps } from "../../proposals/transcriptSteps.ts";
import type { Clock } from "../../tasks/Clock.ts";
import { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import type { Role } from "../Role.ts";

/** Pauses after a file could not be removed. */
const RETRY = { firstMs: 1_000, maxMs: 60_000 };
/** Heights after which nobody can ask for a claim any more, whatever the deployment's windows are. */
const MAX_AGE = 512n;

/** The parts of the node that recovering uses. */
export interface ClaimRecoveryView {
  readonly chain: Chain;
  readonly proposals: KnownProposals;
  readonly thread: Pick<LedgerThread, "run">;
  readonly clock: Clock;
  readonly report: (error: unknown, where: string) => void;
}

/**
 * R8: gives back to a node that was stopped what its seats had claimed: order, transcript, claims and the proofs below. Then the other roles
 * execute, prove and answer as if it had never stopped. Removes what nobody can ask for any more.
 */
export class ClaimRecovery implements Role {
  readonly #view: ClaimRecoveryView;
  readonly #work: ClaimedWork;
  readonly #tasks: RetriedTasks;
  readonly #done = new Set<Hex>();
  #stopped = false;

  constructor(view: ClaimRecoveryView, work: ClaimedWork) {
    this.#view = view;
    this.#work = work;
    this.#tasks = new RetriedTasks(view.clock, RETRY, (error) => {
      if (!this.#stopped) view.report(error, "recover claims");
    });
  }

  update(): void {
    const { chain } = this.#view;
    if (this.#stopped || !chain.isReady) return;
    for (const work of this.#work.all()) {
      const { id } = work;
      if (this.#isOver(id, work)) this.#tasks.start(`remove ${id}`, () => this.#remove(id));
      else if (!this.#done.has(id)) this.#tasks.start(`recover ${id}`, () => this.#recover(id, work));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#tasks.settled();
  }

  async #remove(id: Hex): Promise<void> {
    await this.#work.remove(id);
    this.#done.delete(id);
  }

  async #recover(id: Hex, { nodes }: BlockWork): Promise<void> {
    const { chain, proposals, thread } = this.#view;
    if (chain.commitment(id) === undefined) return;
    const known = proposals.get(id);
    if (known !== undefined) {
      const reveal = known.reveal === undefined ? await this.#work.order(id) : undefined;
      if (reveal !== undefined) {
        known.takeReveal(reveal, await thread.run(transcriptSteps(reveal.entries)), chain.now);
      }
      for (const { claim, inputs } of nodes) {
        known.addClaim(claim);
        // They are judged once the block is executed.
        for (const input of inputs) if (known.proofsOf(input.node).length === 0) known.addEarly(input);
      }
    }
    this.#done.add(id);
  }

  /** Whether the block has lost, all its claimed nodes are on L1, or nobody can report or ask for them any more. */
  #isOver(id: Hex, { nodes }: BlockWork): boolean {
    const { chain } = this.#view;
    const record = chain.commitment(id);
    if (record === undefined) return false;
    const { proposal, isFinal, committedNodes } = record;
    const { head } = chain;
    if (!isFinal && proposal.height <= head.height) return true;
    if (proposal.height + MAX_AGE < head.height) return true;
    if (!chain.isProofWindowOver(proposal) || !isFinal) return false;
    if (nodes.every(({ claim }) => committedNodes.has(nodeNumber(claim.node)))) return true;
    const reward = chain.rewards.settled(id);
    if (reward === undefined) return false;
    const { reportWindow, contestWindow } = chain.court;
    const from = reward.claimsFrom - BigInt(chain.settings.uncleWindow);
    return chain.view.block.timestamp > from + BigInt(reportWindow + contestWindow);
  }
}
