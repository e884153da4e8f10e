import { parentPort } from "node:worker_threads";
import type { G2Words } from "../srs/Srs.ts";
import { accumulatorHolds } from "./accumulatorHolds.ts";

/** One request: the first fields of a proof, and the SRS's point. */
export type PairingRequest = { readonly accumulator: readonly bigint[]; readonly tauG2: G2Words };

if (parentPort === null) throw new Error("pairingWorker runs as a worker thread");
const port = parentPort;

port.on("message", ({ accumulator, tauG2 }: PairingRequest) => {
  port.postMessage(accumulatorHolds(accumulator, tauG2));
});
