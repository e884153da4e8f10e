import type { ProverStrategy } from "@trellis/strategy";
import type { ProverSettings } from "../config/Configuration.ts";
import type { ClaimedWork } from "../disk/ClaimedWork.ts";
import { createProverStrategy } from "../roles/prover/createProverStrategy.ts";
import { expectedSeconds } from "../roles/prover/expectedSeconds.ts";
import { ProverRole } from "../roles/prover/ProverRole.ts";
import { seatSecret } from "./secrets.ts";
import { type Rival, TestNode } from "./TestNode.ts";

const SETTINGS: ProverSettings = {
  seatKeyFiles: [],
  capacity: 2,
  strategy: "expectedPay",
  expectedSeconds: { leaf: 1, merge: 1, root: 1 },
  engine: { kind: "local" },
  maxJobs: 4,
  proveTop: 1,
  costPerSecond: "0",
  confidence: 0.9,
  mostMissed: 3,
  simulatedMs: 0,
};

/**
 * The prover of a test's node.
 * @param seats - its seats: it has the keys {@link seatSecret} of these numbers.
 * @param wrap - what becomes of its strategy.
 * @param work - where it keeps its claims.
 * @param machines - proofs that can be made at the same time; the setting `maxJobs` by default.
 */
export function proverRole(
  node: TestNode,
  seats: readonly number[],
  settings: Partial<ProverSettings> = {},
  wrap: (honest: ProverStrategy) => ProverStrategy = (honest) => honest,
  work?: ClaimedWork,
  machines?: () => number,
): ProverRole {
  const all = { ...SETTINGS, ...settings };
  return new ProverRole(node.parts, {
    settings: all,
    book: node.book,
    secretKeys: seats.map(seatSecret),
    strategy: wrap(createProverStrategy(all)),
    expectedSeconds: expectedSeconds("real", all),
    ...(work === undefined ? {} : { work }),
    ...(machines === undefined ? {} : { machines }),
    gatherMs: 0,
    prices: () => ({ gasPrice: 0n, tokenPrice: 1n }),
  });
}

/** A prover in the proof window of one bid, executed here, whose transcript names seats by node number. */
export async function proving(
  own: readonly number[],
  named: readonly number[],
  settings: Partial<ProverSettings> = {},
): Promise<{ readonly node: TestNode; readonly role: ProverRole; readonly bid: Rival }> {
  const node = await TestNode.started();
  const role = proverRole(node, own, settings);
  const bid = node.committedRival(named);
  node.toProofWindow();
  await node.reveal(bid);
  return { node, role, bid };
}

/** What was published, as `depth/index by seat`. */
export function published(
  node: TestNode,
  topic: "proof_notices" | "start_claims" = "proof_notices",
): string[] {
  const { gossip } = node;
  const all =
    topic === "proof_notices"
      ? gossip.sent(topic).flatMap(({ notices }) => notices)
      : gossip.sent(topic).flatMap(({ claims }) => claims);
  return all.map(({ node: { depth, index }, seat }) => `${depth}/${index} by ${seat}`);
}
