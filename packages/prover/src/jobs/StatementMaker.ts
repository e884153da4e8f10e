import { TrellisError } from "@trellis/protocol";
import type { ProofRules, RuleTypes, Statement } from "../systems/ProofRules.ts";
import type { LeafAnswer } from "../witness/leafWorker.ts";
import type { LeafStart } from "../witness/replayLeaf.ts";
import { WorkerService } from "../workers/WorkerService.ts";

/** Most leaves that wait to be replayed: the leaves of two blocks of depth 11. */
const MAX_WAITING = 4_096;

/**
 * Says what the proofs of jobs must say. A worker thread replays the transactions of leaves: each leaf takes some 15 ms, and a machine with
 * many seats has hundreds of leaves at once.
 */
export class StatementMaker<V extends RuleTypes> {
  readonly #rules: Pick<ProofRules<V>, "statementOf" | "leafOf">;
  readonly #leaves = new WorkerService<LeafStart, LeafAnswer>({
    name: "leaves",
    module: new URL("../witness/leafWorker.ts", import.meta.url),
    maxWaiting: MAX_WAITING,
    isShort: true,
  });
  #life = new AbortController();

  constructor(rules: Pick<ProofRules<V>, "statementOf" | "leafOf">) {
    this.#rules = rules;
  }

  /**
   * The statement of a job, after all checks of its circuit but that of the children's proofs.
   * @throws TRL-PRV-150 if the circuit would refuse the job; TRL-PRV-121, TRL-PRV-122 as {@link WorkerService.ask} does; TRL-PRV-142 if it is
   * stopped meanwhile; the signal's reason when aborted.
   */
  async make(job: V["job"], vkSetHash: bigint, signal?: AbortSignal): Promise<Statement<V>> {
    signal?.throwIfAborted();
    const leaf = this.#rules.leafOf(job);
    if (leaf === undefined) return this.#rules.statementOf(job, vkSetHash);
    const life = this.#life.signal;
    const either = signal === undefined ? life : AbortSignal.any([signal, life]);
    const answer = await this.#leaves.ask(leaf, either).finally(() => either.throwIfAborted());
    if ("end" in answer) return this.#rules.statementOf(job, vkSetHash, answer.end);
    const { code, message, context } = answer.refused;
    throw new TrellisError(code, message, context);
  }

  /** Ends the thread. The next request starts another one. */
  stop(): Promise<void> {
    this.#life.abort(new TrellisError("TRL-PRV-142", "the proof system was stopped"));
    this.#life = new AbortController();
    return this.#leaves.stop();
  }
}
