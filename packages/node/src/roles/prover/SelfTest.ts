import type { TreeNode } from "@trellis/protocol";
import { PATIENCE, type UsualTimes } from "@trellis/strategy";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import { abortable } from "../../tasks/abortable.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import { makeNodeProof, type ProofMakerView } from "./makeNodeProof.ts";
import type { OwnConduct } from "./OwnConduct.ts";
import type { OwnSeat } from "./OwnSeats.ts";
import { proofTaskOf } from "./ProofTask.ts";
import { hangLimit, hungProof } from "./proofs/hangLimit.ts";

/** The parts of the node that a self-test uses. */
export interface SelfTestView extends ProofMakerView {
  readonly clock: Clock;
}

/** What a self-test is judged by. */
export interface SelfTestInit {
  readonly book: ProofBook;
  /** How long such proofs usually take in the network. */
  readonly usual: UsualTimes;
  readonly tasks: RetriedTasks;
  readonly conduct: OwnConduct;
}

/**
 * R6: a prover that has missed too many claimed nodes no longer votes. It proves a leaf for itself, which it shows to nobody. If that
 * takes no longer than others would wait for it, the prover votes again.
 */
export class SelfTest {
  readonly #view: SelfTestView;
  readonly #init: SelfTestInit;
  readonly #abort = new AbortController();
  #running:
    | { readonly node: TreeNode; readonly hang: AbortController; readonly startedAt: number }
    | undefined;

  constructor(view: SelfTestView, init: SelfTestInit) {
    this.#view = view;
    this.#init = init;
  }

  /** Starts a test if one is needed. @param known - an executed and revealed block. @param seat - an own seat that counts in its round. */
  update(known: KnownProposal, seat: OwnSeat): void {
    const { tasks, conduct } = this.#init;
    if (this.#abort.signal.aborted || conduct.isFit) return;
    tasks.start("self-test", () => this.#prove(known, seat));
  }

  /** Gives up a test that hangs. It is repeated after a pause. */
  noteLate(): void {
    const { seconds } = this.#init.usual;
    if (this.#running === undefined) return;
    const { startedAt, hang, node } = this.#running;
    if (this.#view.clock() - startedAt > hangLimit("leaf", seconds, seconds)) hang.abort(hungProof(node));
  }

  /** Ends the test under way. */
  stop(): void {
    this.#abort.abort(new Error("stopped"));
  }

  /** @throws if the proof fails: the test is repeated after a pause. */
  async #prove(known: KnownProposal, seat: OwnSeat): Promise<void> {
    const { domain, clock } = this.#view;
    const { book, usual, conduct, tasks } = this.#init;
    const node = { depth: known.proposal.depth, index: 0 };
    const task = proofTaskOf(domain, known, seat, { node, isNamed: false, isClaimed: false });
    const startedAt = clock();
    const hang = new AbortController();
    this.#running = { node, hang, startedAt };
    try {
      const signal = AbortSignal.any([this.#abort.signal, hang.signal]);
      await abortable(makeNodeProof(this.#view, book, task, { signal }), hang.signal);
    } finally {
      this.#running = undefined;
    }
    if (clock() - startedAt <= PATIENCE * usual.seconds.leaf * 1_000) conduct.tested();
    else tasks.failed("self-test");
  }
}
