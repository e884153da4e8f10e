import assert from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "@trellis/protocol";
import { SIMULATED_SIGNER, SIMULATED_VK_SET_HASH } from "@trellis/prover";
import type { Hex } from "viem";
import type { Deployment } from "./readDeployment.ts";
import { requireKeySet, requireProofKind } from "./requireVerifier.ts";

const SIGNER = toHex(SIMULATED_SIGNER);
const deployed = (vkSetHash: bigint) => ({ vkSetHash, addresses: {} }) as unknown as Deployment;
const asked = (signer: Hex | undefined) => ({ simulatedSigner: async () => signer });

test("proofs of the rollup's kind are taken", async () => {
  await requireProofKind(asked(SIGNER), deployed(SIMULATED_VK_SET_HASH), "simulated");
  await requireProofKind(asked(undefined), deployed(5n), "real");
});

for (const [what, signer, keys, proofs, message] of [
  ["real proofs on the simulated verifier", SIGNER, SIMULATED_VK_SET_HASH, "real", /"proofs": "simulated"/],
  ["simulated proofs on a real verifier", undefined, 5n, "simulated", /"proofs": "real"/],
  ["a foreign signer", `0x${"11".repeat(20)}`, SIMULATED_VK_SET_HASH, "simulated", /another version/],
  ["a simulated verifier with other keys", SIGNER, 5n, "simulated", /another version/],
  ["real keys behind the simulated verifier", SIGNER, 5n, "real", /"proofs": "simulated"/],
] as const) {
  test(`${what}: refused before anything is voted for`, async () => {
    await assert.rejects(requireProofKind(asked(signer), deployed(keys), proofs), {
      code: "TRL-NOD-063",
      message,
    });
  });
}

test("P6.4 keys that the rollup does not know are refused, with both hashes", () => {
  requireKeySet({ vkSetHash: 5n }, 5n);
  assert.throws(() => requireKeySet({ vkSetHash: 5n }, 6n), {
    code: "TRL-NOD-064",
    message: /0x0+5, the loaded one is 0x0+6/,
  });
});
