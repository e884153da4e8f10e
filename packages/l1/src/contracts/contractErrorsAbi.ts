import { CONTRACT_ABIS } from "./contractAbis.ts";

const { rollup, registry, court, token } = CONTRACT_ABIS;

/** The errors of all contracts of Trellis. A call may end with any of them: an error of a nested call comes up as it is. */
export const contractErrorsAbi = [...rollup, ...registry, ...court, ...token].filter(
  (item) => item.type === "error",
);
