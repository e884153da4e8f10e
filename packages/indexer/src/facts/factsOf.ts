import type { L1Event } from "@trellis/l1";
import { auctionFacts } from "./auctionFacts.ts";
import { bridgeFacts } from "./bridgeFacts.ts";
import { courtFacts } from "./courtFacts.ts";
import type { FactRow } from "./FactRow.ts";
import type { Known } from "./Known.ts";
import { registryFacts } from "./registryFacts.ts";
import { rewardFacts } from "./rewardFacts.ts";
import { rollupFacts } from "./rollupFacts.ts";

/**
 * What an event of L1 adds to the tables. The same event, after the same events, always adds the same rows.
 * @throws TRL-IDX-002 if an earlier event is missing.
 */
export async function factsOf(event: L1Event, known: Known): Promise<readonly FactRow[]> {
  return (
    auctionFacts(event) ??
    registryFacts(event) ??
    rewardFacts(event) ??
    courtFacts(event) ??
    bridgeFacts(event) ??
    (await rollupFacts(event, known)) ??
    []
  );
}
