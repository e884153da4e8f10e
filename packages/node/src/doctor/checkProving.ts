import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { bbBinary, cacheFolder, DEFAULT_SRS_POINTS, ignitionSrs } from "@trellis/prover";
import type { Configuration } from "../config/Configuration.ts";
import { createProofSystem } from "../roles/prover/proofs/createProofSystem.ts";
import { requireKeySet } from "../start/requireVerifier.ts";
import { type Finding, fail, ok, warn } from "./Check.ts";
import type { Found } from "./checkL1.ts";
import { leafSeconds } from "./leafSeconds.ts";

/** Whether the reference string, the keys made from it and the prover's program are there. @throws TRL-PRV-106 and 110. */
export async function checkReferenceString({ srs }: Configuration): Promise<Finding> {
  bbBinary();
  if (srs.kind === "ignition") {
    const { points } = await ignitionSrs({ crsPath: srs.path });
    try {
      await access(srs.keysFile);
    } catch {
      return fail(
        `${srs.keysFile} cannot be read`,
        "set srs.keysFile to the keys.json of the deployment's release",
      );
    }
    return ok(`Ignition, ${points} points`);
  }
  const folder = join(cacheFolder(), "srs");
  const names = await readdir(folder).catch(() => []);
  const isMade = names.some(
    (name) => name.startsWith("development-") && name.endsWith(`-${DEFAULT_SRS_POINTS}`),
  );
  return isMade
    ? ok(`development, in ${folder}: for development chains only`)
    : warn(
        "the development reference string is not made yet",
        "nothing: the first start makes it, in about a minute",
      );
}

/** Proves one leaf, and holds its time to the proof window. @throws TRL-PRV errors; TRL-NOD-064 if the rollup takes other keys. */
export async function checkProving(config: Configuration, { l1, deployment }: Found): Promise<Finding> {
  const [domain, { proofWindow }] = await Promise.all([l1.domain(), l1.settings()]);
  const proofs = createProofSystem(config, domain, l1);
  try {
    await proofs.start();
    requireKeySet(deployment, proofs.vkSetHash);
    return judgeSpeed(await leafSeconds(proofs, domain), config, proofWindow);
  } finally {
    await proofs.stop();
  }
}

/**
 * Judges a prover by its leaf: in a window it has to prove a leaf, and often a root above it.
 * @param seconds - that the leaf took.
 * @param window - proof window, seconds.
 */
export function judgeSpeed(
  seconds: number,
  { prover }: { readonly prover?: Pick<NonNullable<Configuration["prover"]>, "expectedSeconds"> | undefined },
  window: number,
): Finding {
  const { leaf, root } = prover?.expectedSeconds ?? { leaf: 6, root: 25 };
  const path = seconds * (1 + root / leaf);
  const says = `a leaf took ${seconds.toFixed(1)} s, so leaf and root take about ${path.toFixed(0)} s of the window of ${window} s`;
  const todo = "use more or faster cores, give the machine less other work, or leave prover.capacity at 1";
  if (path > window) return fail(says, todo);
  return path > window / 2 ? warn(says, todo) : ok(says);
}
