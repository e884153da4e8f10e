import { parentPort } from "node:worker_threads";
import { computeHashes, type HashRequest, type PublicKey } from "@trellis/field";
import { verifyTransaction } from "@trellis/ledger";
import type { Transaction } from "@trellis/protocol";
import { firstForged, type SignedDigest } from "@trellis/protocol/keys";

/** A transaction and the key that should have signed it. */
export interface SignatureCheck {
  readonly sender: PublicKey;
  readonly tx: Transaction;
}

/** One request: compute these hashes, or check these signatures. It contains all the data: the worker keeps no state. */
export type LedgerRequest =
  | { readonly hashes: HashRequest }
  | { readonly rollupId: bigint; readonly signatures: readonly SignatureCheck[] }
  | { readonly digests: readonly SignedDigest[] };

/** Its response: the hashes as `computeHashes` returns them, or the index of the first bad signature, −1 if all are good. */
export type LedgerAnswer = Uint32Array<ArrayBuffer> | number;

if (parentPort === null) throw new Error("ledgerWorker runs as a worker thread");
const port = parentPort;

port.on("message", (request: LedgerRequest) => {
  if ("hashes" in request) {
    const hashes = computeHashes(request.hashes);
    port.postMessage(hashes, [hashes.buffer]);
  } else if ("digests" in request) {
    port.postMessage(firstForged(request.digests));
  } else {
    const { rollupId, signatures } = request;
    port.postMessage(signatures.findIndex(({ tx, sender }) => !verifyTransaction(rollupId, tx, sender)));
  }
});
