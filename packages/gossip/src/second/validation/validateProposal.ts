import type { SignedProposal } from "@trellis/protocol";
import { bondOf } from "@trellis/protocol/second";
import type { Judgement } from "../../Verdict.ts";
import { judgeProposal } from "../../validation/judgeProposal.ts";
import type { SecondEnvironment } from "./environment.ts";

/** P4.1, R6, R9, A24: a proposal whose proposer's balance on L1 covers the bid and the bond that follows it. */
export function validateProposal(message: SignedProposal, environment: SecondEnvironment): Judgement {
  const { minBurnBid, minProverShareBps, bond, bondBps } = environment.context.settings;
  return judgeProposal(message, environment, {
    minProverShareBps,
    minBurnBid,
    bondOf: (burnBid) => bondOf(burnBid, bond, bondBps),
  });
}
