import type { Preset } from "@trellis/protocol";
import { TrellisError } from "@trellis/protocol";
import { type Abi, type ContractConstructorArgs, encodeDeployData, getContractAddress, type Hex } from "viem";
import * as auction from "../generated/Auction.ts";
import * as blockVerifier from "../generated/BlockVerifier.ts";
import * as bridge from "../generated/Bridge.ts";
import * as developmentToken from "../generated/DevelopmentToken.ts";
import * as developmentVerifier from "../generated/DevelopmentVerifier.ts";
import * as leafVerifier from "../generated/LeafVerifier.ts";
import * as mergeVerifier from "../generated/MergeVerifier.ts";
import * as poseidon2 from "../generated/Poseidon2.ts";
import * as registry from "../generated/ProverRegistry.ts";
import * as rewards from "../generated/Rewards.ts";
import * as rollup from "../generated/Rollup.ts";
import * as constants from "../generated/RollupConstants.ts";
import * as court from "../generated/SlashingCourt.ts";
import * as lens from "../generated/TrellisLens.ts";
import * as token from "../generated/TrellisToken.ts";
import * as vault from "../generated/Vault.ts";
import type { ContractAddresses } from "./ContractAddresses.ts";
import type { Deployer, VerifierChoice, Verifiers } from "./Deployer.ts";
import { l1Error } from "./decodeRevert.ts";
import { displaced, requireDevelopmentChain } from "./deploymentGuards.ts";
import { lowerCaseAddresses } from "./lowerCaseAddresses.ts";
import { exitDelayOf, requireSettings } from "./settingsFaults.ts";

/** What a deployment is made of. Amounts in wei, times in seconds. */
export interface DeploymentInit {
  /** One of `PRESETS`, or own settings. */
  readonly preset: Preset;
  readonly verifier: VerifierChoice;
  /** Stake of a seat. */
  readonly stake: bigint;
  /** Stake below which a slashed seat is not active. Defaults to half of `stake`. */
  readonly minStake?: bigint;
  /** P2.2: time between asking for exit and withdrawing. Defaults to {@link exitDelayOf} the preset. */
  readonly exitDelay?: number;
  /** Native tokens that exist at the start, all with the deployer. */
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

/** Contracts that others are told of before they exist, in the order of deployment. The constants stand before them. */
const AHEAD = ["vault", "registry", "auction", "rollup", "rewards", "bridge", "court"] as const;

/** By these a contract refuses to be deployed beside others than it expects. */
const MISPLACED = new Set(["NotTheMinterOfToken", "WrongCourt"]);

/**
 * Deploys all contracts from the sender's account. Their addresses follow from the account's nonce, so the account
 * must not send anything else meanwhile.
 * @throws TRL-L1-022 for settings that L1 refuses, before anything is sent; TRL-L1-010…013 if a contract refuses or L1 fails; TRL-L1-020
 * if the account sent something else meanwhile; TRL-L1-021 for verifiers of the development reference string on a chain that is not a
 * local development chain.
 */
export async function deployContracts(sender: Deployer, init: DeploymentInit): Promise<ContractAddresses> {
  const { verifier: choice, preset, stake } = init;
  const minStake = init.minStake ?? (stake + 1n) / 2n;
  const exitDelay = init.exitDelay ?? exitDelayOf(preset);
  requireSettings(preset, { stake, minStake, exitDelay });
  if (choice.kind === "block") await requireDevelopmentChain(sender);
  let nonce: bigint;
  try {
    nonce = BigInt(await sender.nonce());
  } catch (cause) {
    throw l1Error("read the account's nonce", cause);
  }
  const addressAt = (at: bigint): Hex =>
    lowerCaseAddresses(getContractAddress({ from: sender.address, nonce: at }));
  // Before the constants: the hash, verifiers, tokens. They come first because the constants ask for their code.
  const before = 2 + VERIFIERS_OF[choice.kind] + (init.secondAsset === undefined ? 1 : 0);
  const first = nonce + BigInt(before) + 1n;
  const ahead = Object.fromEntries(AHEAD.map((name, i) => [name, addressAt(first + BigInt(i))])) as Readonly<
    Record<(typeof AHEAD)[number], Hex>
  >;

  const hasher = await deploy("deploy hash", poseidon2, []);
  const verifiers = await deployVerifiers(choice);
  const native = await deploy("deploy token", token, [ahead.vault, sender.address, init.initialSupply]);
  const secondAsset = init.secondAsset ?? (await deploySecondAsset());
  const settled = await deploy("deploy constants", constants, [
    preset.settings,
    preset.court,
    {
      ...ahead,
      token: native.address,
      secondAsset,
      poseidon2: hasher.address,
      blockVerifier: verifiers.block,
      mergeVerifier: verifiers.merge,
      leafVerifier: verifiers.leaf,
      vkSetHash: init.vkSetHash,
      genesisStateRoot: init.genesisStateRoot,
    },
  ]);
  const modules = [ahead.auction, ahead.rewards, ahead.bridge, ahead.registry, ahead.court];
  await deploy("deploy vault", vault, [native.address, secondAsset, modules, ahead.rewards]);
  await deploy("deploy registry", registry, [
    ahead.vault,
    hasher.address,
    stake,
    minStake,
    exitDelay,
    ahead.court,
    ahead.rollup,
    ahead.auction,
    ahead.bridge,
  ]);
  await deploy("deploy auction", auction, [settled.address]);
  await deploy("deploy rollup", rollup, [settled.address]);
  await deploy("deploy rewards", rewards, [settled.address]);
  await deploy("deploy bridge", bridge, [settled.address]);
  await deploy("deploy court", court, [settled.address]);
  const views = await deploy("deploy lens", lens, [settled.address]);
  return {
    ...ahead,
    token: native.address,
    secondAsset: lowerCaseAddresses(secondAsset),
    constants: settled.address,
    lens: views.address,
    blockVerifier: lowerCaseAddresses(verifiers.block),
    deployedAt: hasher.block,
  };

  async function deploy<const ContractAbi extends Abi>(
    action: string,
    { abi, bytecode }: Artifact<ContractAbi>,
    args: ContractConstructorArgs<ContractAbi>,
  ): Promise<{ readonly address: Hex; readonly block: bigint }> {
    const expected = addressAt(nonce++);
    const data = encodeDeployData({ abi: abi as Abi, bytecode, args: args as readonly unknown[] });
    try {
      const mined = await sender.deploy(action, data);
      const address = lowerCaseAddresses(mined.receipt.contractAddress!);
      if (address !== expected) throw displaced(action, expected);
      return { address, block: mined.blockNumber };
    } catch (error) {
      const refusal = error instanceof TrellisError ? error.context.error : undefined;
      if (MISPLACED.has(String(refusal))) throw displaced(action, expected);
      throw error;
    }
  }

  async function deploySecondAsset(): Promise<Hex> {
    const args = ["Second", "SEC", sender.address, init.initialSupply] as const;
    return (await deploy("deploy second asset", developmentToken, args)).address;
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

/** How many verifiers a choice deploys: of blocks, leaves and merges, or one for all three. */
const VERIFIERS_OF: Readonly<Record<VerifierChoice["kind"], number>> = {
  block: 3,
  development: 1,
  deployed: 0,
};
