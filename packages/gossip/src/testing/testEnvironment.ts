import { Pacer } from "../gate/Pacer.ts";
import { WorkQueue } from "../gate/WorkQueue.ts";
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
    pacer: new Pacer(bounds.turns),
    heavy: new WorkQueue(bounds.heavy.concurrency, bounds.heavy.queue),
    isOwn: false,
    report() {},
  };
}
