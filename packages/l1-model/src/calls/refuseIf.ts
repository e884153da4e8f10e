import { Refusal, type RefusalName } from "./Refusal.ts";

/** A refusal by the Solidity error's name, to be thrown. */
export function refusal(reason: RefusalName): Refusal {
  return new Refusal(reason);
}

/**
 * Refuses a call if something is wrong with it.
 * @throws Refusal with the Solidity error's name.
 */
export function refuseIf(isWrong: boolean, reason: RefusalName): void {
  if (isWrong) throw refusal(reason);
}
