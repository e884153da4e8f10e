import { type ContractAddresses, L1Client, L1Connection } from "@trellis/l1";
import { bondOf } from "@trellis/protocol";
import type { Configuration } from "../config/Configuration.ts";
import { supplyOf } from "../l1/AccountWatch.ts";
import { deploymentReader } from "../start/DeploymentReader.ts";
import { type Deployment, readDeployment } from "../start/readDeployment.ts";
import { requireProofKind } from "../start/requireVerifier.ts";
import { type Finding, fail, ok, warn } from "./Check.ts";
import type { OwnKeys } from "./checkKeys.ts";

/** The deployment that was found on L1. */
export interface Found {
  readonly l1: L1Client;
  readonly deployment: Deployment;
}

/** Seconds that L1's latest block may be old, and ahead of this machine. */
const OLD_SECONDS = 60;
const AHEAD_SECONDS = 5;

/** Whether a provider answers and serves the configured chain. @throws TRL-L1-040 … 047. */
export async function checkProviders(one: L1Connection, { l1 }: Pick<Configuration, "l1">): Promise<Finding> {
  const [chainId, block] = await Promise.all([one.public.getChainId(), one.public.getBlockNumber()]);
  if (l1.chainId !== undefined || [l1.rpcUrl].flat().length === 1)
    return ok(`chain ${chainId}, block ${block}`);
  return warn(
    `chain ${chainId}, block ${block}`,
    "set l1.chainId: with several providers, one may serve another chain",
  );
}

/** Whether L1 has the deployment, and takes this node's kind of proofs. @throws TRL-NOD-060 … 063; as asking L1 does. */
export async function checkDeployment({
  l1: { rpcUrl, addresses, chainId },
  proofs,
}: Configuration): Promise<{ readonly finding: Finding; readonly found: Found }> {
  const connection = new L1Connection(rpcUrl, { chainId });
  const clientOf = (all: ContractAddresses): L1Client => new L1Client(connection, all);
  const reader = deploymentReader(clientOf, addresses);
  const deployment = await readDeployment(reader, addresses);
  await requireProofKind(reader, deployment, proofs);
  const l1 = clientOf(deployment.addresses);
  await l1.requireContracts();
  const finding = ok(
    `rollup ${deployment.addresses.rollup} on chain ${deployment.chainId} takes ${proofs} proofs`,
  );
  return { finding, found: { l1, deployment } };
}

/** Whether this machine's clock is L1's. */
export async function checkClock({ l1 }: Found): Promise<Finding> {
  const { timestamp } = await l1.ask("read the latest block", () => l1.public.getBlock());
  return judgeClock(Number(timestamp), Date.now() / 1_000);
}

/** @param block - time of L1's latest block. @param now - by this machine's clock. Both in seconds. */
export function judgeClock(block: number, now: number): Finding {
  const age = now - block;
  if (age < -AHEAD_SECONDS) {
    return fail(
      `this machine's clock is ${Math.round(-age)} s behind L1`,
      "set the clock, and keep it right with NTP: duties are timed by it",
    );
  }
  if (age <= OLD_SECONDS) return ok(`L1's latest block is ${Math.max(0, Math.round(age))} s old`);
  return warn(
    `L1's latest block is ${Math.round(age)} s old: L1 stands still, the provider lags, or this clock is ahead`,
    "compare with another provider, and keep the clock right with NTP",
  );
}

/** Whether the keys own seats that count. */
export async function checkSeats({ l1 }: Found, { seats }: OwnKeys): Promise<Finding> {
  const bitmap = await l1.read("registry", "activeBitmap", []);
  const counted: number[] = [];
  const idle: number[] = [];
  const without: string[] = [];
  for (const key of seats) {
    const [isTaken, seat] = await l1.read("registry", "seatOf", [key]);
    if (!isTaken) without.push(key);
    else if (((bitmap[seat >> 8]! >> BigInt(seat & 255)) & 1n) === 1n) counted.push(seat);
    else idle.push(seat);
  }
  if (without.length > 0) {
    return fail(
      `${without.length} of ${seats.length} keys own no seat: ${without.slice(0, 3).join(", ")}${without.length > 3 ? " …" : ""}`,
      "stake for them: trellis prover stake",
    );
  }
  if (idle.length > 0) {
    return fail(
      `the seats ${idle.join(", ")} do not count`,
      "trellis status --seats says why: paused, leaving, or too little stake (trellis prover top-up)",
    );
  }
  return ok(`${counted.length} active: ${counted.join(", ")}`);
}

/** Whether the account can pay for gas, and a proposer for its bid and bond. */
export async function checkBalances(
  { proposer }: Configuration,
  { l1 }: Found,
  { account }: OwnKeys,
): Promise<Finding> {
  const address = account!;
  const [wei, price] = await l1.ask("read the balance", () =>
    Promise.all([l1.public.getBalance({ address }), l1.public.getGasPrice()]),
  );
  const ether = `${Number(wei) / 1e18} Ether`;
  const supply = supplyOf(wei, price);
  const send = `send Ether to ${address}`;
  if (supply === "empty") return fail(`${ether}: too little for gas`, send);
  if (proposer !== undefined) {
    const [settings, balance] = await Promise.all([
      l1.settings(),
      l1.read("auction", "balanceOf", [address]),
    ]);
    const { minBurnBid, bond, bondBps } = settings;
    const least = minBurnBid + bondOf(minBurnBid, bond, bondBps);
    if (balance < least) {
      return fail(
        `the proposer's balance is ${Number(balance) / 1e18} tokens; the least bid and its bond are ${Number(least) / 1e18}`,
        "deposit: trellis proposer balance deposit",
      );
    }
  }
  return supply === "low" ? warn(`${ether} last for about an hour`, send) : ok(ether);
}
