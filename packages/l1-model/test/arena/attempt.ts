import { Refusal } from "../../src/calls/Refusal.ts";

/** @returns whether the contracts took the call. */
export function attempt(call: () => void): boolean {
  try {
    call();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
