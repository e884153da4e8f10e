import type { RankedCommitment } from "@trellis/l1";
import type { NodeContext } from "../roles/NodeContext.ts";
import type { BlockRecord } from "./BlockRecord.ts";

/** A committed proposal of the running round with its row in L1's ranking. */
export interface RankedRecord {
  readonly record: BlockRecord;
  readonly row: RankedCommitment;
}

/** The running round's commitments, highest score first; equal scores: the earlier one (P5.3, P7.2). */
export function rankedRecords({ chain, records }: Pick<NodeContext, "chain" | "records">): RankedRecord[] {
  return chain.ranking
    .flatMap((row) => {
      const record = records.get(row.proposalId);
      return record === undefined ? [] : [{ record, row }];
    })
    .sort((a, b) => (a.row.score === b.row.score ? 0 : a.row.score > b.row.score ? -1 : 1));
}
