import type { ContractAddresses, L1Client } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import { type Hex, parseAbi } from "viem";
import type { ConfiguredAddresses } from "../config/l1AddressesSchema.ts";

/** What a deployment's constants say of its contracts and its proofs. */
export interface DeploymentParts extends Omit<ContractAddresses, "constants" | "lens" | "deployedAt"> {
  readonly vkSetHash: bigint;
}

/** The questions about a deployment that are asked before a node runs. */
export interface DeploymentReader {
  chainId(): Promise<number>;
  /** Undefined: the constants do not answer as those of a deployment do. */
  parts(): Promise<(DeploymentParts & { readonly rollupId: bigint }) | undefined>;
  /** Code of a contract; undefined: there is none. */
  code(address: Hex): Promise<Hex | undefined>;
  /** Whose signature the block verifier takes in place of a proof; undefined: it is not the simulated one. */
  simulatedSigner(blockVerifier: Hex): Promise<Hex | undefined>;
}

/**
 * Asks L1.
 * @param clientOf - makes a client of these addresses.
 */
export function deploymentReader(
  clientOf: (addresses: ContractAddresses) => Pick<L1Client, "ask" | "chainId" | "public" | "read">,
  configured: ConfiguredAddresses,
): DeploymentReader {
  // Only the constants are asked: they know the others.
  const client = clientOf(configured as ContractAddresses);
  const refusedAs = async <Answer>(answer: () => Promise<Answer>): Promise<Answer | undefined> => {
    try {
      return await answer();
    } catch (error) {
      const isRefused = error instanceof TrellisError && error.code === "TRL-L1-010";
      if (isRefused || isNoAnswer(error)) return undefined;
      throw error;
    }
  };
  return {
    chainId: () => client.chainId(),
    parts: () =>
      refusedAs(async () => {
        const [parts, rollupId] = await Promise.all([
          client.read("constants", "parts", []),
          client.read("constants", "rollupId", []),
        ]);
        return { ...parts, rollupId };
      }),
    code: (address) =>
      client.ask("look for a contract of the deployment", () => client.public.getCode({ address })),
    simulatedSigner: (address) =>
      refusedAs(() =>
        client.ask("read the block verifier", async () => {
          const abi = parseAbi(["function signer() view returns (address)"]);
          const signer = await client.public.readContract({ address, abi, functionName: "signer" });
          return signer.toLowerCase() as Hex;
        }),
      ),
  };
}

/** viem's errors for a contract that is not there or answers with other data. L1 itself has answered. */
const NO_ANSWER = /ContractFunctionZeroDataError|AbiDecoding|PositionOutOfBounds|InvalidBytesBoolean/;

function isNoAnswer(error: unknown): boolean {
  for (let cause = error, i = 0; cause instanceof Error && i < 8; cause = cause.cause, i++) {
    if (NO_ANSWER.test(cause.name)) return true;
  }
  return false;
}
