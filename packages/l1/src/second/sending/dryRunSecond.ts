import type { Hex, PublicClient } from "viem";
import { type DryRun, dryRun } from "../../sending/dryRun.ts";
import { L1Sender } from "../../sending/L1Sender.ts";
import { SECOND_ERRORS } from "../contracts/secondErrors.ts";
import { secondContractEvents } from "../contracts/secondEvents.ts";
import type { SecondCall } from "./SecondCall.ts";

/** Tries calls to the second version on the latest L1 block without sending any, as `dryRun`, and with the same errors. */
export function dryRunSecond(
  client: PublicClient,
  from: Hex,
  calls: readonly SecondCall[],
): Promise<DryRun[]> {
  return dryRun(client, from, calls, { errors: SECOND_ERRORS, eventsOf: secondContractEvents });
}

/** An account that sends to the second version's contracts. @param secretKey - 32 bytes. It is not exposed. */
export function secondSender(rpcUrl: string, client: PublicClient, secretKey: Uint8Array): L1Sender {
  return new L1Sender(rpcUrl, client, secretKey, SECOND_ERRORS);
}
