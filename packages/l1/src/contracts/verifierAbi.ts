/** The one function of every block verifier (IVerifier.sol). */
export const verifierAbi = [
  {
    type: "function",
    name: "verify",
    stateMutability: "view",
    inputs: [
      { name: "proof", type: "bytes" },
      { name: "publicInputs", type: "bytes32[]" },
    ],
    outputs: [{ name: "valid", type: "bool" }],
  },
] as const;
