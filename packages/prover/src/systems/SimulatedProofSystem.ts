import { FIRST_RULES, type FirstRules } from "./firstRules.ts";
import { type SimulatedInit, SimulatedProofs } from "./SimulatedProofs.ts";

/** Simulated proofs by the rules in use. */
export class SimulatedProofSystem extends SimulatedProofs<FirstRules> {
  /** @throws TRL-PRV-140 on any but a local development chain. */
  constructor(init: SimulatedInit) {
    super(FIRST_RULES, init);
  }
}
