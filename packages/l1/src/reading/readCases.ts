import type { Hex } from "viem";
import type { L1Client } from "./L1Client.ts";

/** `Case.state` of ISlashingCourt.sol by number. */
export const CASE_STATES = ["none", "reported", "cleared", "slashed", "void"] as const;

/** A case of the court (P9). */
export interface LoggedCase {
  readonly proposalId: Hex;
  readonly nodeNumber: number;
  readonly seat: number;
  /** The seat that proved the node instead; null if nobody did. */
  readonly backup: number | null;
  /** L1 time until which the seat may contest; after it, anyone may settle. */
  readonly contestEnd: number;
  readonly state: (typeof CASE_STATES)[number];
}

/** Reads all cases reported since the deployment and their states. Returns none if there is no court. Throws as {@link L1Client}. */
export async function readCases(client: L1Client): Promise<LoggedCase[]> {
  if (client.addresses.court === undefined) return [];
  const cases: LoggedCase[] = [];
  for await (const event of client.events("court", "Reported", {})) {
    const { proposalId, seat, nodeNumber, backupPlusOne, contestEnd } = event;
    const { state } = await client.read("court", "caseOf", [proposalId, nodeNumber, seat]);
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
