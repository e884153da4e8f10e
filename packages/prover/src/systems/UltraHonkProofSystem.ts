import { RULES, type Rules } from "../jobs/rules.ts";
import { HonkProofSystem, type UltraHonkInit } from "./HonkProofSystem.ts";

/** Real proofs of the circuits. */
export class UltraHonkProofSystem extends HonkProofSystem<Rules> {
  /** @throws TRL-PRV-140 for the development SRS on a chain that is not a local development chain. */
  constructor(init: UltraHonkInit) {
    super(RULES, init);
  }
}
