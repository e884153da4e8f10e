import type { L1Client } from "@trellis/l1";
import type { Prices } from "@trellis/strategy";
import type { L1DutiesView } from "./L1Duties.ts";

/** The parts of the node that its duties on L1 use. */
export interface DutyView extends L1DutiesView {
  readonly l1: Pick<L1Client, "addresses" | "read" | "activeSeats">;
}

/** What a node asks of the calls that it pays gas for. */
export interface DutySettings {
  /** Secret keys of this node's seats. */
  readonly seatSecretKeys: readonly Uint8Array[];
  /** Prices now; undefined while they are not known (`L1Prices.current`). */
  readonly prices: () => Prices | undefined;
}
