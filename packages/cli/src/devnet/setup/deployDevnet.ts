import { join } from "node:path";
import {
  type ContractAddresses,
  DEVELOPMENT_CHAIN_ID,
  deployContracts,
  L1Sender,
  LocalSigner,
  longestRound,
  PRESETS,
  type Preset,
} from "@trellis/l1";
import { State } from "@trellis/ledger";
import type { RollupSettings } from "@trellis/protocol";
import { nodeCount, toHex } from "@trellis/protocol";
import { SIMULATED_SIGNER } from "@trellis/prover";
import { createPublicClient, http } from "viem";
import { writeDeploymentFile } from "../../shell/network/DeploymentFile.ts";
import type { DevnetOptions } from "./DevnetOptions.ts";
import { devnetKey } from "./devnetKey.ts";
import type { ProvingSeconds } from "./devnetWindows.ts";
import { giveEther } from "./giveEther.ts";

const TOKEN = 10n ** 18n;
/** Seconds between two blocks of the local L1. */
export const L1_BLOCK_SECONDS = 1;
/** R7: losing blocks may be named so long; then provers claim their pay. */
const UNCLE_SECONDS = 10;
const PROVER_STAKE = 100n * TOKEN;
/** File in the data folder for the other commands: the rollup's addresses. */
export const DEPLOYMENT_FILE = "deployment.json";

/** Where a devnet is set up. */
export interface DevnetPlace {
  readonly options: DevnetOptions;
  /** Of proposals and proofs, seconds. */
  readonly windows: Pick<RollupSettings, "proposalWindow" | "proofWindow">;
  /** How long real proofs take on this machine, if that was measured. */
  readonly provingSeconds?: ProvingSeconds | undefined;
  /** Folder for everything that the run writes. */
  readonly dataDir: string;
  /** RPC of the local L1. */
  readonly rpcUrl: string;
}

/** Deploys the contracts with the devnet's own account, and writes their addresses into the data folder. */
export async function deployDevnet(
  { options, windows, dataDir, rpcUrl }: DevnetPlace,
  vkSetHash: bigint,
): Promise<{ readonly addresses: ContractAddresses; readonly deployer: L1Sender }> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const deployer = new L1Sender(client, new LocalSigner(devnetKey(options.seed, "deployer", 0)));
  await giveEther(rpcUrl, deployer.address);
  const addresses = await deployContracts(deployer, {
    preset: presetFor({ options, windows }),
    verifier:
      options.proofs === "real"
        ? { kind: "block" }
        : { kind: "development", signer: toHex(SIMULATED_SIGNER) },
    stake: PROVER_STAKE,
    initialSupply: 1_000_000_000n * TOKEN,
    vkSetHash,
    genesisStateRoot: State.empty().root(),
  });
  await writeDeploymentFile(join(dataDir, DEPLOYMENT_FILE), {
    chainId: DEVELOPMENT_CHAIN_ID,
    addresses,
  });
  return { addresses, deployer };
}

/**
 * The preset of small networks, with windows in which this machine makes a block. L1 takes no other windows than those that fit together. All
 * provers of a block can be as many as the target, so that α stays where bids and votes bring it.
 */
function presetFor({ options, windows }: Pick<DevnetPlace, "options" | "windows">): Preset {
  const { pipelined, inclusionDelay, provers, depth } = options;
  const { settings, court } = PRESETS.devnet;
  const chosen = { ...settings, ...windows, pipelined, uncleWindow: UNCLE_SECONDS };
  return {
    settings: {
      ...chosen,
      targetProvers: Math.min(provers, nodeCount(depth)),
      inclusionDelay: inclusionDelay ?? Math.max(settings.inclusionDelay, longestRound(chosen)),
    },
    court: { ...court, contestWindow: Math.max(court.contestWindow, windows.proofWindow) },
  };
}
