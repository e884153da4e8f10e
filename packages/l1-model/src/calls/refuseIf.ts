import { Refusal, type RefusalName } from "./Refusal.ts";

/**
 * Refuses a call if something is wrong with it.
 * @throws Refusal with the Solidity error's name.
 */
export function refuseIf(isWrong: boolean, reason: RefusalName): void {
  if (isWrong) throw new Refusal(reason);
}
