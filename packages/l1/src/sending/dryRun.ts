import type { Hex, Log, PublicClient } from "viem";
import { l1Error } from "../contracts/decodeRevert.ts";
import { type ContractEvent, contractEvents } from "../contracts/l1Events.ts";
import type { EncodedCall } from "./EncodedCall.ts";
import { requireEtherFor } from "./etherShortage.ts";

/** What a call would do if it were mined now. */
export interface DryRun {
  readonly action: string;
  readonly gas: bigint;
  readonly events: readonly ContractEvent[];
}

/**
 * Tries calls on the latest L1 block without sending any (`eth_simulateV1`). Each call sees the effects of those before it.
 * @throws TRL-L1-010 if a contract refuses one of them, TRL-L1-016 if the account could not pay for their gas, TRL-L1-011 if L1 cannot be asked or does not know the method.
 */
export async function dryRun(
  client: PublicClient,
  from: Hex,
  calls: readonly EncodedCall[],
): Promise<DryRun[]> {
  let action = calls[0]?.action ?? "dry run";
  try {
    const [block] = await client.simulateBlocks({
      blocks: [
        {
          calls: calls.map(({ address, data }) => ({ account: from, to: address, data })),
        },
      ],
    });
    const runs = block!.calls.map((result, i) => {
      action = calls[i]!.action;
      if (result.status === "failure") throw result.error;
      return { action, gas: result.gasUsed, events: contractEvents((result.logs ?? []) as Log[]) };
    });
    const gas = runs.map((run) => run.gas);
    if (gas.length > 0) await requireEtherFor(client, action, from, gas);
    return runs;
  } catch (cause) {
    throw l1Error(action, cause);
  }
}
