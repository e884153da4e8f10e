import type { BlockRecord } from "./BlockRecord.ts";
import type { NodeContext } from "./NodeContext.ts";
import { rankedRecords } from "./rankedRecords.ts";

/**
 * P6.2: the proposals that are expected to win and can be worked on, best first.
 *
 * A proposer keeps its place in L1's ranking only if it has gossiped the transcript that it committed and opens its order at the
 * window's start. Otherwise those behind it come first: else a bid that is opened late, or names provers who never voted, would
 * take the provers from the others and leave them too little time.
 * @param limit - how many of the best are worked on.
 */
export function worthProving(context: Pick<NodeContext, "chain" | "records">, limit: number): BlockRecord[] {
  const { chain } = context;
  const { commitEnd, settings } = chain.view.status;
  const graceEnd = commitEnd + BigInt(Math.max(2, Math.ceil(settings.proofWindow / 20)));
  const isLate = chain.now > graceEnd;
  const inTurn: BlockRecord[] = [];
  const behind: BlockRecord[] = [];
  for (const { record, row } of rankedRecords(context)) {
    // Everything below in the ranking is beaten by a proven block, and this one has its proof.
    if (row.proven) break;
    if (record.isBad) continue;
    const { openedAt } = record;
    if (openedAt === undefined && isLate) continue;
    const isInTurn = record.transcript !== undefined && (openedAt === undefined || openedAt <= graceEnd);
    (isInTurn ? inTurn : behind).push(record);
  }
  return [...inTurn, ...behind]
    .slice(0, limit)
    .filter(({ execution, reveal }) => execution !== undefined && reveal !== undefined);
}
