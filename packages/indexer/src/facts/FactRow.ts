import type { L1Event } from "@trellis/l1";
import type { FactTable, RowOf } from "../store/Tables.ts";

/** A row of a table of facts, to be written. */
export type FactRow = RowOf<FactTable>;

/** Arguments of an event. */
export type ArgsOf<Name extends L1Event["eventName"]> = Extract<L1Event, { eventName: Name }>["args"];
