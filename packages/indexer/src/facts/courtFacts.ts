import type { L1Event } from "@trellis/l1";
import type { RowOf } from "../store/Tables.ts";
import type { FactRow } from "./FactRow.ts";

type CaseRow = RowOf<"case_event">["row"];

/** R8: reports, answers and settled cases; undefined for other events. */
export function courtFacts(event: L1Event): readonly FactRow[] | undefined {
  switch (event.eventName) {
    case "Reported": {
      const { proposalId, seat, reporter, nodeNumbers, answerBy } = event.args;
      return caseEvent(proposalId, seat, "reported", {
        reporter,
        nodes: JSON.stringify(nodeNumbers.map(Number)),
        answer_by: Number(answerBy),
      });
    }
    case "NodeCleared": {
      const { proposalId, seat, nodeNumber } = event.args;
      return caseEvent(proposalId, seat, "cleared", { nodes: JSON.stringify([Number(nodeNumber)]) });
    }
    case "CaseSettled": {
      const { proposalId, seat, reporter, taken, bounty, level } = event.args;
      return caseEvent(proposalId, seat, "settled", {
        reporter,
        taken: String(taken),
        bounty: String(bounty),
        level,
      });
    }
    default:
      return undefined;
  }
}

function caseEvent(
  proposal_id: string,
  seat: number,
  kind: CaseRow["kind"],
  more: Partial<CaseRow>,
): readonly FactRow[] {
  const none = { reporter: null, nodes: "[]", answer_by: null, taken: null, bounty: null, level: null };
  return [{ table: "case_event", row: { proposal_id, seat, kind, ...none, ...more } }];
}
