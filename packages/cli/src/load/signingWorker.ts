import { parentPort } from "node:worker_threads";
import { signTransaction, type UnsignedTransaction } from "@trellis/ledger";
import type { Transaction } from "@trellis/protocol";

/** Transactions to sign, each with its sender's secret. */
export interface SigningRequest {
  readonly rollupId: bigint;
  readonly transactions: readonly { readonly unsigned: UnsignedTransaction; readonly secret: bigint }[];
}

if (parentPort === null) throw new Error("signingWorker runs as a worker thread");
const port = parentPort;

port.on("message", ({ rollupId, transactions }: SigningRequest) => {
  const signed: Transaction[] = transactions.map(({ unsigned, secret }) =>
    signTransaction(rollupId, unsigned, secret),
  );
  port.postMessage(signed);
});
