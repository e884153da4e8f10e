import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { nodePay, splitReward } from "../packages/protocol/src/rewards.ts";
import { contestPay } from "../packages/protocol/src/slashing.ts";
import { nodeAt } from "../packages/protocol/src/TreeNode.ts";
import { assertBalances } from "./assertBalances.ts";
import { type ScenarioEvent, type ScenarioInit, ScenarioNetwork } from "./ScenarioNetwork.ts";
import { args, assertion, check, l1, proposer, prover } from "./scenario.ts";

/**
 * A proposer maliciously leaves out an honest prover's proof of a leaf; the prover shows L1 its own proof of that leaf, keeps its stake
 * and is paid.
 */
export async function playLeftOut(t: TestContext, init: Omit<ScenarioInit, "parties"> = {}): Promise<void> {
  const network = await ScenarioNetwork.start(t, {
    ...init,
    parties: [
      prover("ada", 0),
      // Proposer and prover in one: it names ada for a leaf, and builds on a proof of its own.
      {
        name: "eve",
        seats: [1],
        config: { ...proposer("eve", 0.5).config, faults: { leftOutSeats: [0] } },
      },
      { name: "eyewitness" },
    ],
  });
  const first = () => network.onL1("Committed")[0]?.proposalId;
  await network.until(() => network.onL1("Cleared").length >= 1);
  // Nothing more comes in this window.
  await network.skip(network.settings.proofWindow);
  await network.until(() => network.onL1("Finalized").length >= 1);
  await network.skip(network.court.reportWindow);
  await network.until(() => network.onL1("ContestPaid").length >= 1);
  const ofFirst = (name: string) => (event: ScenarioEvent) =>
    l1(name)(event) && args(event).proposalId === first();
  const isSeat = (seat: number) => (event: ScenarioEvent) => args(event).seat === seat;

  await check(t, network, [
    assertion({
      id: "P5.3 the committed transcript names the honest prover",
      match: ofFirst("Committed"),
      capture: (event) => args(event).bitmap[0] as bigint,
      assert: (words) => assert.deepEqual(words, [3n]),
    }),
    assertion({
      id: "P6.5 the honest prover's proof of its node was made in time",
      match: (event) =>
        "node" in event &&
        event.from === "ada" &&
        event.node.event === "proved" &&
        event.node.proposalId === first(),
      capture: (event) => args(event).kind as string,
      assert: (kinds) => assert.deepEqual(kinds, ["leaf"]),
    }),
    assertion({
      id: "P7.1 the accepted proof leaves it out",
      match: ofFirst("BlockProven"),
      capture: (event) => args(event).provenBitmap[0] as bigint,
      assert: (words) => assert.deepEqual(words, [2n]),
    }),
    assertion({
      id: "P9.3 the prover shows its proof of that very leaf inside the proof window, once",
      match: ofFirst("Cleared"),
      capture: (event) => args(event),
      assert: (cleared) =>
        assert.deepEqual(
          cleared.map(({ seat, nodeNumber, inTime }) => [seat, nodeNumber, inTime]),
          [[0, 1n, true]],
        ),
    }),
    assertion({
      id: "P9.1 so nobody can report it",
      match: (event) => l1("Reported")(event),
      capture: args,
      assert: (reports) => assert.deepEqual(reports, []),
    }),
    assertion({
      id: "P9.2 it keeps its stake",
      match: (event) => l1("StakeSlashed")(event) && isSeat(0)(event),
      capture: args,
      assert: (slashes) => assert.deepEqual(slashes, []),
    }),
    assertion({
      id: "P9.3 and it is paid for its node after the report window, once: at most what it was missing for",
      match: ofFirst("ContestPaid"),
      capture: (event) => args(event),
      assert: (paid) => {
        const { settings } = network;
        const final = network.onL1("Finalized").find(({ proposalId }) => proposalId === first())!;
        const weights = {
          leaf: BigInt(settings.leafWeight),
          merge: BigInt(settings.mergeWeight),
          root: BigInt(settings.rootWeight),
        };
        const share = nodePay(final.proverReward, weights, nodeAt(1), 1, true, settings.uncommittedFactorBps);
        assert.deepEqual(
          paid.map(({ seat, nodeNumber, amount }) => [seat, nodeNumber, amount]),
          [[0, 1n, contestPay(share, settings.blockReward, 2)]],
        );
      },
    }),
    assertion({
      id: "P8.3 the block pays half of what it would have: one of two committed provers is missing",
      match: ofFirst("Finalized"),
      capture: (event) => args(event),
      assert: ([final]) => {
        const { proverShareBps } = network.onL1("Committed")[0]!.proposal;
        const half = splitReward(network.settings.blockReward, 2, 1, proverShareBps);
        assert.deepEqual([final.proverReward, final.proposerReward], [half.provers, half.proposer]);
      },
    }),
  ]);
  await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
}
