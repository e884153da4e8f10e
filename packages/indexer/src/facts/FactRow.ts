import type { SecondEvent } from "@trellis/l1/second";
import type { FactTable, RowOf } from "../store/Tables.ts";

/** A row of a table of facts, to be written. */
export type FactRow = RowOf<FactTable>;

/** Arguments of an event. */
export type ArgsOf<Name extends SecondEvent["eventName"]> = Extract<SecondEvent, { eventName: Name }>["args"];
