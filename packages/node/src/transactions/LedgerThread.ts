import { computeHashes } from "@trellis/field";
import { HashResults, type HashSteps, verifyTransaction } from "@trellis/ledger";
import { WorkerService } from "@trellis/prover";
import type { LedgerAnswer, LedgerRequest, SignatureCheck } from "./ledgerWorker.ts";

/** Milliseconds of work between two turns of the event loop. */
const SLICE_MS = 4;
/** Up to so many hashes are computed here: a millisecond, which is less than it takes to have them from elsewhere. */
const FEW_HASHES = 32;
/** Up to so many signatures are checked here, for the same reason. */
const FEW_SIGNATURES = 4;
/** Signatures of one request: some 60 ms, after which others have their turn. */
const SIGNATURES_PER_REQUEST = 256;
/** Requests that wait; each piece of work waits for one at a time. */
const MAX_WAITING = 4_096;

/**
 * The ledger's heavy work off the event loop: a worker thread computes hashes and checks signatures, while what they are for (executing,
 * trees) is done here in slices of milliseconds. The thread is told all that it needs with each request and remembers nothing: heads,
 * forks and reorganisations are no matter to it, and errors of transactions are thrown here, as they are.
 */
export class LedgerThread {
  readonly #service = new WorkerService<LedgerRequest, LedgerAnswer>({
    name: "the ledger",
    module: new URL("./ledgerWorker.ts", import.meta.url),
    maxWaiting: MAX_WAITING,
  });

  /**
   * Runs work that hashes, in slices.
   * @throws what the work throws; TRL-PRV-121 when the thread dies, TRL-PRV-122 when too much waits for it, which says nothing about the
   * work; the signal's reason when aborted.
   */
  async run<Result>(steps: HashSteps<Result>, signal?: AbortSignal): Promise<Result> {
    let sliceStart = performance.now();
    let next = steps.next();
    while (next.done !== true) {
      const request = next.value.request();
      let hashes: Uint32Array;
      if (request.size > FEW_HASHES) {
        hashes = (await this.#service.ask({ hashes: request })) as Uint32Array;
        sliceStart = performance.now();
      } else {
        hashes = computeHashes(request);
        if (performance.now() - sliceStart >= SLICE_MS) {
          await new Promise((resolve) => setImmediate(resolve));
          sliceStart = performance.now();
        }
      }
      signal?.throwIfAborted();
      next = steps.next(new HashResults(hashes));
    }
    return next.value;
  }

  /**
   * Checks signatures.
   * @returns the place of the first bad one, or undefined if all are good.
   * @throws TRL-PRV-121, TRL-PRV-122 and the signal's reason, as {@link run} does.
   */
  async firstUnsigned(
    rollupId: bigint,
    checks: readonly SignatureCheck[],
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    const isBad = ({ tx, sender }: SignatureCheck): boolean => !verifyTransaction(rollupId, tx, sender);
    if (checks.length <= FEW_SIGNATURES) return found(checks.findIndex(isBad));
    for (let first = 0; first < checks.length; first += SIGNATURES_PER_REQUEST) {
      const signatures = checks.slice(first, first + SIGNATURES_PER_REQUEST);
      const bad = (await this.#service.ask({ rollupId, signatures })) as number;
      signal?.throwIfAborted();
      if (bad !== -1) return first + bad;
    }
    return undefined;
  }

  /** Ends the thread. What it is at fails with TRL-PRV-121. */
  stop(): Promise<void> {
    return this.#service.stop();
  }
}

const found = (index: number): number | undefined => (index === -1 ? undefined : index);
