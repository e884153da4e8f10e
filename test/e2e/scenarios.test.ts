import assert from "node:assert/strict";
import { test } from "node:test";
import { bondOf } from "../../packages/protocol/src/pay/bond.ts";
import { newSeatShare } from "../../packages/protocol/src/pay/newSeats.ts";
import { penalty } from "../../packages/protocol/src/pay/penalty.ts";
import { nodePay } from "../../packages/protocol/src/pay/rewards.ts";
import { nodeAt } from "../../packages/protocol/src/tree/TreeNode.ts";
import { assertBalances } from "./assertBalances.ts";
import { playEscape } from "./playEscape.ts";
import { playLeftOut } from "./playLeftOut.ts";
import { type ScenarioEvent, ScenarioNetwork, STAKE } from "./ScenarioNetwork.ts";
import { args, assertion, check, hashOf, l1, proposer, prover, weightsOf } from "./scenario.ts";

const TIMEOUT = { timeout: 900_000 };

/** Longer than any process takes to come back; what is left of it is skipped. */
const PATIENT = 120;
/** A proposer has four seconds between the end of the window and its reveal: time to end its process. */
const SLOW_SLOTS = { slotTime: 2, proposalWindow: 12, uncleWindow: 10 };
/** Longer than a busy machine takes to name a block; what is left of it is skipped. */
const UNCLE_WINDOW = 60;

test("(a) a block that came first loses to a better one, and its new seats are paid", TIMEOUT, async (t) => {
  const network = await ScenarioNetwork.start(t, {
    settings: { ...SLOW_SLOTS, proofWindow: PATIENT, uncleWindow: UNCLE_WINDOW },
    parties: [
      proposer("high", 0.8),
      // Its block has a node for each seat; it leads only if nobody bids much more.
      proposer("low", 0.2, 2),
      // Provers that work on one block only leave a leader alone that reveals late.
      ...[0, 1, 2, 3].map((seat) => prover(`prover-${seat}`, seat, { prover: { proveTop: 2 } })),
    ],
  });
  const { settings } = network;
  const idAt = (name: string, at: bigint): string | undefined =>
    network.onL1("Committed").find((it) => it.height === at && it.proposer === network.addressOf.get(name))
      ?.proposalId;
  const isRevealed = (id: string | undefined): boolean =>
    network.events.some(
      (event) => "node" in event && event.node.event === "revealed" && event.node.proposalId === id,
    );
  const last = () => network.onL1("Committed").at(-1)?.height ?? 0n;
  let height = 0n;
  const idOf = (name: string): string | undefined => idAt(name, height);
  const proven = (name: string) =>
    network.onL1("BlockProven").filter(({ proposalId }) => proposalId === idOf(name));
  const committed = (name: string): bigint =>
    network.onL1("Committed").find(({ proposalId }) => proposalId === idOf(name))!.bitmap[0]!;
  /** Seats that proved what the losing block had committed them to, and are not in the winner's commitment. */
  const newSeats = (): bigint =>
    proven("low").reduce((all, { provers }) => all | provers[0]!, 0n) & committed("low") & ~committed("high");
  /** Whether the height has come to another end: the better block did not win, or a round without a block began anew. */
  const isOver = (): boolean =>
    network.onL1("Finalized").some((it) => it.height === height && it.proposalId !== idOf("high")) ||
    network.onL1("RoundOpened").some((it) => it.height === height && it.round > 0);
  const isPlayed = async (): Promise<boolean> => {
    const before = height;
    await network.until(() => {
      height = last();
      return height > before && idOf("low") !== undefined && idOf("high") !== undefined;
    });
    await network.kill("high");
    const isHidden = !isRevealed(idOf("high"));
    if (isHidden) await network.until(() => proven("low").length > 0 || isOver());
    await network.restart("high");
    await network.until(() => proven("high").length > 0 || isOver());
    if (isOver()) return false;
    await network.skip(PATIENT);
    return isHidden && newSeats() !== 0n;
  };
  // On a slow machine a commitment may be missed, votes or the kill be late, or another seat step in for the new one. Then the next height is
  // played.
  while (!(await isPlayed()));
  await network.until(() => network.onL1("UnclesNamed").some(({ winner }) => winner === idOf("high")));
  await network.skip(UNCLE_WINDOW);
  await network.until(
    () =>
      network.onL1("NewSeatPaid").some(({ winner }) => winner === idOf("high")) &&
      network.onL1("NodePaid").filter(({ proposalId }) => proposalId === idOf("high")).length === 3 &&
      network.onL1("Refunded").some(({ proposalId }) => proposalId === idOf("low")),
  );
  const won = network.onL1("Committed").find(({ proposalId }) => proposalId === idOf("high"))!;
  const reward = network.onL1("RewardSettled").find(({ proposalId }) => proposalId === idOf("high"));
  let bps = 0;
  const ofWinner = (name: string) => (event: ScenarioEvent) =>
    l1(name)(event) && (args(event).winner ?? args(event).proposalId) === idOf("high");

  await check(t, network, [
    assertion({
      id: "P3.3 the better block wins, though the other was proven before it",
      match: (event) => l1("Finalized")(event) && args(event).height === height,
      capture: (event) => args(event).proposalId as string,
      assert: (finals) => assert.deepEqual(finals, [idOf("high")]),
    }),
    assertion({
      id: "R7 one losing block is named, once, with its seat that the winner did not commit",
      match: ofWinner("UnclesNamed"),
      capture: (event) => args(event),
      assert: (named) => {
        assert.equal(named.length, 1);
        assert.deepEqual([named[0].uncles, named[0].newSeats.length], [[idOf("low")], 1]);
        assert.equal(named[0].newSeats[0].seats[0], 15n & ~won.bitmap[0]);
        bps = named[0].newSeats[0].bps;
      },
    }),
    assertion({
      id: "R7 the new seat is paid beside the winner's provers, once",
      match: ofWinner("NewSeatPaid"),
      capture: (event) => args(event),
      assert: (paid) => {
        assert.equal(paid.length, 1);
        assert.equal(won.bitmap[0] & (1n << BigInt(paid[0].seat)), 0n);
        // A seat of its block proved less weight than a seat of the winner, or as much.
        assert.ok(bps > 0 && bps <= settings.unclePayBps);
        const { pool: amount, winnerSeats } = reward!;
        assert.equal(paid[0].amount, newSeatShare({ amount, winnerSeats, newSeatParts: bps }, bps));
      },
    }),
    assertion({
      id: "R7 both together are paid what one pool holds",
      match: (event) => ofWinner("NewSeatPaid")(event) || ofWinner("NodePaid")(event),
      capture: (event) => args(event).amount as bigint,
      assert: (amounts) => {
        const paid = amounts.reduce((sum, one) => sum + one, 0n);
        assert.ok(paid <= reward!.pool);
      },
    }),
    assertion({
      id: "R9 who loses to a block that stood above it gets bid and bond back",
      match: (event) => l1("Refunded")(event) && args(event).proposalId === idOf("low"),
      capture: (event) => args(event).lost as bigint,
      assert: (lost) => assert.deepEqual(lost, [0n]),
    }),
  ]);
  await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
});

test("(a) a prover that claims a node and does not prove it loses stake by a case", TIMEOUT, async (t) => {
  const network = await ScenarioNetwork.start(t, {
    parties: [
      proposer("high", 0.5),
      prover("ada", 0),
      prover("bob", 1),
      prover("mute", 2, { faults: { silentRounds: 1 } }),
    ],
  });
  const { settings, court } = network;
  await network.until(() => network.onL1("Finalized").length > 0);
  const id = network.onL1("Finalized")[0]!.proposalId;
  const ofFirst = (name: string) => (event: ScenarioEvent) =>
    l1(name)(event) && args(event).proposalId === id;
  await network.until(
    () =>
      network.events.some(ofFirst("CaseSettled")) && network.events.filter(ofFirst("NodePaid")).length === 3,
  );
  const [reward] = network.onL1("RewardSettled");
  const payOf = (number: number, isCommitted: boolean): bigint =>
    nodePay(reward!.pool, weightsOf(settings), nodeAt(number), 1, isCommitted, settings.uncommittedFactorBps);
  const claimed = network.events.flatMap((event) =>
    "node" in event && event.from === "mute" && event.node.event === "claimed" && event.node.proposalId === id
      ? [2 ** Number(event.node.depth) - 1 + Number(event.node.index)]
      : [],
  );
  const missed = BigInt(claimed[0]!);

  await check(t, network, [
    assertion({
      id: "P5.3 the commitment names all three seats",
      match: ofFirst("Committed"),
      capture: (event) => args(event).bitmap[0] as bigint,
      assert: (words) => assert.deepEqual(words, [7n]),
    }),
    assertion({
      id: "R15 the others prove the node in its place",
      match: ofFirst("BlockProven"),
      capture: (event) => args(event).provers[0] as bigint,
      // On a slow machine one of them may step in for the other, too, until the other's own proof comes.
      assert: (words) =>
        assert.equal(
          words.reduce((all, word) => all | word, 0n),
          3n,
        ),
    }),
    assertion({
      id: "P6.6, P8.3 every node is paid by weight, once; the rescuer of the missed one gets a part",
      match: ofFirst("NodePaid"),
      capture: (event) => args(event),
      assert: (claims) => {
        assert.equal(new Set(claims.map(({ nodeNumber }) => nodeNumber)).size, 3);
        for (const { nodeNumber, seat, amount } of claims) {
          assert.notEqual(seat, 2, "the silent seat has no pay");
          assert.equal(amount, payOf(Number(nodeNumber), nodeNumber !== missed));
        }
      },
    }),
    assertion({
      id: "R5 a prover's nodes of one block are one call",
      match: ofFirst("NodePaid"),
      capture: (event) => ({ seat: args(event).seat as number, hash: hashOf(event) }),
      assert: (claims) => {
        for (const own of Map.groupBy(claims, ({ seat }) => seat).values()) {
          assert.equal(new Set(own.map(({ hash }) => hash)).size, 1);
        }
      },
    }),
    assertion({
      id: "R8 the silent seat is reported for the node that it claimed, once",
      match: ofFirst("Reported"),
      capture: (event) => args(event),
      assert: (reports) => {
        assert.equal(claimed.length, 1);
        assert.deepEqual(
          reports.map(({ seat, nodeNumbers }) => [seat, nodeNumbers]),
          [[2, [missed]]],
        );
      },
    }),
    assertion({
      id: "R8 after the contest window it loses twice the node's pay and the bounty, which the reporter gets",
      match: ofFirst("CaseSettled"),
      capture: (event) => args(event),
      assert: ([settled]) => {
        const taken = penalty(payOf(Number(missed), true), STAKE, 0, court);
        assert.deepEqual([settled.seat, settled.taken, settled.bounty], [2, taken, court.reportBounty]);
        const slash = network.onL1("StakeSlashed").find(({ seat }) => seat === 2);
        assert.deepEqual([slash?.stakeLeft, slash?.isActive], [STAKE - taken, true]);
        assert.equal(slash?.beneficiary, network.onL1("Reported")[0]!.reporter);
      },
    }),
  ]);
  await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
});

test(
  "(b) a proposer leaves out an honest prover's proof; the prover shows it and keeps its stake",
  TIMEOUT,
  (t) => playLeftOut(t),
);

// Without early ends the second block is proposed while the first one is proven.
test("(b) in pipelined mode: it is left out of a block, and of the one on top of it", TIMEOUT, (t) =>
  playLeftOut(t, { settings: { pipelined: true, earlyEnd: false } }),
);

test("(c) no proof in a window: the height restarts and goes on", TIMEOUT, async (t) => {
  const late = { faults: { silentRounds: 1 } };
  const network = await ScenarioNetwork.start(t, {
    parties: [proposer("high", 0.5), proposer("low", 0.3), prover("ada", 0, late), prover("bob", 1, late)],
  });
  const { settings } = network;
  const first = () =>
    network.onL1("Committed").filter(({ proposal: { height, round } }) => height === 1n && round === 0);
  const isFirst = (id: string): boolean => first().some(({ proposalId }) => proposalId === id);
  const refunds = () => network.onL1("Refunded").filter(({ proposalId }) => isFirst(proposalId));
  await network.until(
    () =>
      network.onL1("Finalized").length > 0 &&
      network.onL1("NodePaid").length >= 3 &&
      first().length === 2 &&
      refunds().length === 2,
  );

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
      id: "R9 the leader without proof loses its bond and gets its bid back; the other loses nothing",
      match: (event) => l1("Refunded")(event) && isFirst(args(event).proposalId),
      capture: (event) => args(event),
      assert: (refunded) => {
        const leader = first().reduce((best, other) => (other.score > best.score ? other : best));
        for (const { proposalId, lost } of refunded) {
          const bond = bondOf(leader.proposal.burnBid, settings.bond, settings.bondBps);
          assert.equal(lost, proposalId === leader.proposalId ? bond : 0n);
        }
      },
    }),
    assertion({
      id: "R8 without a winner nobody is reported",
      match: l1("Reported"),
      capture: (event) => args(event).proposalId as string,
      assert: (ids) => assert.ok(!ids.some(isFirst)),
    }),
  ]);
  await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
});

test("(c) a leader that never reveals loses its bond, and the next one wins", TIMEOUT, async (t) => {
  const network = await ScenarioNetwork.start(t, {
    settings: SLOW_SLOTS,
    parties: [proposer("high", 0.8), proposer("low", 0.3), prover("ada", 0), prover("bob", 1)],
  });
  const { settings } = network;
  const bidOf = (name: string) =>
    network.onL1("Committed").find((it) => it.height === 1n && it.proposer === network.addressOf.get(name));
  await network.until(() => bidOf("high") !== undefined && bidOf("low") !== undefined);
  await network.kill("high");
  await network.until(() => network.onL1("Finalized").length > 0);
  await network.restart("high");
  const { proposalId, proposal } = bidOf("high")!;
  await network.until(
    () =>
      network.onL1("Refunded").some((it) => it.proposalId === proposalId) &&
      network.onL1("NodePaid").filter((it) => it.proposalId === bidOf("low")!.proposalId).length === 3,
  );

  await check(t, network, [
    assertion({
      id: "R17 the next in rank reveals, its block is proven and wins in the same round",
      match: l1("Finalized"),
      capture: (event) => args(event).proposalId as string,
      assert: ([first]) => {
        assert.equal(first, bidOf("low")!.proposalId);
        assert.equal(bidOf("low")!.proposal.round, 0);
      },
    }),
    assertion({
      id: "R9 the leader gets its bid back, and its whole bond is burned",
      match: (event) => l1("Refunded")(event) && args(event).proposalId === proposalId,
      capture: (event) => args(event),
      assert: (refunds) =>
        assert.deepEqual(
          refunds.map(({ amount, lost }) => [amount, lost]),
          [[proposal.burnBid, bondOf(proposal.burnBid, settings.bond, settings.bondBps)]],
        ),
    }),
  ]);
  await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
});

test(
  "(d) a proposer is killed between commitment and reveal, a prover before its claims; both come back",
  TIMEOUT,
  async (t) => {
    const network = await ScenarioNetwork.start(t, {
      settings: { ...SLOW_SLOTS, proofWindow: PATIENT },
      parties: [proposer("high", 0.5), prover("ada", 0), prover("bob", 1)],
    });
    await network.until(() => network.onL1("Committed").length === 1);
    await network.kill("high");
    const killedAt = network.events.length;
    await network.restart("high");
    const [bid] = network.onL1("Committed");
    await network.until(() => network.onL1("BlockProven").length > 0);
    await network.kill("bob");
    await network.until(() => network.onL1("Finalized").length > 0);
    // R2: pay is settled when no proof can come any more.
    await network.skip(PATIENT);
    await network.restart("bob");
    const ofBid = (name: string) => (event: ScenarioEvent) =>
      l1(name)(event) && args(event).proposalId === bid!.proposalId;
    await network.until(() => network.events.filter(ofBid("NodePaid")).length === 3);

    await check(t, network, [
      assertion({
        id: "P6.1 the order is opened by the process that came after",
        match: (event) =>
          "node" in event && event.node.event === "revealed" && event.node.proposalId === bid!.proposalId,
        capture: (event) => network.events.indexOf(event) >= killedAt,
        assert: (isLater) => assert.deepEqual(isLater, [true]),
      }),
      assertion({
        id: "R9 so the block is proven and wins, and its bond comes back whole",
        match: (event) => ofBid("Finalized")(event) || ofBid("Refunded")(event),
        capture: (event) => "l1" in event && event.l1.eventName,
        assert: (ends) => assert.deepEqual(ends, ["Finalized"]),
      }),
      assertion({
        id: "P8.3 every node is paid, once",
        match: ofBid("NodePaid"),
        capture: (event) => args(event).nodeNumber as bigint,
        assert: (nodes) => assert.deepEqual([...nodes].sort(), [0n, 1n, 2n]),
      }),
    ]);
    await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
  },
);

test("(e) everybody who makes blocks vanishes, and everybody takes out what is theirs", TIMEOUT, (t) =>
  playEscape(t),
);
