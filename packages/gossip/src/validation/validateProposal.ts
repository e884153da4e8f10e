import type { SignedProposal } from "@trellis/protocol";
import type { Judgement } from "../Verdict.ts";
import { judgeProposal } from "./judgeProposal.ts";
import type { ValidationEnvironment } from "./Validator.ts";

/** P4.1: a proposal of the first version. Its bond is the same for all bids, and provers have no least share. */
export function validateProposal(message: SignedProposal, environment: ValidationEnvironment): Judgement {
  const { minBurnBid, bond } = environment.context.settings;
  return judgeProposal(message, environment, {
    version: "1",
    minProverShareBps: 0,
    minBurnBid,
    bondOf: () => bond,
  });
}
