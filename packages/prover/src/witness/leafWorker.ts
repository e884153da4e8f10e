import { parentPort } from "node:worker_threads";
import { type ErrorContext, TrellisError } from "@trellis/protocol";
import { type LeafEnd, type LeafStart, replayLeaf } from "./replayLeaf.ts";

/** The reply to a leaf: what it ends in, or why its circuit would refuse it. */
export type LeafAnswer =
  | { readonly end: LeafEnd }
  | { readonly refused: { readonly code: string; readonly message: string; readonly context: ErrorContext } };

if (parentPort === null) throw new Error("leafWorker runs as a worker thread");
const port = parentPort;

port.on("message", (leaf: LeafStart) => port.postMessage(answerTo(leaf)));

function answerTo(leaf: LeafStart): LeafAnswer {
  try {
    return { end: replayLeaf(leaf) };
  } catch (error) {
    if (!(error instanceof TrellisError)) throw error;
    const { code, context } = error;
    return { refused: { code, message: error.message.slice(`${code}: `.length), context } };
  }
}
