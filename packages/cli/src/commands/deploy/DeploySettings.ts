import { type DeploymentInit, PRESETS } from "@trellis/l1";
import { State } from "@trellis/ledger";
import type { CourtSettings, RollupSettings } from "@trellis/protocol";
import { FIELD_MODULUS, toHex } from "@trellis/protocol";
import { CIRCUITS, loadCircuitKeys, SIMULATED_SIGNER, SIMULATED_VK_SET_HASH, tauG2 } from "@trellis/prover";
import { z } from "zod";
import { optionValues } from "../../shell/optionValues.ts";
import { readJsonFile } from "../../shell/readJsonFile.ts";

const { address, amount } = optionValues;

/** A preset's constants. Each may be given: numbers as numbers, amounts as tokens in quotes. */
function overridesOf<Preset extends object>(preset: Preset) {
  const fields = Object.entries(preset).map(([name, value]) => {
    const field =
      typeof value === "bigint" ? amount : typeof value === "boolean" ? z.boolean() : z.number().int().min(0);
    return [name, field.optional()];
  });
  return z.strictObject(Object.fromEntries(fields)).default({}) as unknown as z.ZodType<Partial<Preset>>;
}

const deploySettingsSchema = z.strictObject({
  /** The preset that supplies every constant that is not given. */
  preset: z.enum(["devnet", "quick", "mainnet"]),
  settings: overridesOf<RollupSettings>(PRESETS.mainnet.settings),
  court: overridesOf<CourtSettings>(PRESETS.mainnet.court),
  /** Who judges proofs. */
  verifier: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("simulated") }),
    z.strictObject({ kind: z.literal("development") }),
    z.strictObject({
      kind: z.literal("deployed"),
      block: address,
      leaf: address,
      merge: address,
      vkSetHash: z
        .string()
        .regex(/^0x[0-9a-fA-F]{1,64}$/, "expected 0x and hexadecimal digits")
        .transform(BigInt)
        .refine((value) => value < FIELD_MODULUS, "not below the field's modulus"),
    }),
  ]),
  proverStake: amount,
  minProverStake: amount.optional(),
  exitDelay: z.number().int().positive().optional(),
  initialSupply: amount,
  secondAsset: address.optional(),
});

/** What a settings file asks for, ready to deploy. */
export interface DeployPlan {
  readonly init: DeploymentInit;
  /** Warnings for its deployer. */
  readonly warnings: readonly string[];
}

/**
 * Reads the settings file of `trellis deploy`.
 * @throws TRL-CLI-005 naming every wrong field; TRL-PRV-130 … 133 if the committed keys are asked for but
 * missing.
 */
export async function readDeploySettings(path: string): Promise<DeployPlan> {
  const file = await readJsonFile(path, deploySettingsSchema, "the settings file");
  const { preset, verifier } = file;
  const { settings, court } = PRESETS[preset];
  const warnings: string[] = [];
  if (verifier.kind === "simulated") {
    warnings.push(
      "simulated proofs: a signature by a public key stands in for every proof; nothing is proven",
    );
  }
  if (verifier.kind === "development") {
    warnings.push("the development reference string secures nothing: anyone can forge proofs");
  }
  return {
    init: {
      preset: {
        settings: { ...settings, ...file.settings },
        court: { ...court, ...file.court },
      },
      ...(verifier.kind === "deployed"
        ? { verifier, vkSetHash: verifier.vkSetHash }
        : verifier.kind === "development"
          ? {
              verifier: { kind: "block" },
              vkSetHash: (await loadCircuitKeys({ g2Words: tauG2(), folder: CIRCUITS.folder })).vkSetHash,
            }
          : {
              verifier: { kind: "development", signer: toHex(SIMULATED_SIGNER) },
              vkSetHash: SIMULATED_VK_SET_HASH,
            }),
      stake: file.proverStake,
      ...(file.minProverStake === undefined ? {} : { minStake: file.minProverStake }),
      ...(file.exitDelay === undefined ? {} : { exitDelay: file.exitDelay }),
      initialSupply: file.initialSupply,
      genesisStateRoot: State.empty().root(),
      ...(file.secondAsset === undefined ? {} : { secondAsset: file.secondAsset }),
    },
    warnings,
  };
}
