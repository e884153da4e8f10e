import { optionValues } from "../../shell/optionValues.ts";

/** A seat's duty for a node of a block, as options name it. */
export const caseFields = {
  proposal: optionValues.hash,
  nodeNumber: optionValues.whole(4_094),
  seat: optionValues.seat,
};

/** The same for commander. */
export const CASE_OPTIONS = {
  proposal: ["--proposal <id>", "the proven block's proposal"],
  nodeNumber: ["--node-number <n>", "number of the proof tree's node: 2^depth − 1 + index"],
  seat: ["--seat <n>", "the seat that was named for the node"],
} as const;
