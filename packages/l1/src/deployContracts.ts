import { isDevelopmentChain, TrellisError } from "@trellis/protocol";
import { type Abi, encodeDeployData, getContractAddress, type Hex } from "viem";
import { l1Error, revertName } from "./decodeRevert.ts";
import * as blockVerifier from "./generated/BlockVerifier.ts";
import * as bridge from "./generated/Bridge.ts";
import * as developmentToken from "./generated/DevelopmentToken.ts";
import * as developmentVerifier from "./generated/DevelopmentVerifier.ts";
import * as pipeline from "./generated/Pipeline.ts";
import * as proverPay from "./generated/ProverPay.ts";
import * as registry from "./generated/ProverRegistry.ts";
import * as rollup from "./generated/Rollup.ts";
import * as roundViews from "./generated/RoundViews.ts";
import * as court from "./generated/SlashingCourt.ts";
import * as token from "./generated/TrellisToken.ts";
import type { L1Addresses } from "./L1Addresses.ts";
import type { L1Sender, Mined } from "./L1Sender.ts";
import { exitDelayFor, type RollupSettings } from "./RollupSettings.ts";

/**
 * Who judges block proofs. `block`: the committed verifier of the circuits, made with the development reference string, for local
 * development chains only. `development`: the named stand-in for simulated proofs, likewise. `deployed`: one that is there already,
 * made with the reference string of production.
 */
export type VerifierChoice =
  | { readonly kind: "block" }
  | { readonly kind: "deployed"; readonly address: Hex }
  | { readonly kind: "development" /** Address of the development key. */; readonly signer: Hex };

/** P9: constants of the court; see `CourtSettings` in ISlashingCourt.sol for units and ranges. */
export interface CourtSettings {
  readonly reportWindow: number;
  readonly contestWindow: number;
  readonly slashBps: number;
  readonly repeatPeriod: number;
  readonly backupBps: number;
}

/** Presets of the court. */
export const COURT_PRESETS = {
  devnet: {
    reportWindow: 86_400,
    contestWindow: 3_600,
    slashBps: 500,
    repeatPeriod: 604_800,
    backupBps: 3_000,
  },
  /** Everything within half a minute, for networks that are watched: too short for people and for real proofs. */
  quick: {
    reportWindow: 20,
    contestWindow: 10,
    slashBps: 500,
    repeatPeriod: 604_800,
    backupBps: 3_000,
  },
  mainnet: {
    reportWindow: 86_400,
    contestWindow: 86_400,
    slashBps: 500,
    repeatPeriod: 604_800,
    backupBps: 3_000,
  },
} as const satisfies Record<string, CourtSettings>;

/** The slasher of a deployment without court: nobody has its key. */
const NOBODY: Hex = "0x000000000000000000000000000000000000dEaD";

/** What a deployment is made of. */
export interface DeploymentInit {
  readonly settings: RollupSettings;
  readonly verifier: VerifierChoice;
  /** Stake of a seat, wei. */
  readonly proverStake: bigint;
  /** Stake below which a slashed seat is not active, wei; half of `proverStake` if left out. */
  readonly minProverStake?: bigint;
  /** P9: only with the development verifier, until the inner circuits have verifiers on L1; {@link COURT_PRESETS}.devnet if left out. */
  readonly court?: CourtSettings;
  /** P2.2: seconds between asking for exit and withdrawing; {@link exitDelayFor} the settings if left out. */
  readonly exitDelay?: number;
  /** Native tokens that exist at the start, all with the deployer, wei. */
  readonly initialSupply: bigint;
  readonly vkSetHash: bigint;
  readonly genesisStateRoot: bigint;
  /** L2 asset 1; without one a development token is deployed for it. */
  readonly secondAsset?: Hex;
}

/** Who deploys: an {@link L1Sender}, or what stands in for one. */
export type Deployer = Pick<L1Sender, "address" | "nonce" | "chainId" | "deploy">;

interface Artifact {
  /** None for a library, which has no constructor. */
  readonly abi?: Abi | readonly unknown[];
  readonly bytecode: Hex;
}

/** What the rollup is linked to. */
const LIBRARIES: Readonly<Record<keyof typeof rollup.libraries, Artifact>> = {
  Bridge: bridge,
  Pipeline: pipeline,
  ProverPay: proverPay,
  RoundViews: roundViews,
};

/**
 * Deploys token, registry, verifier, the rollup's libraries and the rollup from the sender's account. The token's minter is the rollup, whose address is known
 * ahead from the account's nonce: so the account must send nothing else meanwhile.
 * @throws TRL-L1-010…013 if a contract refuses or L1 fails, TRL-L1-020 if the account sent something else meanwhile, TRL-L1-021 for the
 * development verifier on a chain where something may be at stake.
 */
export async function deployContracts(sender: Deployer, init: DeploymentInit): Promise<L1Addresses> {
  const { verifier: choice } = init;
  if (choice.kind === "block") await requireDevelopmentChain(sender);
  const ahead =
    4n +
    BigInt(Object.keys(LIBRARIES).length) -
    (init.secondAsset === undefined ? 0n : 1n) -
    (choice.kind === "deployed" ? 1n : 0n);
  let nonce: bigint;
  try {
    nonce = BigInt(await sender.nonce());
  } catch (cause) {
    throw l1Error("read the account's nonce", cause);
  }
  const addressAt = (at: bigint): Hex => getContractAddress({ from: sender.address, nonce: at });
  const minter = addressAt(nonce + ahead);
  // Without verifiers of leaf and merge proofs the accused could not answer: then nobody is slashed (P9.3).
  const hasCourt = choice.kind === "development";
  const slasher = hasCourt ? addressAt(nonce + ahead + 1n) : NOBODY;
  const deploy = async (action: string, { abi = [], bytecode }: Artifact, args: readonly unknown[]) => {
    const expected = addressAt(nonce++);
    let mined: Mined;
    try {
      mined = await sender.deploy(action, encodeDeployData({ abi: abi as Abi, bytecode, args }));
    } catch (error) {
      // The rollup checks that the token's minter is itself.
      throw revertName((error as Error).cause) === "WrongMinter" ? displaced(action, expected) : error;
    }
    const address = mined.receipt.contractAddress!;
    if (address.toLowerCase() !== expected.toLowerCase()) throw displaced(action, expected);
    return { address, block: mined.blockNumber };
  };
  const native = await deploy("deploy token", token, [minter, sender.address, init.initialSupply]);
  const second =
    init.secondAsset ??
    (
      await deploy("deploy second asset", developmentToken, [
        "Second",
        "SEC",
        sender.address,
        init.initialSupply,
      ])
    ).address;
  const provers = await deploy("deploy registry", registry, [
    native.address,
    init.proverStake,
    init.minProverStake ?? (init.proverStake + 1n) / 2n,
    init.exitDelay ?? exitDelayFor(init.settings),
    slasher,
  ]);
  const verifier = await deployVerifier(choice);
  const main = await deploy("deploy rollup", await linkedRollup(), [
    init.settings,
    {
      token: native.address,
      secondAsset: second,
      registry: provers.address,
      verifier,
      vkSetHash: init.vkSetHash,
      genesisStateRoot: init.genesisStateRoot,
    },
  ]);
  const slashing = hasCourt
    ? await deploy("deploy court", court, [
        main.address,
        verifier,
        verifier,
        init.court ?? COURT_PRESETS.devnet,
      ])
    : undefined;
  return {
    ...(slashing === undefined ? {} : { court: slashing.address }),
    token: native.address,
    secondAsset: second,
    registry: provers.address,
    verifier,
    rollup: main.address,
    deployedAt: native.block,
  };

  /** The libraries are the rollup's own code (ADR 0013), so each rollup brings its own. */
  async function linkedRollup(): Promise<Artifact> {
    let bytecode: string = rollup.bytecode;
    for (const [name, library] of Object.entries(LIBRARIES)) {
      const { address } = await deploy(`deploy library ${name}`, library, []);
      const place = rollup.libraries[name as keyof typeof LIBRARIES];
      bytecode = bytecode.replaceAll(place, address.slice(2).toLowerCase());
    }
    return { abi: rollup.abi, bytecode: bytecode as Hex };
  }

  async function deployVerifier(choice: VerifierChoice): Promise<Hex> {
    if (choice.kind === "deployed") return choice.address;
    const { address } =
      choice.kind === "block"
        ? await deploy("deploy verifier", blockVerifier, [])
        : await deploy("deploy development verifier", developmentVerifier, [choice.signer]);
    return address;
  }
}

/** Anyone can forge proofs against a verifier made with the development reference string. */
async function requireDevelopmentChain(sender: Deployer): Promise<void> {
  let chainId: bigint;
  try {
    chainId = BigInt(await sender.chainId());
  } catch (cause) {
    throw l1Error("read the chain's id", cause);
  }
  if (!isDevelopmentChain(chainId)) {
    throw new TrellisError(
      "TRL-L1-021",
      "the committed verifier is made with the development reference string and is for local development chains only; deploy one made with the production string and name its address",
      { chainId },
    );
  }
}

function displaced(action: string, expected: Hex): TrellisError {
  return new TrellisError(
    "TRL-L1-020",
    `${action}: the deploying account sent something else meanwhile; deploy again, with an account of its own`,
    { expected },
  );
}
