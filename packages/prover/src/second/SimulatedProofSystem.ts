import { type SimulatedInit, SimulatedProofs } from "../systems/SimulatedProofs.ts";
import { SECOND_RULES, type SecondRules } from "./rules.ts";

/** Simulated proofs by the second version's rules. */
export class SimulatedProofSystem extends SimulatedProofs<SecondRules> {
  /** @throws TRL-PRV-140 on any but a local development chain. */
  constructor(init: SimulatedInit) {
    super(SECOND_RULES, init);
  }
}
