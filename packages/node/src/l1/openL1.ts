import { L1Connection, L1Sender } from "@trellis/l1";
import { SecondL1Client } from "@trellis/l1/second";
import type { RollupDomain } from "@trellis/protocol";
import type { Configuration } from "../config/Configuration.ts";
import { abortable } from "../tasks/abortable.ts";
import type { Metrics } from "../telemetry/Metrics.ts";
import type { Reporter } from "../telemetry/Reporter.ts";
import { whenReachable } from "./whenReachable.ts";

type L1Settings = Configuration["l1"];

/**
 * Meets L1: waits until a provider answers, and checks that it is the deployment's chain.
 * @param signal - ends the wait.
 * @throws TRL-L1-043 if it is another chain, or has not the contracts; TRL-L1-047 for a URL.
 */
export async function openL1(
  { rpcUrl, addresses, chainId }: L1Settings,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<{ readonly l1: SecondL1Client; readonly domain: RollupDomain }> {
  const l1 = new SecondL1Client(
    new L1Connection(rpcUrl, { onChange: reporter.l1Provider, chainId }),
    addresses,
  );
  const meet = async (): Promise<RollupDomain> => {
    const domain = await l1.domain();
    await l1.requireContracts();
    return domain;
  };
  return { l1, domain: await abortable(whenReachable(meet, signal), signal) };
}

/** The account that pays for gas. Nothing is sent while L1's providers disagree. */
export function openSender(
  l1: SecondL1Client,
  secretKey: Uint8Array,
  { maxFeeGwei }: L1Settings,
  { reporter, metrics }: { readonly reporter: Reporter; readonly metrics: Metrics },
): L1Sender {
  const sender = new L1Sender(l1.public, secretKey, {
    maxFeePerGas: BigInt(Math.floor(maxFeeGwei * 1e9)),
    onReplaced: reporter.l1Replaced,
    guard: reporter.oneProblem("L1 agreement", () => l1.connection.requireAgreement()),
  });
  metrics.watchPending(() => sender.pending);
  return sender;
}
