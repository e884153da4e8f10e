import assert from "node:assert/strict";
import { test } from "node:test";
import { GOSSIP_LIMITS } from "../limits/gossipLimits.ts";
import { RecentMessages } from "./RecentMessages.ts";

test("a message's dependencies come before it; the oldest leave when bytes or time are up", () => {
  let now = 0;
  const bounds = { ...GOSSIP_LIMITS.recentBytes, votes: 25 };
  const recent = new RecentMessages(bounds, 100, () => now);
  const list = (): string[] => [...recent.all()].map(({ name, bytes }) => `${name} ${bytes[0]}`);
  recent.add("proof_notices", new Uint8Array(10).fill(1));
  for (const n of [2, 3, 4]) recent.add("votes", new Uint8Array(10).fill(n));
  recent.add("start_claims", new Uint8Array(10).fill(6));
  recent.add("reveal", new Uint8Array(10).fill(7));
  now = 50;
  recent.add("proposal", new Uint8Array(10).fill(5));
  assert.deepEqual(list(), [
    "proposal 5",
    "votes 3",
    "votes 4",
    "reveal 7",
    "start_claims 6",
    "proof_notices 1",
  ]);
  now = 120;
  assert.deepEqual(list(), ["proposal 5"]);
  recent.add("votes", new Uint8Array(26));
  assert.deepEqual(list(), ["proposal 5"], "larger than its shelf");
});
