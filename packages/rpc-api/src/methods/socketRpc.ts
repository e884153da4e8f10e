import { subscribe } from "./subscribe.ts";
import { trellisRpc } from "./trellisRpc.ts";
import { unsubscribe } from "./unsubscribe.ts";

/** Every JSON-RPC method that a node answers over WebSocket: those of {@link trellisRpc}, and those that need a connection. */
export const socketRpc = {
  ...trellisRpc,
  trellis_subscribe: subscribe,
  trellis_unsubscribe: unsubscribe,
} as const;

/** The table's type. */
export type SocketRpc = typeof socketRpc;
