import { toHex } from "@trellis/protocol";
import type { RestResult, TrellisRest } from "@trellis/rpc-api";
import { type Deployment, readMeta } from "../store/meta.ts";
import type { Store } from "../store/openStore.ts";
import { ALPHA_ONE } from "./loadProposals.ts";
import { lastHeight } from "./range.ts";

/** What the index covers. */
export async function status(
  store: Store,
  { domain, settings, stake }: Deployment,
): Promise<RestResult<TrellisRest["status"]>> {
  const [tip, since] = [await readMeta(store, "tip"), await readMeta(store, "gossipSinceMs")];
  return {
    chainId: Number(domain.chainId),
    rollup: toHex(domain.rollup),
    l1: tip === undefined ? null : JSON.parse(tip),
    height: await lastHeight(store),
    gossipSinceMs: since === undefined ? null : Number(since),
    settings: {
      slotTime: settings.slotTime,
      proposalWindow: settings.proposalWindow,
      proofWindow: settings.proofWindow,
      pipelined: settings.pipelined,
      targetProvers: settings.targetProvers,
      alphaMin: settings.alphaMin / ALPHA_ONE,
      alphaMax: settings.alphaMax / ALPHA_ONE,
      blockReward: settings.blockReward,
      minBurnBid: settings.minBurnBid,
      stake,
    },
  };
}
