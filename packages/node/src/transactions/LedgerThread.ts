import { computeHashes } from "@trellis/field";
import { HashResults, type HashSteps, verifyTransaction } from "@trellis/ledger";
import { MAX_BATCH_CLAIMS } from "@trellis/protocol";
import { firstForged, type SignedDigest } from "@trellis/protocol/keys";
import { JobQueue, WorkerService } from "@trellis/prover";
import { Turns } from "../tasks/Turns.ts";
import type { LedgerAnswer, LedgerRequest, SignatureCheck } from "./ledgerWorker.ts";

/** Milliseconds of work between two turns of the event loop. */
const SLICE_MS = 4;
/** Up to this many hashes are computed here. That takes a millisecond, less than a request to the thread. */
const FEW_HASHES = 32;
/** Up to this many signatures are checked here, for the same reason. */
const FEW_SIGNATURES = 4;
/** Of seats: as many as a message of claims holds, some 6 ms. Claims must not wait behind a block's hashes. */
const FEW_SEAT_SIGNATURES = MAX_BATCH_CLAIMS;
/** Most signatures in one request: about 60 ms, after which other requests get a turn. */
const SIGNATURES_PER_REQUEST = 256;
/** Most waiting requests. Each piece of work waits for one at a time. */
const MAX_WAITING = 4_096;

/**
 * Takes the ledger's heavy work off the event loop. A worker thread computes hashes and checks signatures. The rest (execution, trees)
 * runs here in slices of milliseconds. Each request contains all its data and the thread keeps no state, so heads, forks and
 * reorganisations do not concern it. Errors of transactions are thrown here, unchanged.
 */
export class LedgerThread {
  readonly #service = new WorkerService<LedgerRequest, LedgerAnswer>({
    name: "the ledger",
    module: new URL("./ledgerWorker.ts", import.meta.url),
    maxWaiting: MAX_WAITING,
  });

  readonly #turns = new Turns();
  readonly #inOrder = new JobQueue({ name: "hashes of states", concurrency: 1, maxWaiting: MAX_WAITING });

  /**
   * Runs work that hashes, in slices.
   * @throws what the work throws, and the signal's reason when aborted.
   * @throws TRL-PRV-121 if the thread dies, TRL-PRV-122 if too many requests wait. Neither says anything about the work.
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
   * Runs work that hashes, after all such work before it. States of a block have most hashes in common: each of two pieces at the same time
   * would compute them, because it knows nothing of the other's until they are there.
   * @throws as {@link run} does.
   */
  runInOrder<Result>(steps: HashSteps<Result>, signal?: AbortSignal): Promise<Result> {
    return this.#inOrder.run(() => this.run(steps, signal), signal);
  }

  /**
   * Checks signatures.
   * @returns the index of the first bad one, or undefined if all are good.
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
      const signatures = checks
        .slice(first, first + SIGNATURES_PER_REQUEST)
        .map(({ sender, tx }) => ({ sender, tx: alone(tx) }));
      const bad = (await this.#service.ask({ rollupId, signatures })) as number;
      signal?.throwIfAborted();
      if (bad !== -1) return first + bad;
    }
    return undefined;
  }

  /**
   * Checks signatures by keys of seats.
   * @returns the index of the first bad one, or undefined if all are good.
   * @throws TRL-PRV-121, TRL-PRV-122, as {@link run} does.
   */
  async firstForged(signatures: readonly SignedDigest[]): Promise<number | undefined> {
    if (signatures.length <= FEW_SEAT_SIGNATURES) return found(firstForged(signatures));
    for (let first = 0; first < signatures.length; first += SIGNATURES_PER_REQUEST) {
      const digests = signatures.slice(first, first + SIGNATURES_PER_REQUEST).map(alone);
      const bad = (await this.#service.ask({ digests })) as number;
      if (bad !== -1) return first + bad;
    }
    return undefined;
  }

  /**
   * Resolves in a turn of the event loop that no other caller has, for work that cannot be cut: many pieces of it that are due at once hold
   * up messages and timers no longer than one of them does.
   * @throws the signal's reason when aborted.
   */
  async turn(signal: AbortSignal): Promise<void> {
    await this.#turns.take();
    signal.throwIfAborted();
  }

  /** Ends the thread. Requests under way fail with TRL-PRV-121. */
  stop(): Promise<void> {
    return this.#service.stop();
  }
}

/** With a copy of its signature: a thread is sent the whole buffer in which bytes lie. */
function alone<Signed extends { readonly signature: Uint8Array }>(signed: Signed): Signed {
  return { ...signed, signature: signed.signature.slice() };
}

const found = (index: number): number | undefined => (index === -1 ? undefined : index);
