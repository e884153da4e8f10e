import type { CaseResource } from "@trellis/rpc-api";
import type { Hex } from "viem";
import type { Store } from "../store/openStore.ts";
import { momentOf } from "./loadProposals.ts";

/** R8: cases by what they are about. */
export interface CaseKey {
  readonly proposal_id: string;
  readonly seat: number;
}

/** Cases of final blocks, in order of these keys. */
export async function loadCases(store: Store, keys: readonly CaseKey[]): Promise<CaseResource[]> {
  if (keys.length === 0) return [];
  const ids = [...new Set(keys.map(({ proposal_id }) => proposal_id))];
  const events = await store
    .selectFrom("case_event")
    .innerJoin("l1_block", "l1_block.number", "case_event.l1_block")
    .innerJoin("commitment", "commitment.proposal_id", "case_event.proposal_id")
    .selectAll("case_event")
    .select(["l1_block.time", "commitment.height"])
    .where("case_event.proposal_id", "in", ids)
    .orderBy("case_event.l1_block")
    .orderBy("case_event.log_index")
    .execute();
  return keys.flatMap(({ proposal_id, seat }) => {
    const own = events.filter((it) => it.proposal_id === proposal_id && it.seat === seat);
    const reports = own.filter(({ kind }) => kind === "reported");
    const cleared = own.filter(({ kind }) => kind === "cleared");
    const settled = own.find(({ kind }) => kind === "settled");
    if (reports.length === 0) return [];
    const answered = new Set(cleared.flatMap(nodesOf));
    const [taken, bounty] = [BigInt(settled?.taken ?? 0), BigInt(settled?.bounty ?? 0)];
    return {
      source: "l1" as const,
      proposalId: proposal_id as Hex,
      height: reports[0]!.height,
      seat,
      state: settled === undefined ? ("open" as const) : ("settled" as const),
      reports: reports.map((it) => ({ reporter: it.reporter as Hex, nodes: nodesOf(it), at: momentOf(it) })),
      cleared: cleared.map((it) => ({ node: nodesOf(it)[0]!, at: momentOf(it) })),
      open: [...new Set(reports.flatMap(nodesOf))].filter((node) => !answered.has(node)),
      answerBy: reports.at(-1)!.answer_by ?? 0,
      settled:
        settled === undefined
          ? null
          : {
              taken,
              bounty,
              burned: taken - bounty,
              reporter: settled.reporter as Hex,
              level: settled.level ?? 0,
              at: momentOf(settled),
            },
    };
  });
}

/** The cases about a block, by seat. */
export async function casesOfBlock(store: Store, proposalId: string): Promise<CaseResource[]> {
  const keys = await store
    .selectFrom("case_event")
    .select(["proposal_id", "seat"])
    .distinct()
    .where("proposal_id", "=", proposalId)
    .orderBy("seat")
    .execute();
  return loadCases(store, keys);
}

const nodesOf = ({ nodes }: { readonly nodes: string }): number[] => JSON.parse(nodes) as number[];
