import type { NodeWeights } from "@trellis/protocol";
import type { RollupSettings } from "./RollupSettings.ts";

/** The settings as the rule of pay takes them. */
export function nodeWeights({ leafWeight, mergeWeight, rootWeight }: RollupSettings): NodeWeights {
  return { leaf: BigInt(leafWeight), merge: BigInt(mergeWeight), root: BigInt(rootWeight) };
}
