import { L1Connection } from "@trellis/l1";
import type { Configuration } from "../config/Configuration.ts";
import { type Check, check, skip } from "./Check.ts";
import { checkKeys, type OwnKeys } from "./checkKeys.ts";
import {
  checkBalances,
  checkClock,
  checkDeployment,
  checkProviders,
  checkSeats,
  type Found,
} from "./checkL1.ts";
import { checkLease } from "./checkLease.ts";
import { checkDisk, checkFolder, checkPorts } from "./checkMachine.ts";
import { checkAnnounced, checkPeers } from "./checkPeers.ts";
import { checkProving, checkReferenceString } from "./checkProving.ts";
import { checkSigner } from "./checkSigner.ts";

/** How much is examined. */
export interface ExamineOptions {
  /** Proves one leaf and holds its time to the window. Takes up to minutes. */
  readonly prove?: boolean;
}

/** Examines whether a node with this configuration can run and be paid. Changes nothing on L1 and sends nothing to peers. */
export async function* examine(
  config: Configuration,
  { prove = false }: ExamineOptions = {},
): AsyncGenerator<Check> {
  let keys: OwnKeys | undefined;
  yield await check("keys", async () => {
    const { finding, found } = await checkKeys(config);
    keys = found;
    return finding;
  });
  const { l1Signer } = config;
  if (l1Signer !== undefined) {
    const { protocol, host } = new URL(l1Signer.url);
    yield await check(`L1 signer at ${protocol}//${host}`, () => checkSigner({ ...config, l1Signer }));
  }
  const { lease } = config;
  if (lease !== undefined) yield await check("lease", () => checkLease(lease));
  let isRunning = false;
  yield await check("data folder", async () => {
    const folder = await checkFolder(config);
    isRunning = folder.isRunning;
    return folder.finding;
  });
  yield await check("disk", () => checkDisk(config.dataDir));
  yield await check("ports", () => checkPorts(config, isRunning));
  for (const url of [config.l1.rpcUrl].flat()) {
    const one = new L1Connection(url, { chainId: config.l1.chainId });
    yield await check(`L1 at ${one.providers[0]!.url.label}`, () => checkProviders(one, config));
  }
  let found: Found | undefined;
  yield await check("deployment", async () => {
    const deployment = await checkDeployment(config);
    found = deployment.found;
    return deployment.finding;
  });
  const onL1 = (name: string, run: (found: Found, keys: OwnKeys) => Promise<Check>): Promise<Check> =>
    found === undefined || keys === undefined
      ? check(name, () => skip("not checked: first mend keys, L1 and deployment"))
      : run(found, keys);
  yield await onL1("clock", (found) => check("clock", () => checkClock(found)));
  if (config.prover !== undefined) {
    yield await onL1("seats", (found, keys) => check("seats", () => checkSeats(found, keys)));
  }
  if (config.l1KeyFile !== undefined || l1Signer !== undefined) {
    yield await onL1("balances", (found, keys) =>
      check("balances", () => checkBalances(config, found, keys)),
    );
  }
  yield await check("peers", () => checkPeers(config));
  yield await check("public address", () => checkAnnounced(config));
  if (config.proofs !== "real") return;
  yield await check("reference string", () => checkReferenceString(config));
  if (prove) {
    yield await onL1("proving speed", (found) => check("proving speed", () => checkProving(config, found)));
  }
}
