export * from "./fieldWasm.ts";
export * from "./grumpkin/grumpkin.ts";
export * from "./grumpkin/grumpkinWasm.ts";
export * from "./grumpkin/multiplyAdd.ts";
export * from "./poseidon2/poseidon2.ts";
export * from "./poseidon2/poseidon2Constants.ts";
export * from "./poseidon2/poseidon2Wasm.ts";
export * from "./WasmModule.ts";
