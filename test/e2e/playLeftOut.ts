import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { nodePay, splitReward } from "../../packages/protocol/src/pay/rewards.ts";
import { contestPay } from "../../packages/protocol/src/pay/slashing.ts";
import { nodeAt } from "../../packages/protocol/src/tree/TreeNode.ts";
import { assertBalances } from "./assertBalances.ts";
import { type ScenarioEvent, type ScenarioInit, ScenarioNetwork } from "./ScenarioNetwork.ts";
import { args, assertion, check, l1, proposer, prover } from "./scenario.ts";

/**
 * A proposer maliciously leaves out an honest prover's proof of a leaf; the prover shows L1 its own proof of that leaf, keeps its stake
 * and is paid. In pipelined mode twice: for the first block, and for the one that was proposed on top of it while it was proven (P3.4).
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
  const heights = network.settings.pipelined ? 2 : 1;
  for (let height = 1; height <= heights; height++) {
    await network.until(
      () =>
        network.onL1("Cleared").length >= height &&
        (height === heights || network.onL1("Committed").length > height),
    );
    // Nothing more comes in this window.
    await network.skip(network.settings.proofWindow);
    await network.until(() => network.onL1("Finalized").length >= height);
  }
  await network.skip(network.court.reportWindow);
  await network.until(
    () =>
      network.onL1("ContestPaid").length >= heights &&
      network.onL1("Committed").some(({ height }) => height === 2n),
  );
  const finals = network.onL1("Finalized").slice(0, heights);
  const isOurs = (id: string): boolean => finals.some(({ proposalId }) => proposalId === id);
  const ours = (name: string) => (event: ScenarioEvent) => l1(name)(event) && isOurs(args(event).proposalId);
  const each = <T>(value: T): T[] => finals.map(() => value);
  const isSeat = (seat: number) => (event: ScenarioEvent) => args(event).seat === seat;

  await check(t, network, [
    assertion({
      id: network.settings.pipelined
        ? "P3.4 in pipelined mode the second block is committed before the first is final"
        : "P3.1 the second block is committed only when the first is final",
      match: (event) => l1("Committed")(event) || l1("Finalized")(event),
      capture: (event) => `${"l1" in event && event.l1.eventName} ${args(event).height}`,
      assert: (order) => {
        const [committed, final] = [order.indexOf("Committed 2"), order.indexOf("Finalized 1")];
        assert.ok(committed >= 0 && final >= 0, order.join(", "));
        assert.equal(committed < final, network.settings.pipelined, order.join(", "));
      },
    }),
    assertion({
      id: "P5.3 the committed transcript names the honest prover",
      match: ours("Committed"),
      capture: (event) => args(event).bitmap[0] as bigint,
      assert: (words) => assert.deepEqual(words, each(3n)),
    }),
    assertion({
      id: "P6.5 the honest prover's proof of its node was made in time",
      match: (event) =>
        "node" in event &&
        event.from === "ada" &&
        event.node.event === "proved" &&
        isOurs(String(event.node.proposalId)),
      capture: (event) => args(event).kind as string,
      assert: (kinds) => assert.deepEqual(kinds, each("leaf")),
    }),
    assertion({
      id: "P7.1 the accepted proof leaves it out",
      match: ours("BlockProven"),
      capture: (event) => args(event).provenBitmap[0] as bigint,
      assert: (words) => assert.deepEqual(words, each(2n)),
    }),
    assertion({
      id: "P9.3 the prover shows its proof of that very leaf inside the proof window, once",
      match: ours("Cleared"),
      capture: (event) => args(event),
      assert: (cleared) =>
        assert.deepEqual(
          cleared.map(({ seat, nodeNumber, inTime }) => [seat, nodeNumber, inTime]),
          each([0, 1n, true]),
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
      match: ours("ContestPaid"),
      capture: (event) => args(event),
      assert: (paid) => {
        const { settings } = network;
        const weights = {
          leaf: BigInt(settings.leafWeight),
          merge: BigInt(settings.mergeWeight),
          root: BigInt(settings.rootWeight),
        };
        const share = (pool: bigint): bigint =>
          nodePay(pool, weights, nodeAt(1), 1, true, settings.uncommittedFactorBps);
        for (const { proposalId, proverReward } of finals) {
          assert.deepEqual(
            paid
              .filter((it) => it.proposalId === proposalId)
              .map(({ seat, nodeNumber, amount }) => [seat, nodeNumber, amount]),
            [[0, 1n, contestPay(share(proverReward), settings.blockReward, 2)]],
          );
        }
      },
    }),
    assertion({
      id: "P8.3 the block pays half of what it would have: one of two committed provers is missing",
      match: ours("Committed"),
      capture: (event) => args(event),
      assert: (bids) => {
        for (const { proposalId, proposal } of bids) {
          const half = splitReward(network.settings.blockReward, 2, 1, proposal.proverShareBps);
          const final = finals.find((it) => it.proposalId === proposalId)!;
          assert.deepEqual([final.proverReward, final.proposerReward], [half.provers, half.proposer]);
        }
      },
    }),
  ]);
  await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
}
