import { join } from "node:path";
import {
  DEVELOPMENT_CHAIN_ID,
  deployContracts,
  type L1Addresses,
  L1Sender,
  type RollupSettings,
  SETTINGS_PRESETS,
  settingsWarnings,
} from "@trellis/l1";
import { State } from "@trellis/ledger";
import { nodeCount, toHex } from "@trellis/protocol";
import { SIMULATED_SIGNER } from "@trellis/prover";
import { createPublicClient, http } from "viem";
import { writeDeploymentFile } from "../../shell/DeploymentFile.ts";
import type { DevnetOptions } from "./DevnetOptions.ts";
import { devnetKey } from "./devnetKey.ts";
import { giveEther } from "./giveEther.ts";

const TOKEN = 10n ** 18n;
/** Seconds between two blocks of the local L1. */
export const L1_BLOCK_SECONDS = 1;
const PROVER_STAKE = 100n * TOKEN;
/** File in the data folder for the other commands: the rollup's addresses. */
const DEPLOYMENT_FILE = "deployment.json";

/** Where a devnet is set up. */
export interface DevnetPlace {
  readonly options: DevnetOptions;
  /** Folder for everything that the run writes. */
  readonly dataDir: string;
  /** RPC of the local L1. */
  readonly rpcUrl: string;
}

/** Deploys the contracts with the devnet's own account, and writes their addresses into the data folder. */
export async function deployDevnet(
  { options, dataDir, rpcUrl }: DevnetPlace,
  vkSetHash: bigint,
  warn: (message: string) => void,
): Promise<{ readonly addresses: L1Addresses; readonly deployer: L1Sender }> {
  const { pipelined, inclusionDelay } = options;
  const settings: RollupSettings = {
    ...SETTINGS_PRESETS.devnet,
    ...windowsFor(options),
    ...(inclusionDelay === undefined ? {} : { inclusionDelay }),
    pipelined,
  };
  for (const warning of settingsWarnings(settings, L1_BLOCK_SECONDS)) warn(warning);
  const client = createPublicClient({ transport: http(rpcUrl) });
  const deployer = new L1Sender(rpcUrl, client, devnetKey(options.seed, "deployer", 0));
  await giveEther(rpcUrl, deployer.address);
  const addresses = await deployContracts(deployer, {
    settings,
    verifier:
      options.proofs === "real"
        ? { kind: "block" }
        : { kind: "development", signer: toHex(SIMULATED_SIGNER) },
    proverStake: PROVER_STAKE,
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
 * Windows in which one 2-core machine proves or signs a block of depth 1. Deeper trees get more proof time.
 */
function windowsFor({
  proofs,
  depth,
  proposalWindow,
  proofWindow,
}: DevnetOptions): Pick<RollupSettings, "proposalWindow" | "proofWindow"> {
  const real = proofs === "real";
  const devnet = SETTINGS_PRESETS.devnet;
  // If one machine runs all provers, it proves the nodes of a deeper tree one after the other.
  const proofSeconds = real ? devnet.proofWindow + (nodeCount(depth) - nodeCount(1)) * 45 : 5 + depth;
  return {
    proposalWindow: proposalWindow ?? (real ? devnet.proposalWindow : 5),
    proofWindow: proofWindow ?? proofSeconds,
  };
}
