import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_LIMITS } from "../limits/GossipLimits.ts";
import { RecentMessages } from "./RecentMessages.ts";

test("a message's dependencies come before it; the oldest leave when bytes or time are up", () => {
  let now = 0;
  const bounds = { ...DEFAULT_LIMITS.recentBytes, vote: 25 };
  const recent = new RecentMessages(bounds, 100, () => now);
  const list = (): string[] => [...recent.all()].map(({ name, bytes }) => `${name} ${bytes[0]}`);
  recent.add("node_proof", new Uint8Array(10).fill(1));
  for (const n of [2, 3, 4]) recent.add("vote", new Uint8Array(10).fill(n));
  now = 50;
  recent.add("proposal", new Uint8Array(10).fill(5));
  assert.deepEqual(list(), ["proposal 5", "vote 3", "vote 4", "node_proof 1"]);
  now = 120;
  assert.deepEqual(list(), ["proposal 5"]);
  recent.add("vote", new Uint8Array(26));
  assert.deepEqual(list(), ["proposal 5"], "larger than its shelf");
});
