import { type RollupDomain, rollupId, toBytes, toHex } from "@trellis/protocol";

/** Every wire string of a rollup starts with this, so that two rollups' networks never mix. */
export function wirePrefix(domain: RollupDomain): string {
  return `/trellis/${toHex(toBytes(rollupId(domain), 28)).slice(2)}`;
}

/** Id of one of our libp2p protocols. */
export function protocolString(domain: RollupDomain, name: string): string {
  return `${wirePrefix(domain)}/${name}/1`;
}
