import { type ErrorContext, TrellisError } from "@trellis/protocol";

/**
 * TRL-PRV-150: the circuit would refuse this job.
 *
 * @param rule - names the rule and what is wrong, in the circuit's words
 */
export function badWitness(rule: string, context: ErrorContext = {}): TrellisError {
  return new TrellisError("TRL-PRV-150", `this node cannot be proven: ${rule}`, context);
}
