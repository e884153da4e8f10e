import assert from "node:assert/strict";
import { test } from "node:test";
import { ALPHA_ONE } from "@trellis/protocol";
import { Scores } from "../../rounds/Scores.ts";
import { leastWinningBid } from "./01-provers-and-burn.ts";

test("at equal score bids are as (n1 / n2)^(α / 2), to 10^-6", () => {
  const scores = new Scores();
  for (const alpha of [1, 2, 2.25, 2.71875, 3, 4.4, 5, 5.75]) {
    for (const seats of [1, 7, 100, 500, 1_023, 2_048]) {
      const used = Math.floor(alpha * 64) / 64;
      const ratio = Number(leastWinningBid(seats, Math.floor(alpha * ALPHA_ONE), scores)) / 1e20;
      const error = Math.abs(ratio / (1_024 / seats) ** (used / 2) - 1);
      assert.ok(error < 1e-6, `α ${alpha}, ${seats} seats: ${error}`);
    }
  }
});
