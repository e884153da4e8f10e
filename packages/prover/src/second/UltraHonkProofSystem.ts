import { HonkProofSystem, type UltraHonkInit } from "../systems/HonkProofSystem.ts";
import { SECOND_RULES, type SecondRules } from "./rules.ts";

/** Real proofs of the second version's circuits. */
export class UltraHonkProofSystem extends HonkProofSystem<SecondRules> {
  /** @throws TRL-PRV-140 for the development SRS on a chain that is not a local development chain. */
  constructor(init: UltraHonkInit) {
    super(SECOND_RULES, init);
  }
}
