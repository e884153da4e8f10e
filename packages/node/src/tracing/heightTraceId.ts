import { type RollupDomain, rollupId, sha256, toHex } from "@trellis/protocol";

/** The trace of a height: 32 hexadecimal digits, the same on every node of a rollup, so that spans of all nodes join one trace. */
export function heightTraceId(domain: RollupDomain, height: bigint): string {
  const text = `trellis trace ${rollupId(domain)} ${height}`;
  return toHex(sha256(new TextEncoder().encode(text)).subarray(0, 16)).slice(2);
}
