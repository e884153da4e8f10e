import type { Hex } from "viem";
import { abi as courtAbi } from "../generated/SlashingCourt.ts";
import { CASE_STATES, type L1Client } from "./L1Client.ts";
import { logRanges } from "./logRanges.ts";

/** A case of the court (P9). */
export interface LoggedCase {
  readonly proposalId: Hex;
  readonly nodeNumber: number;
  readonly seat: number;
  /** Seat that proved the node instead; null for nobody. */
  readonly backup: number | null;
  /** L1 time until which the accused may answer; from then on anyone may settle. */
  readonly contestEnd: number;
  readonly state: (typeof CASE_STATES)[number];
}

/** All reported cases since the deployment and how they stand; none where there is no court. Errors are {@link L1Client}'s. */
export async function readCases(client: L1Client): Promise<LoggedCase[]> {
  const { court } = client.addresses;
  if (court === undefined) return [];
  const reported = await client.ask("read the court's log", async () => {
    const logs = [];
    for await (const range of logRanges(client)) {
      logs.push(
        ...(await client.public.getContractEvents({
          address: court,
          abi: courtAbi,
          eventName: "Reported",
          strict: true,
          ...range,
        })),
      );
    }
    return logs.map(({ args }) => args);
  });
  const cases: LoggedCase[] = [];
  for (const { proposalId, seat, nodeNumber, backupPlusOne, contestEnd } of reported) {
    const { state } = await client.caseOf(proposalId, Number(nodeNumber), seat);
    cases.push({
      proposalId,
      nodeNumber: Number(nodeNumber),
      seat,
      backup: backupPlusOne === 0 ? null : backupPlusOne - 1,
      contestEnd: Number(contestEnd),
      state: CASE_STATES[state] ?? "none",
    });
  }
  return cases;
}
