import { resources } from "../data/resources.ts";
import { useResource } from "../data/useResource.ts";
import { AddressLink } from "../show/Links.tsx";
import { Show } from "../show/Show.tsx";
import { clockText } from "../show/time.ts";

/** What this node knows: of which rollup, up to when, and since when it has watched its peers. */
export function Coverage() {
  return (
    <Show loaded={useResource(resources.status())}>
      {({ chainId, rollup, l1, height, gossipSinceMs }) => (
        <p className="coverage">
          Rollup <AddressLink address={rollup} /> on chain {chainId}. {height} final{" "}
          {height === 1 ? "block" : "blocks"}.
          {l1 !== null && ` L1 is read up to block ${l1.number}, ${clockText(l1.time)}.`}{" "}
          {gossipSinceMs === null
            ? "This node has heard no peers: votes and times of proofs are unknown."
            : `This node has heard its peers since ${clockText(gossipSinceMs / 1_000)}.`}
        </p>
      )}
    </Show>
  );
}
