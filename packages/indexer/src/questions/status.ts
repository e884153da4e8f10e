import { toHex } from "@trellis/protocol";
import type { RestResult, TrellisRest } from "@trellis/rpc-api";
import { type Deployment, readMeta } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import { lastHeight } from "./range.ts";

/** What the index covers. */
export async function status(
  store: Store,
  { domain }: Deployment,
): Promise<RestResult<TrellisRest["status"]>> {
  const [tip, since] = [await readMeta(store, "tip"), await readMeta(store, "gossipSinceMs")];
  return {
    chainId: Number(domain.chainId),
    rollup: toHex(domain.rollup),
    l1: tip === undefined ? null : JSON.parse(tip),
    height: await lastHeight(store),
    gossipSinceMs: since === undefined ? null : Number(since),
  };
}
