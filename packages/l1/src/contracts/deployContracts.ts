import { type Abi, type ContractConstructorArgs, encodeDeployData, getContractAddress, type Hex } from "viem";
import * as blockVerifier from "../generated/BlockVerifier.ts";
import * as bridge from "../generated/Bridge.ts";
import * as developmentToken from "../generated/DevelopmentToken.ts";
import * as developmentVerifier from "../generated/DevelopmentVerifier.ts";
import * as leafVerifier from "../generated/LeafVerifier.ts";
import * as mergeVerifier from "../generated/MergeVerifier.ts";
import * as pipeline from "../generated/Pipeline.ts";
import * as registry from "../generated/ProverRegistry.ts";
import * as rollup from "../generated/Rollup.ts";
import * as roundViews from "../generated/RoundViews.ts";
import * as court from "../generated/SlashingCourt.ts";
import * as token from "../generated/TrellisToken.ts";
import type { Mined } from "../sending/L1Sender.ts";
import type { Deployer, VerifierChoice, Verifiers } from "./Deployer.ts";
import { l1Error, revertName } from "./decodeRevert.ts";
import { displaced, requireDevelopmentChain } from "./deploymentGuards.ts";
import type { L1Addresses } from "./L1Addresses.ts";
import { lowerCaseAddresses } from "./lowerCaseAddresses.ts";
import { exitDelayFor, type RollupSettings } from "./RollupSettings.ts";

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
  /** All windows end within half a minute, for watched test networks. Too short for people and for real proofs. */
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

/** What a deployment is made of. */
export interface DeploymentInit {
  readonly settings: RollupSettings;
  readonly verifier: VerifierChoice;
  /** Stake of a seat, wei. */
  readonly proverStake: bigint;
  /** Stake below which a slashed seat is not active, wei. Defaults to half of `proverStake`. */
  readonly minProverStake?: bigint;
  /** P9: Defaults to {@link COURT_PRESETS}.devnet. */
  readonly court?: CourtSettings;
  /** P2.2: seconds between requesting exit and withdrawing. Defaults to {@link exitDelayFor} the settings. */
  readonly exitDelay?: number;
  /** Native tokens that exist at the start, all with the deployer, wei. */
  readonly initialSupply: bigint;
  readonly vkSetHash: bigint;
  readonly genesisStateRoot: bigint;
  /** Token of L2 asset 1. Without one, a development token is deployed. */
  readonly secondAsset?: Hex;
}

/** A compiled contract. */
interface Artifact<ContractAbi extends Abi> {
  readonly abi: ContractAbi;
  readonly bytecode: Hex;
}

/** The libraries that the rollup is linked to. They have no constructor. */
const LIBRARIES: Readonly<Record<keyof typeof rollup.libraries, { readonly bytecode: Hex }>> = {
  Bridge: bridge,
  Pipeline: pipeline,
  RoundViews: roundViews,
};

/** How many verifiers a choice deploys: of blocks, leaves and merges, or one for all three. */
const VERIFIERS_OF: Readonly<Record<VerifierChoice["kind"], number>> = {
  block: 3,
  development: 1,
  deployed: 0,
};

/**
 * Deploys token, registry, verifiers, the rollup's libraries, the rollup and its court from the sender's account. The rollup is the
 * token's minter, and the court is the registry's slasher. Both addresses follow from the account's nonce, so the account must not send
 * anything else meanwhile.
 * @throws TRL-L1-010…013 if a contract refuses or L1 fails, TRL-L1-020 if the account sent something else meanwhile, TRL-L1-021 for
 * verifiers of the development reference string on a chain that is not a local development chain.
 */
export async function deployContracts(sender: Deployer, init: DeploymentInit): Promise<L1Addresses> {
  const { verifier: choice } = init;
  if (choice.kind === "block") await requireDevelopmentChain(sender);
  // Before the rollup: token and registry, a second asset, verifiers, libraries.
  const ahead =
    2 + (init.secondAsset === undefined ? 1 : 0) + VERIFIERS_OF[choice.kind] + Object.keys(LIBRARIES).length;
  let nonce: bigint;
  try {
    nonce = BigInt(await sender.nonce());
  } catch (cause) {
    throw l1Error("read the account's nonce", cause);
  }
  const addressAt = (at: bigint): Hex =>
    lowerCaseAddresses(getContractAddress({ from: sender.address, nonce: at }));
  const minter = addressAt(nonce + BigInt(ahead));
  const slasher = addressAt(nonce + BigInt(ahead) + 1n);
  const deploy = async <const ContractAbi extends Abi>(
    action: string,
    { abi, bytecode }: Artifact<ContractAbi>,
    args: ContractConstructorArgs<ContractAbi>,
  ) => {
    const expected = addressAt(nonce++);
    let mined: Mined;
    try {
      mined = await sender.deploy(
        action,
        encodeDeployData({ abi: abi as Abi, bytecode, args: args as readonly unknown[] }),
      );
    } catch (error) {
      // The rollup checks that the token's minter is itself.
      throw revertName((error as Error).cause) === "WrongMinter" ? displaced(action, expected) : error;
    }
    const address = lowerCaseAddresses(mined.receipt.contractAddress!);
    if (address !== expected) throw displaced(action, expected);
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
  const verifiers = await deployVerifiers(choice);
  const main = await deploy("deploy rollup", await linkedRollup(), [
    init.settings,
    {
      token: native.address,
      secondAsset: second,
      registry: provers.address,
      verifier: verifiers.block,
      vkSetHash: init.vkSetHash,
      genesisStateRoot: init.genesisStateRoot,
    },
  ]);
  const slashing = await deploy("deploy court", court, [
    main.address,
    verifiers.leaf,
    verifiers.merge,
    init.court ?? COURT_PRESETS.devnet,
  ]);
  return {
    court: slashing.address,
    token: native.address,
    secondAsset: lowerCaseAddresses(second),
    registry: provers.address,
    verifier: lowerCaseAddresses(verifiers.block),
    rollup: main.address,
    deployedAt: native.block,
  };

  /** The libraries are the rollup's own code (ADR 0013), so each rollup brings its own. */
  async function linkedRollup(): Promise<Artifact<typeof rollup.abi>> {
    let bytecode: string = rollup.bytecode;
    for (const [name, library] of Object.entries(LIBRARIES)) {
      const { address } = await deploy(`deploy library ${name}`, { abi: [], ...library }, []);
      const place = rollup.libraries[name as keyof typeof LIBRARIES];
      bytecode = bytecode.replaceAll(place, address.slice(2));
    }
    return { abi: rollup.abi, bytecode: bytecode as Hex };
  }

  async function deployVerifiers(choice: VerifierChoice): Promise<Verifiers> {
    switch (choice.kind) {
      case "deployed":
        return choice;
      case "development": {
        const { address } = await deploy("deploy development verifier", developmentVerifier, [choice.signer]);
        return { block: address, leaf: address, merge: address };
      }
      case "block":
        return {
          block: (await deploy("deploy block verifier", blockVerifier, [])).address,
          leaf: (await deploy("deploy leaf verifier", leafVerifier, [])).address,
          merge: (await deploy("deploy merge verifier", mergeVerifier, [])).address,
        };
    }
  }
}
