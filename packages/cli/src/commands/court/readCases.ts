import type { L1Client } from "@trellis/l1";
import type { Hex } from "viem";

/** R8: a case of the court: one for a seat and a block. */
export interface LoggedCase {
  readonly proposalId: Hex;
  readonly seat: number;
  readonly state: "open" | "settled";
  /** Numbers of reported nodes that are not answered. */
  readonly openNodes: readonly number[];
  /** Numbers of nodes that the seat has answered for. */
  readonly clearedNodes: readonly number[];
  /** L1 time from which the case can be settled. */
  readonly answerBy: bigint;
  /** Wei that left the stake; 0 while the case is open. */
  readonly taken: bigint;
}

/** Reads all cases since the deployment, in the order of their first reports. */
export async function readCases(client: L1Client): Promise<LoggedCase[]> {
  const cases = new Map<string, LoggedCase & { openNodes: number[]; clearedNodes: number[] }>();
  const keyOf = (it: { readonly proposalId: Hex; readonly seat: number }): string =>
    `${it.proposalId}/${it.seat}`;
  for await (const { proposalId, seat, nodeNumbers, answerBy } of client.events("court", "Reported", {})) {
    const known = cases.get(keyOf({ proposalId, seat }));
    const openNodes = [...(known?.openNodes ?? []), ...nodeNumbers.map(Number)];
    cases.set(keyOf({ proposalId, seat }), {
      proposalId,
      seat,
      state: "open",
      openNodes,
      clearedNodes: [],
      answerBy,
      taken: 0n,
    });
  }
  for await (const { proposalId, seat, nodeNumber } of client.events("court", "NodeCleared", {})) {
    const known = cases.get(keyOf({ proposalId, seat }));
    if (known === undefined) continue;
    known.openNodes = known.openNodes.filter((open) => open !== Number(nodeNumber));
    known.clearedNodes.push(Number(nodeNumber));
  }
  for await (const { proposalId, seat, taken } of client.events("court", "CaseSettled", {})) {
    const known = cases.get(keyOf({ proposalId, seat }));
    if (known !== undefined) cases.set(keyOf({ proposalId, seat }), { ...known, state: "settled", taken });
  }
  return [...cases.values()];
}
