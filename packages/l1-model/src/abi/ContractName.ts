/** The contracts that can be called by name. */
export type ContractName = "token" | "secondAsset" | "registry" | "rollup" | "court";
