import { TrellisError } from "@trellis/protocol";
import { WorkerService } from "../workers/WorkerService.ts";
import type { WitnessAnswer, WitnessRequest } from "./witnessWorker.ts";

/** A solved circuit. */
export type Witness = {
  /** Compressed, as bb takes it. */
  readonly witness: Uint8Array;
  /** The returned fields in the order of the public inputs. */
  readonly outputs: readonly bigint[];
};

/** Solves circuits in a worker thread. */
export class WitnessMaker {
  readonly #service: WorkerService<WitnessRequest, WitnessAnswer>;

  constructor({ maxWaiting = 16 }: { readonly maxWaiting?: number } = {}) {
    const module = new URL("./witnessWorker.ts", import.meta.url);
    this.#service = new WorkerService({ name: "witnesses", module, maxWaiting });
  }

  /** Loads a circuit and its runtime, so that the first witness takes no longer than later ones. @throws as {@link make}. */
  async warmUp(circuitPath: string, signal?: AbortSignal): Promise<void> {
    await this.#service.ask({ circuitPath }, signal);
  }

  /** @throws TRL-PRV-120 if the circuit refuses the inputs; and as {@link WorkerService.ask} does. */
  async make(request: Required<WitnessRequest>, signal?: AbortSignal): Promise<Witness> {
    const answer = await this.#service.ask(request, signal);
    if ("refused" in answer) {
      throw new TrellisError(
        "TRL-PRV-120",
        `the circuit refuses its inputs: ${answer.refused.slice(0, 500)}`,
        {
          circuitPath: request.circuitPath,
        },
      );
    }
    return answer;
  }

  /** Stops the worker thread. */
  stop(): Promise<void> {
    return this.#service.stop();
  }
}
