import { TrellisError, toHex } from "@trellis/protocol";
import { SIMULATED_SIGNER, SIMULATED_VK_SET_HASH } from "@trellis/prover";
import type { Configuration } from "../config/Configuration.ts";
import type { DeploymentReader } from "./DeploymentReader.ts";
import type { Deployment } from "./readDeployment.ts";

/**
 * Holds the configured kind of proofs to the rollup's verifier, before keys and reference string are loaded. A node with the wrong kind
 * would vote, claim, prove nothing that counts, and lose its stake.
 * @throws TRL-NOD-063 if the rollup accepts proofs of the other kind, or simulated ones by another signer.
 */
export async function requireProofKind(
  l1: Pick<DeploymentReader, "simulatedSigner">,
  { addresses, vkSetHash }: Deployment,
  proofs: Configuration["proofs"],
): Promise<void> {
  const signer = await l1.simulatedSigner(addresses.blockVerifier);
  const isSimulated = signer !== undefined || vkSetHash === SIMULATED_VK_SET_HASH;
  if (isSimulated !== (proofs === "simulated")) {
    throw new TrellisError(
      "TRL-NOD-063",
      isSimulated
        ? 'proofs: this rollup has the simulated verifier, which accepts no real proof; set "proofs": "simulated"'
        : 'proofs: this rollup accepts real proofs only; set "proofs": "real"',
      { field: "proofs", blockVerifier: addresses.blockVerifier },
    );
  }
  if (!isSimulated) return;
  if (signer !== toHex(SIMULATED_SIGNER) || vkSetHash !== SIMULATED_VK_SET_HASH) {
    throw new TrellisError(
      "TRL-NOD-063",
      "proofs: this rollup's simulated verifier was deployed for another version of Trellis; deploy again",
      { field: "proofs", blockVerifier: addresses.blockVerifier, signer: signer ?? "none" },
    );
  }
}

/**
 * P6.4: holds the loaded keys to the rollup's.
 * @throws TRL-NOD-064 if the rollup accepts proofs of another key set.
 */
export function requireKeySet(deployment: Pick<Deployment, "vkSetHash">, loaded: bigint): void {
  if (deployment.vkSetHash === loaded) return;
  throw new TrellisError(
    "TRL-NOD-064",
    `srs: this node's keys make proofs that the rollup refuses: its key set is ${hash(deployment.vkSetHash)}, the loaded one is ${hash(loaded)}; use the release of Trellis and the srs.keysFile that the rollup was deployed with`,
    { field: "srs", expected: hash(deployment.vkSetHash), loaded: hash(loaded) },
  );
}

const hash = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;
