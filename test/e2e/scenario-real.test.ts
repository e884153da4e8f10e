import { test } from "node:test";
import { playLeftOut } from "./playLeftOut.ts";

test(
  "(b) with real proofs: a prover that is left out shows L1 a real proof of its leaf",
  { timeout: 15 * 60_000 },
  // As long as it takes: what is left of the window is skipped.
  (t) => playLeftOut(t, { proofs: "real", settings: { proposalWindow: 12, proofWindow: 3_600 } }),
);
