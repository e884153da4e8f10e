import type { ContractErrors } from "../../contracts/decodeRevert.ts";
import { abi as poseidon2 } from "../../generated/Poseidon2.ts";
import { SECOND_ABIS } from "./secondAbis.ts";
import { SECOND_ADVICE } from "./secondAdvice.ts";

const { auction, rollup, rewards, bridge, registry, court, constants, lens, vault, token } = SECOND_ABIS;

/** The errors of all contracts of the second version, and what to do about each: what an `L1Sender` of it is made with. */
export const SECOND_ERRORS: ContractErrors = {
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
  ].filter((item) => item.type === "error"),
  advice: SECOND_ADVICE,
};
