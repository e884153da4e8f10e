import { abi as registryAbi } from "../generated/ProverRegistry.ts";
import { abi as rollupAbi } from "../generated/Rollup.ts";
import { abi as courtAbi } from "../generated/SlashingCourt.ts";
import { abi as tokenAbi } from "../generated/TrellisToken.ts";

/** Errors that any call into Trellis' contracts may end with: a nested call's errors come up under the outer ABI. */
export const contractErrorsAbi = [...rollupAbi, ...registryAbi, ...courtAbi, ...tokenAbi].filter(
  (item) => item.type === "error",
);
