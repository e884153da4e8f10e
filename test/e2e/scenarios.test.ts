import assert from "node:assert/strict";
import { test } from "node:test";
import { courtOf } from "../../packages/l1/src/contracts/L1Addresses.ts";
import { abi as courtAbi } from "../../packages/l1/src/generated/SlashingCourt.ts";
import { nodePay, splitReward, unclePart } from "../../packages/protocol/src/pay/rewards.ts";
import { slashAmount, splitSlash } from "../../packages/protocol/src/pay/slashing.ts";
import { nodeAt } from "../../packages/protocol/src/tree/TreeNode.ts";
import { assertBalances } from "./assertBalances.ts";
import { callsTo } from "./callsTo.ts";
import { playLeftOut } from "./playLeftOut.ts";
import { type ScenarioEvent, ScenarioNetwork, STAKE } from "./ScenarioNetwork.ts";
import { args, assertion, check, hashOf, l1, proposer, prover } from "./scenario.ts";

const TIMEOUT = { timeout: 480_000 };

/** Longer than any process takes to come back; what is left of it is skipped. */
const PATIENT = 120;
const KEEN = { prover: { proveTop: 2 } };

test(
  "(a) two blocks are proven, one wins, the other is an uncle, and a silent prover is slashed",
  TIMEOUT,
  async (t) => {
    const network = await ScenarioNetwork.start(t, {
      parties: [
        proposer("high", 0.5),
        proposer("low", 0.3),
        prover("ada", 0, KEEN),
        prover("bob", 1, KEEN),
        prover("mute", 2, { faults: { silentRounds: 1 } }),
      ],
    });
    const { settings, court } = network;
    const committed = () => network.onL1("Committed").filter(({ height }) => height === 1n);
    const isFirst = (id: string): boolean => committed().some(({ proposalId }) => proposalId === id);
    await network.until(() => {
      const slashed = network.onL1("Slashed").filter(({ proposalId }) => isFirst(proposalId));
      const claimed = network.onL1("RewardClaimed").filter(({ proposalId }) => isFirst(proposalId));
      return slashed.length === 2 && claimed.length === 6 && network.onL1("Refunded").length >= 1;
    });

    const [winner] = network.onL1("Finalized");
    const uncle = committed().find(({ proposalId }) => proposalId !== winner!.proposalId)!;
    const share = (id: string) =>
      committed().find(({ proposalId }) => proposalId === id)!.proposal.proverShareBps;
    const reward = splitReward(settings.blockReward, 3, 2, share(winner!.proposalId));
    const pools = new Map([
      [winner!.proposalId, reward.provers],
      [uncle.proposalId, unclePart(settings.uncleReward, 2, 2, 2)],
    ]);
    const weights = {
      leaf: BigInt(settings.leafWeight),
      merge: BigInt(settings.mergeWeight),
      root: BigInt(settings.rootWeight),
    };
    const ofFirst = (name: string) => (event: ScenarioEvent) =>
      l1(name)(event) && isFirst(args(event).proposalId);

    await check(t, network, [
      assertion({
        id: "P5.3 both commitments name all three seats",
        match: ofFirst("Committed"),
        capture: (event) => args(event).provers as bigint,
        assert: (provers) => assert.deepEqual(provers, [3n, 3n]),
      }),
      assertion({
        id: "P7.1 both blocks are proven, by two of the three, and none twice",
        match: ofFirst("BlockProven"),
        capture: (event) => args(event),
        assert: (proven) => {
          assert.equal(new Set(proven.map(({ proposalId }) => proposalId)).size, 2);
          assert.deepEqual(
            proven.map(({ provenBitmap }) => provenBitmap[0]),
            [3n, 3n],
          );
        },
      }),
      assertion({
        id: "P8.1 the higher bid wins and is burned",
        match: ofFirst("Finalized"),
        capture: (event) => args(event),
        assert: ([final]) => {
          const high = committed().find(({ proposer }) => proposer === network.addressOf.get("high"))!;
          assert.equal(final.proposalId, high.proposalId);
          assert.equal(final.burned, high.proposal.burnBid);
          assert.deepEqual([final.proposerReward, final.proverReward], [reward.proposer, reward.provers]);
        },
      }),
      assertion({
        id: "P8.3, P8.4 every node of winner and uncle is paid by weight, once",
        match: ofFirst("RewardClaimed"),
        capture: (event) => args(event),
        assert: (claims) => {
          assert.equal(new Set(claims.map((it) => `${it.proposalId} ${it.nodeNumber}`)).size, 6);
          for (const { proposalId, nodeNumber, seat, amount } of claims) {
            const node = nodeAt(Number(nodeNumber));
            assert.notEqual(seat, 2, "the silent seat has no pay");
            assert.equal(
              amount,
              nodePay(pools.get(proposalId)!, weights, node, 1, true, settings.uncommittedFactorBps),
            );
          }
        },
      }),
      assertion({
        id: "P8.4 a prover's claims of one height, for winner and uncle, are one call",
        match: ofFirst("RewardClaimed"),
        capture: (event) => ({ payout: args(event).payout as string, hash: hashOf(event) }),
        assert: (claims) => {
          const calls = Map.groupBy(claims, ({ payout }) => payout.toLowerCase());
          assert.deepEqual(
            new Set(calls.keys()),
            new Set(["ada", "bob"].map((name) => network.addressOf.get(name)!.toLowerCase())),
          );
          for (const own of calls.values()) assert.equal(new Set(own.map(({ hash }) => hash)).size, 1);
        },
      }),
      assertion({
        id: "P9.1 the silent seat is reported for its node of each block, once, when the round is final",
        match: ofFirst("Reported"),
        capture: (event) => args(event),
        assert: (reports) => {
          assert.deepEqual(
            reports.map(({ seat }) => seat),
            [2, 2],
          );
          assert.deepEqual(
            new Set(reports.map(({ proposalId }) => proposalId)),
            new Set([winner!.proposalId, uncle.proposalId]),
          );
          for (const { backupPlusOne } of reports) assert.ok([1, 2].includes(backupPlusOne));
        },
      }),
      assertion({
        id: "P9.2 after the contest window it loses the rate of a first offence for each, shared with its backup",
        match: (event) => l1("StakeSlashed")(event),
        capture: (event) => args(event),
        assert: (slashes) => {
          const amount = slashAmount(STAKE, court.slashBps, 0);
          const { backup, burned } = splitSlash(amount, court.backupBps, true);
          for (const slash of slashes.slice(0, 2)) {
            assert.deepEqual([slash.seat, slash.reward, slash.burned], [2, backup, burned]);
          }
          assert.equal(slashes[1].stakeLeft, STAKE - 2n * amount);
        },
      }),
      assertion({
        id: "P8.1 the loser gets bid and bond back",
        match: ofFirst("Refunded"),
        capture: (event) => args(event),
        assert: (refunds) =>
          assert.deepEqual(
            refunds.map(({ proposalId, amount }) => [proposalId, amount]),
            [[uncle.proposalId, uncle.proposal.burnBid + settings.bond]],
          ),
      }),
    ]);
    await t.test(
      "P1.4 each report and settlement is one party's call, and no party pays twice for one",
      async () => {
        const calls = await callsTo(network, courtOf(network.addresses), courtAbi);
        for (const [functionName, event] of [
          ["report", "Reported"],
          ["settle", "Slashed"],
        ] as const) {
          const effects = network.events.filter(ofFirst(event)).map(hashOf);
          const ofHeight = calls.filter(
            (call) => call.functionName === functionName && isFirst(String(call.args[0])),
          );
          assert.equal(effects.length, 2);
          assert.deepEqual(
            ofHeight.filter(({ hasSucceeded }) => hasSucceeded).map(({ hash }) => hash),
            effects,
          );
          const paid = ofHeight.map(({ from, args: [id, ...rest] }) => [
            from,
            id,
            functionName === "settle" ? rest : [],
          ]);
          assert.deepEqual(new Set(paid.map(String)).size, paid.length, JSON.stringify(paid.map(String)));
        }
      },
    );
    await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
  },
);

test(
  "(b) a proposer leaves out an honest prover's proof; the prover shows it and keeps its stake",
  TIMEOUT,
  (t) => playLeftOut(t),
);

test("(b) in pipelined mode: it is left out of a block, and of the one on top of it", TIMEOUT, (t) =>
  playLeftOut(t, { settings: { pipelined: true } }),
);

test("(c) no proof in a window: the height restarts and goes on", TIMEOUT, async (t) => {
  const late = { faults: { silentRounds: 1 } };
  const network = await ScenarioNetwork.start(t, {
    parties: [proposer("high", 0.5), proposer("low", 0.3), prover("ada", 0, late), prover("bob", 1, late)],
  });
  const { settings } = network;
  await network.until(
    () =>
      network.onL1("Finalized").length === 1 &&
      network.onL1("RewardClaimed").length >= 3 &&
      network.onL1("Refunded").length >= 2,
  );
  const [failed] = network.onL1("LeaderFailed");
  const first = network
    .onL1("Committed")
    .filter(({ proposal: { height, round } }) => height === 1n && round === 0);

  await check(t, network, [
    assertion({
      id: "P3.3 height 1 restarts once, and its second round is final",
      match: (event) => l1("RoundRestarted")(event) && args(event).height === 1n,
      capture: (event) => args(event).round as number,
      assert: (rounds) => {
        assert.deepEqual(rounds, [0]);
        assert.equal(network.onL1("Finalized")[0]!.height, 1n);
        const won = network
          .onL1("Committed")
          .find(({ proposalId }) => proposalId === network.onL1("Finalized")[0]!.proposalId);
        assert.equal(won?.proposal.round, 1);
      },
    }),
    assertion({
      id: "P9.6 the leader without proof loses its bond once and gets its bid back",
      match: l1("LeaderFailed"),
      capture: (event) => args(event),
      assert: (failures) => {
        assert.equal(failures[0].bond, settings.bond);
        const leader = first.reduce((best, other) => (other.score > best.score ? other : best));
        assert.equal(failures[0].proposalId, leader.proposalId);
      },
    }),
    assertion({
      id: "P3.3 the others get bid and bond back; for the failed leader none is asked",
      match: l1("Refunded"),
      capture: (event) => args(event).proposalId as string,
      assert: (ids) => {
        assert.ok(!ids.includes(failed!.proposalId));
        assert.equal(first.length, 2);
        for (const { proposalId } of first) {
          if (proposalId !== failed!.proposalId) assert.ok(ids.includes(proposalId));
        }
      },
    }),
    assertion({
      id: "P9.1 without an accepted proof nobody is reported",
      match: l1("Reported"),
      capture: (event) => args(event).proposalId as string,
      assert: (ids) => assert.ok(first.every(({ proposalId }) => !ids.includes(proposalId))),
    }),
  ]);
  await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
});

test(
  "(d) a proposer is killed between commitment and reveal, a prover before its claims; both come back",
  TIMEOUT,
  async (t) => {
    const network = await ScenarioNetwork.start(t, {
      settings: { proofWindow: PATIENT },
      parties: [proposer("high", 0.5), prover("ada", 0), prover("bob", 1)],
    });
    await network.until(() => network.onL1("Committed").length === 1);
    await network.kill("high");
    const killedAt = network.events.length;
    await network.restart("high");
    const [bid] = network.onL1("Committed");
    await network.until(() => network.onL1("BlockProven").length === 1);
    await network.kill("bob");
    await network.skip(PATIENT);
    await network.until(() => network.onL1("Finalized").length === 1);
    await network.restart("bob");
    const ofBid = (name: string) => (event: ScenarioEvent) =>
      l1(name)(event) && args(event).proposalId === bid!.proposalId;
    await network.until(() => network.events.filter(ofBid("RewardClaimed")).length === 3);

    await check(t, network, [
      assertion({
        id: "P6.1 the order is opened by the process that came after",
        match: (event) =>
          "node" in event && event.node.event === "revealed" && event.node.proposalId === bid!.proposalId,
        capture: (event) => network.events.indexOf(event) >= killedAt,
        assert: (isLater) => assert.deepEqual(isLater, [true]),
      }),
      assertion({
        id: "P9.6 so the block is proven and wins, and no bond is lost",
        match: (event) => l1("Finalized")(event) || l1("LeaderFailed")(event),
        capture: (event) => args(event).proposalId as string,
        assert: ([first]) => assert.equal(first, bid!.proposalId),
      }),
      assertion({
        id: "P8.3 every node is paid, once",
        match: ofBid("RewardClaimed"),
        capture: (event) => args(event).nodeNumber as bigint,
        assert: (nodes) => assert.deepEqual([...nodes].sort(), [0n, 1n, 2n]),
      }),
    ]);
    await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
  },
);
