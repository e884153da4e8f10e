import { test } from "node:test";
import { playLeftOut } from "./playLeftOut.ts";

test(
  "(b) with real proofs: a prover that is left out shows L1 a real proof of its leaf",
  {
    timeout: 20 * 60_000,
    skip: "open: not yet run with real proofs since provers prove the path above their nodes",
  },
  // As long as L1 takes with such a proposal window (R13).
  (t) =>
    playLeftOut(t, {
      proofs: "real",
      settings: { proposalWindow: 12, proofWindow: 360, inclusionDelay: 400 },
    }),
);
