import { GossipMemory } from "../gate/GossipMemory.ts";
import { Pacer } from "../gate/Pacer.ts";
import { WorkQueue } from "../gate/WorkQueue.ts";
import { DEFAULT_LIMITS, type GossipLimits } from "../limits/GossipLimits.ts";
import type { ValidationEnvironment } from "../validation/Validator.ts";
import { FakeContext } from "./FakeContext.ts";

/** A fresh view and memory for one validator test. */
export function testEnvironment(
  limits: Partial<GossipLimits> = {},
): ValidationEnvironment & { context: FakeContext } {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  return {
    context: new FakeContext(),
    limits: bounds,
    memory: new GossipMemory(bounds),
    pacer: new Pacer(bounds.turns),
    heavy: new WorkQueue(bounds.heavy.concurrency, bounds.heavy.queue),
    isOwn: false,
    report() {},
  };
}
