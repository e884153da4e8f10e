import type { TestContext } from "node:test";
import type { NodeWeights } from "../../packages/protocol/src/pay/rewards.ts";
import type { RollupSettings } from "../../packages/protocol/src/settings/settings.ts";
import type { Party, ScenarioEvent, ScenarioNetwork } from "./ScenarioNetwork.ts";

/** One thing that a scenario shows: what is gathered of what happened, and what must be true of it. */
export interface Assertion<T = unknown> {
  readonly id: string;
  readonly match: (event: ScenarioEvent) => boolean;
  readonly capture: (event: ScenarioEvent) => T;
  readonly assert: (captured: readonly T[]) => void | Promise<void>;
}

/** An assertion about what it captures. */
export const assertion = <T>(it: Assertion<T>): Assertion => it as Assertion;

/** Asserts each of a list, as a test of its own. */
export async function check(
  t: TestContext,
  network: ScenarioNetwork,
  list: readonly Assertion[],
): Promise<void> {
  for (const it of list) {
    await t.test(it.id, () => it.assert(network.events.filter(it.match).map(it.capture)));
  }
}

/** Matches events of L1 by name. */
export const l1 =
  (name: string) =>
  (event: ScenarioEvent): boolean =>
    "l1" in event && event.l1.eventName === name;
/** The fields of an event whose name was matched. */
// biome-ignore lint/suspicious/noExplicitAny: the fields of an event whose name was matched
export const args = (event: ScenarioEvent): any => ("l1" in event ? event.l1.args : event.node);
/** The L1 transaction that an event of L1 came of. */
export const hashOf = (event: ScenarioEvent): string => ("l1" in event ? event.l1.transactionHash! : "");

export const proposer = (name: string, bidFraction: number, depth = 1): Party => ({
  name,
  config: { proposer: { depth, bidFraction } },
});
export const prover = (name: string, seat: number, config: Party["config"] = {}): Party => ({
  name,
  seats: [seat],
  config,
});

/** Weights of nodes, as pay is computed from them. */
export const weightsOf = ({ leafWeight, mergeWeight, rootWeight }: RollupSettings): NodeWeights => ({
  leaf: BigInt(leafWeight),
  merge: BigInt(mergeWeight),
  root: BigInt(rootWeight),
});
