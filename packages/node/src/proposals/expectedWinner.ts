import type { NodeContext } from "../roles/NodeContext.ts";
import type { BlockRecord } from "./BlockRecord.ts";
import { rankedRecords } from "./rankedRecords.ts";
import { graceEndOf } from "./worthProving.ts";

/**
 * P3.4: the proposal of the running round that is expected to become the head, to build the next height on: the best by L1's ranking that
 * is proven or can be. As with proving, whoever opened late or showed no transcript stands behind the others. Undefined while there is
 * none that this node has executed.
 */
export function expectedWinner(context: Pick<NodeContext, "chain" | "records">): BlockRecord | undefined {
  const graceEnd = graceEndOf(context.chain);
  let behind: BlockRecord | undefined;
  for (const { record, row } of rankedRecords(context)) {
    if (record.execution === undefined || record.isUnprovable) continue;
    const isLate = record.openedAt !== undefined && record.openedAt > graceEnd;
    if (row.proven || (record.transcript !== undefined && !isLate)) return record;
    behind ??= record;
  }
  return behind;
}
