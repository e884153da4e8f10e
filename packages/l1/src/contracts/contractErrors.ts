import { type Abi, parseAbi } from "viem";
import { abi as poseidon2 } from "../generated/Poseidon2.ts";
import { CONTRACT_ABIS } from "./contractAbis.ts";
import { REVERT_ADVICE } from "./revertAdvice.ts";

const { auction, rollup, rewards, bridge, registry, court, constants, lens, vault, token } = CONTRACT_ABIS;

/** The vault moves tokens by a library in assembly, whose errors are in no ABI. */
const transferErrors = parseAbi(["error TransferFromFailed()", "error TransferFailed()"]);

/**
 * The errors of all contracts, and what to do about each, by name. A call may end with any of them: an error of a nested call comes up
 * as it is.
 */
export const CONTRACT_ERRORS: { readonly abi: Abi; readonly advice: Readonly<Record<string, string>> } = {
  abi: [
    ...auction,
    ...rollup,
    ...rewards,
    ...bridge,
    ...registry,
    ...court,
    ...constants,
    ...lens,
    ...vault,
    ...token,
    ...poseidon2,
    ...transferErrors,
  ].filter((item) => item.type === "error"),
  advice: REVERT_ADVICE,
};
