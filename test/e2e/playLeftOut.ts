import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { splitReward } from "../../packages/protocol/src/pay/pay.ts";
import { assertBalances } from "./assertBalances.ts";
import { type ScenarioEvent, type ScenarioInit, ScenarioNetwork } from "./ScenarioNetwork.ts";
import { args, assertion, check, l1, proposer, prover, weightsOf } from "./scenario.ts";

/** Number of the node that the victim is named for: the first leaf of a block of depth 1. */
const LEAF = 1;

/** The seat word of a node in a proof's packed words: seat + 1, and bit 15 if it was proven as committed (R1). */
const wordAt = (seatWords: string, nodeNumber: number): number =>
  Number.parseInt(seatWords.slice(2 + 4 * nodeNumber, 6 + 4 * nodeNumber), 16);

/**
 * A proposer maliciously leaves out an honest prover's proof of a leaf. The prover shows L1 its leaf: by an own proof of the block, or by
 * an answer to the report. It keeps its stake. In pipelined mode twice: for the first block, and for the one that was proposed on top of
 * it while it was proven (P3.4).
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
  const shown = (id: string): boolean =>
    network
      .onL1("BlockProven")
      .some((it) => it.proposalId === id && wordAt(it.seatWords, LEAF) === (0x8000 | 1)) ||
    network.onL1("NodeCleared").some((it) => it.proposalId === id && it.seat === 0);
  const finals = () => network.onL1("Finalized").slice(0, heights);
  await network.until(
    () => finals().length === heights && finals().every(({ proposalId }) => shown(proposalId)),
  );
  await network.until(() =>
    finals().every(({ proposalId }) =>
      network.onL1("RewardSettled").some((it) => it.proposalId === proposalId),
    ),
  );
  const isOurs = (id: string): boolean => finals().some(({ proposalId }) => proposalId === id);
  const isAdas = (event: ScenarioEvent): boolean => args(event).seat === 0 && isOurs(args(event).proposalId);
  await network.until(
    () => network.events.filter((event) => l1("NodePaid")(event) && isAdas(event)).length > 0,
  );
  const ours = (name: string) => (event: ScenarioEvent) => l1(name)(event) && isOurs(args(event).proposalId);

  await check(t, network, [
    assertion({
      id: network.settings.pipelined
        ? "P3.4 in pipelined mode the second block is committed before the first is final"
        : "P3.1 the second block is committed only when the first is final",
      match: (event) => l1("Committed")(event) || l1("Finalized")(event),
      capture: (event) => `${"l1" in event && event.l1.eventName} ${args(event).height}`,
      assert: (order) => {
        const [committed, final] = [order.indexOf("Committed 2"), order.indexOf("Finalized 1")];
        assert.ok(final >= 0, order.join(", "));
        if (network.settings.pipelined) assert.ok(committed >= 0 && committed < final, order.join(", "));
        else assert.ok(committed < 0 || committed > final, order.join(", "));
      },
    }),
    assertion({
      id: "P5.3 the committed transcript names the honest prover",
      match: ours("Committed"),
      capture: (event) => args(event).bitmap[0] as bigint,
      assert: (words) => assert.ok(words.every((word) => word === 3n)),
    }),
    assertion({
      id: "R8 it claims its node and proves it",
      match: (event) =>
        "node" in event &&
        event.from === "ada" &&
        (event.node.event === "claimed" || event.node.event === "proved") &&
        event.node.kind === "leaf" &&
        isOurs(String(event.node.proposalId)),
      capture: (event) => args(event).event as string,
      assert: (events) => assert.deepEqual(new Set(events), new Set(["claimed", "proved"])),
    }),
    assertion({
      id: "R2 a proof without its leaf is on L1, and then the leaf as the committed seat's",
      match: ours("BlockProven"),
      capture: (event) => wordAt(args(event).seatWords, LEAF),
      assert: (words) => {
        assert.ok(
          words.some((word) => word !== (0x8000 | 1)),
          "it was left out",
        );
        assert.ok(finals().every(({ proposalId }) => shown(proposalId)));
      },
    }),
    assertion({
      id: "M1 it keeps its stake",
      match: (event) => l1("StakeSlashed")(event) && args(event).seat === 0,
      capture: args,
      assert: (slashes) => assert.deepEqual(slashes, []),
    }),
    assertion({
      id: "P8.3 it is paid for its leaf, once",
      match: (event) => l1("NodePaid")(event) && isAdas(event) && args(event).nodeNumber === BigInt(LEAF),
      capture: (event) => args(event).proposalId as string,
      assert: (ids) => {
        assert.ok(ids.length > 0);
        assert.equal(new Set(ids).size, ids.length);
      },
    }),
    assertion({
      id: "P8.3 the proposer that left it out gets no more than what was proven pays",
      match: ours("RewardSettled"),
      capture: (event) => args(event),
      assert: (rewards) => {
        for (const { proposalId, proposerReward, winnerSeats } of rewards) {
          const bid = network.onL1("Committed").find((it) => it.proposalId === proposalId)!;
          const nothing = { leaf: 0, merge: 0, root: 0 };
          const tally = { committed: { leaf: 2, merge: 0, root: 1 }, vacant: nothing };
          const most = splitReward(
            network.settings.blockReward,
            { tally, provers: winnerSeats, committedSeats: 2 },
            weightsOf(network.settings),
            1,
            bid.proposal.proverShareBps,
          );
          assert.ok(proposerReward <= most.proposer);
        }
      },
    }),
  ]);
  await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
}
