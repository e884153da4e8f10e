import { durationText } from "../../shell/text/durationText.ts";
import { tokens } from "../../shell/text/format.ts";
import type { LoggedCase } from "./readCases.ts";

/** Cases for people, a line each. @param now - L1 time. */
export function renderCases(cases: readonly LoggedCase[], now: bigint): string[] {
  const open = cases.filter(({ state }) => state === "open").length;
  return [
    `cases: ${cases.length}, ${open} of them open`,
    ...cases.map(({ proposalId, seat, state, openNodes, answerBy, taken }) => {
      const what =
        state === "settled"
          ? `settled, ${tokens(taken)} taken`
          : answerBy > now
            ? `nodes ${openNodes.join(", ") || "none"} to be answered within ${durationText(answerBy - now)}`
            : `nodes ${openNodes.join(", ") || "none"} not answered, may be settled`;
      return `  seat ${seat}, block ${proposalId}: ${what}`;
    }),
  ];
}
