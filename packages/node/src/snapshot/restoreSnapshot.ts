import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ContractAddresses, L1Client, L1Connection } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import { OwnStanding } from "../chain/OwnStanding.ts";
import type { Configuration } from "../config/Configuration.ts";
import { filesOf } from "../config/filesOf.ts";
import { FolderLock } from "../disk/FolderLock.ts";
import { requireOwnFolder } from "../disk/requireOwnFolder.ts";
import { readSecretKeyFile } from "../disk/secretKeyFile.ts";
import { openAccount } from "../l1/openAccount.ts";
import { deploymentReader } from "../start/DeploymentReader.ts";
import { readDeployment } from "../start/readDeployment.ts";
import { CHAIN_STORE } from "../store/ChainStore.ts";
import { checkOnL1 } from "./checkOnL1.ts";
import { readSnapshot } from "./readSnapshot.ts";
import { SnapshotFile } from "./SnapshotFile.ts";
import { snapshotL1 } from "./SnapshotL1.ts";
import { type Restored, writeStore } from "./writeStore.ts";

/**
 * Makes the chain store of a node that does not run from a snapshot, after it was held against the node's L1.
 * @param replace - whether a store that is there is replaced, once the new one is whole.
 * @throws TRL-NOD-093 if there is a store and it is not; TRL-NOD-051 if the node runs; TRL-NOD-090 … 092 for the snapshot; as the node's start for
 * folder, keys and L1.
 */
export async function restoreSnapshot(
  config: Configuration,
  file: string,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<Restored> {
  const path = join(config.dataDir, CHAIN_STORE);
  const source = await SnapshotFile.open(file);
  let lock: FolderLock | undefined;
  try {
    await requireOwnFolder(config.dataDir, filesOf(config));
    lock = await FolderLock.take(config.dataDir);
    if (!replace && existsSync(path)) {
      throw new TrellisError(
        "TRL-NOD-093",
        `${path} exists: the node goes on from it; use --replace to put the snapshot in its place`,
        { path },
      );
    }
    const l1 = await snapshotL1(await meet(config));
    await checkOnL1(source.manifest, l1);
    return await writeStore(await readSnapshot(source), l1, { path, standing: await standingOf(config) });
  } finally {
    lock?.release();
    await source.close();
  }
}

async function meet({ l1: { rpcUrl, addresses, chainId } }: Configuration): Promise<L1Client> {
  const connection = new L1Connection(rpcUrl, { chainId });
  const clientOf = (all: ContractAddresses): L1Client => new L1Client(connection, all);
  const deployment = await readDeployment(deploymentReader(clientOf, addresses), addresses);
  return clientOf(deployment.addresses);
}

/** The sums of the configuration's own keys: a store is for them. */
async function standingOf(config: Configuration): Promise<OwnStanding> {
  const { prover, keyPasswordFile: passwordFile } = config;
  const seatSecretKeys = await Promise.all(
    (prover?.seatKeyFiles ?? []).map((file, i) =>
      readSecretKeyFile(file, { field: `prover.seatKeyFiles.${i}`, passwordFile }),
    ),
  );
  const account = (await openAccount(config))?.address;
  return new OwnStanding({ seatSecretKeys, account, emit: () => {} });
}
