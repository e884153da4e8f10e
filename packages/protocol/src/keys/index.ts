export * from "./joinSignature.ts";
export * from "./proposalSignature.ts";
export * from "./secp256k1.ts";
export * from "./startClaimSignature.ts";
export * from "./voteSignature.ts";
