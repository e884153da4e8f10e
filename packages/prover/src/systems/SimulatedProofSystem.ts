import { RULES, type Rules } from "../jobs/rules.ts";
import { type SimulatedInit, SimulatedProofs } from "./SimulatedProofs.ts";

/** Simulated proofs by the rules. */
export class SimulatedProofSystem extends SimulatedProofs<Rules> {
  /** @throws TRL-PRV-140 on any but a local development chain. */
  constructor(init: SimulatedInit) {
    super(RULES, init);
  }
}
