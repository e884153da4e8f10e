import { isDevelopmentChain, TrellisError } from "@trellis/protocol";
import type { Hex } from "viem";
import type { L1Sender } from "../sending/L1Sender.ts";
import { l1Error } from "./decodeRevert.ts";

/**
 * Anyone can forge proofs for a verifier that is made with the development reference string.
 * @throws TRL-L1-021 on a chain that is not a local development chain; TRL-L1-011 if L1 cannot be asked.
 */
export async function requireDevelopmentChain(sender: Pick<L1Sender, "chainId">): Promise<void> {
  let chainId: bigint;
  try {
    chainId = BigInt(await sender.chainId());
  } catch (cause) {
    throw l1Error("read the chain's id", cause);
  }
  if (!isDevelopmentChain(chainId)) {
    throw new TrellisError(
      "TRL-L1-021",
      "the verifiers in this repository use the development reference string and are for local development chains only; deploy verifiers made with the production reference string, and pass their addresses",
      { chainId },
    );
  }
}

/** TRL-L1-020: a contract is, or would be, at another address than the others were told. */
export function displaced(action: string, expected: Hex): TrellisError {
  return new TrellisError(
    "TRL-L1-020",
    `${action}: the deploying account sent another transaction meanwhile; deploy again from an account that sends nothing else`,
    { expected },
  );
}
