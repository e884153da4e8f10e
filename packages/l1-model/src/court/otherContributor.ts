import { nodeNumber, type TranscriptEntry } from "@trellis/protocol";
import { refuseIf } from "../calls/refuseIf.ts";
import type { Commitment } from "../rollup/Commitment.ts";
import type { ContributionProof } from "../rollup/contributionsRoot.ts";
import { decodeEntry } from "../rollup/decodeEntry.ts";
import { requireContribution } from "./requireContribution.ts";

/**
 * P9.1: who proved a node in place of the seat that was named for it.
 * @returns seat + 1, 0 for nobody.
 * @throws Refusal as {@link requireContribution}, `WrongNode` or `NodeProvenBySeat`.
 */
export function otherContributor(
  block: Commitment,
  proof: ContributionProof,
  named: TranscriptEntry,
): number {
  requireContribution(block, proof);
  const { node, seat } = decodeEntry(proof.entry);
  refuseIf(nodeNumber(node) !== nodeNumber(named.node), "WrongNode");
  refuseIf(seat === named.seat, "NodeProvenBySeat");
  return seat === null ? 0 : seat + 1;
}
