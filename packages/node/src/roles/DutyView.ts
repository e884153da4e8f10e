import type { SecondL1Client } from "@trellis/l1/second";
import type { Prices } from "@trellis/strategy/second";
import type { L1DutiesView } from "./L1Duties.ts";

/** The parts of the node that its duties on L1 use. */
export interface DutyView extends L1DutiesView {
  readonly l1: Pick<SecondL1Client, "addresses" | "read" | "activeSeats">;
}

/** What a node asks of the calls that it pays gas for. */
export interface DutySettings {
  /** Secret keys of this node's seats. */
  readonly seatSecretKeys: readonly Uint8Array[];
  /** Prices now; undefined while they are not known (`L1Prices.current`). */
  readonly prices: () => Prices | undefined;
}
