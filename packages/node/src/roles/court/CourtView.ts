import type { L1Client } from "@trellis/l1";
import type { L1DutiesView } from "../L1Duties.ts";

/** The parts of the node that all callers of the court use. */
export interface CourtView extends L1DutiesView {
  readonly l1: L1Client;
}
