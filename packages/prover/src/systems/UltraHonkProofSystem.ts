import { FIRST_RULES, type FirstRules } from "./firstRules.ts";
import { HonkProofSystem, type UltraHonkInit } from "./HonkProofSystem.ts";

/** Real proofs of the circuits in use. */
export class UltraHonkProofSystem extends HonkProofSystem<FirstRules> {
  /** @throws TRL-PRV-140 for the development SRS on a chain that is not a local development chain. */
  constructor(init: UltraHonkInit) {
    super(FIRST_RULES, init);
  }
}
