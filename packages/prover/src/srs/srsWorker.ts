import { parentPort, workerData } from "node:worker_threads";
import { FIELD_MODULUS } from "@trellis/protocol";
import { PowersOfTau } from "./PowersOfTau.ts";

/** The worker's start data. */
export type SrsWorkerData = { readonly tau: bigint; readonly windowBits: 8 | 16 };
/** One request: the powers `first … first + count - 1`. */
export type SrsWorkerRequest = { readonly first: number; readonly count: number };

if (parentPort === null) throw new Error("srsWorker runs as a worker thread");
const port = parentPort;
const { tau, windowBits } = workerData as SrsWorkerData;
const powers = new PowersOfTau(tau, windowBits);

port.on("message", ({ first, count }: SrsWorkerRequest) => {
  const points = powers.points(power(tau, BigInt(first)), count);
  port.postMessage(points, [points.buffer]);
});

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (
    let square = base, rest = exponent;
    rest > 0n;
    rest >>= 1n, square = (square * square) % FIELD_MODULUS
  ) {
    if (rest & 1n) result = (result * square) % FIELD_MODULUS;
  }
  return result;
}
