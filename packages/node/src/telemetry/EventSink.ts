import type { TrellisEvent } from "@trellis/rpc-api";

/** Where a node's events go. */
export type EventSink = (event: TrellisEvent) => void;
