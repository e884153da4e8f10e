import { SECOND_LIMITS, type SecondGossipLimits } from "../second/limits.ts";
import { SecondMemory } from "../second/SecondMemory.ts";
import type { Environment } from "../validation/Validator.ts";
import { FakeContext } from "./FakeContext.ts";

/** A fresh view and memory for one validator test. */
export function testEnvironment(
  limits: Partial<SecondGossipLimits> = {},
): Environment<FakeContext, SecondGossipLimits, SecondMemory> {
  const bounds = { ...SECOND_LIMITS, ...limits };
  return {
    context: new FakeContext(),
    limits: bounds,
    memory: new SecondMemory(bounds),
    turn: async () => undefined,
    heavy: (check) => check(),
    mayWait: () => true,
    isOwn: false,
    report() {},
  };
}
