import { setTimeout as delay } from "node:timers/promises";
import { type AccountSigner, type ContractAddresses, L1Client, L1Connection, L1Sender } from "@trellis/l1";
import type { RollupDomain } from "@trellis/protocol";
import { requireDevelopmentChain } from "@trellis/prover";
import type { Configuration } from "../config/Configuration.ts";
import { deploymentReader } from "../start/DeploymentReader.ts";
import { type Deployment, readDeployment } from "../start/readDeployment.ts";
import { requireProofKind } from "../start/requireVerifier.ts";
import { abortable } from "../tasks/abortable.ts";
import type { Metrics } from "../telemetry/Metrics.ts";
import type { Reporter } from "../telemetry/Reporter.ts";
import { whenReachable } from "./whenReachable.ts";

type L1Settings = Configuration["l1"];

/** L1, as far as a node has met it. */
export interface MetL1 {
  readonly l1: L1Client;
  readonly domain: RollupDomain;
  readonly deployment: Deployment;
}

/**
 * Meets L1: waits until a provider answers, and checks that it may be used with this node's kind of proofs, that it is the deployment's
 * chain, that the configured contracts are of one deployment, and that they accept this kind of proofs.
 * @param signal - ends the wait.
 * @throws TRL-PRV-140 for simulated proofs on any but a local development chain; TRL-L1-043 if it is another chain, or has not the contracts; TRL-L1-047 for a URL; as {@link readDeployment} and
 * {@link requireProofKind} do.
 */
export function openL1(
  { l1: { rpcUrl, addresses, chainId }, proofs }: Pick<Configuration, "l1" | "proofs">,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<MetL1> {
  const connection = new L1Connection(rpcUrl, {
    onChange: reporter.l1Provider,
    onError: reporter.l1ProviderError,
    chainId,
  });
  const clientOf = (all: ContractAddresses): L1Client => new L1Client(connection, all);
  const reader = deploymentReader(clientOf, addresses);
  const meet = async (): Promise<MetL1> => {
    if (proofs === "simulated") {
      requireDevelopmentChain(BigInt(await reader.chainId()), "the simulated proof system");
    }
    const deployment = await readDeployment(reader, addresses);
    await requireProofKind(reader, deployment, proofs);
    const l1 = clientOf(deployment.addresses);
    await l1.requireContracts();
    return { l1, domain: await l1.domain(), deployment };
  };
  return abortable(whenReachable(meet, signal), signal);
}

/**
 * The account that pays for gas. Nothing is sent while L1's providers disagree.
 * @param signal - ends every wait for a transaction.
 */
export function openSender(
  l1: L1Client,
  signer: AccountSigner,
  { maxFeeGwei }: L1Settings,
  {
    reporter,
    metrics,
    signal,
  }: { readonly reporter: Reporter; readonly metrics: Metrics; readonly signal: AbortSignal },
): L1Sender {
  const sender = new L1Sender(l1.public, signer, {
    maxFeePerGas: BigInt(Math.floor(maxFeeGwei * 1e9)),
    onReplaced: reporter.l1Replaced,
    // What is not mined when the node ends is found again at its next start.
    wait: (ms) => delay(ms, undefined, { signal }),
    guard: reporter.oneProblem("L1 agreement", () => l1.connection.requireAgreement()),
  });
  metrics.watchPending(() => sender.pending);
  return sender;
}
