import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { historyClient } from "@trellis/client";
import { Indexer, IndexServer } from "@trellis/indexer";
import { readDeployment } from "../../../../indexer/src/store/meta.ts";
import {
  ALICE,
  allNamed,
  type Block,
  BOB,
  ETHER,
  TestHistory,
  type Work,
} from "../../../../indexer/test/TestHistory.ts";
import { FakeIo } from "../../../test/FakeIo.ts";
import { program } from "../../program.ts";
import { clock, exact, formula, wrapped } from "./formula.ts";

/**
 * Three heights. 1: Alice beats Bob; seat 3 steps in for seat 2, which is reported and slashed. 2: restarted once, then Bob alone.
 * 3: not decided.
 */
let history: TestHistory;
let server: IndexServer;
let indexer: Indexer;
let won: Block;
let lost: Block;

before(async () => {
  history = await TestHistory.start();
  const { chain } = history;
  const seats = history.cast(5);
  lost = history.commit(BOB, ETHER, seats.slice(0, 2));
  won = history.commit(ALICE, 2n * ETHER, seats.slice(0, 3));
  chain.toProofs();
  const rescue: Work = { seat: seats[3]!, as: "rescue" };
  const proof = chain.submit(won, new Map<number, Work>([...allNamed(won), [2, rescue]]));
  chain.toProofEnd(won);
  chain.finalize();
  chain.settle(won);
  chain.report(BOB, won, seats[2]!, [2]);
  chain.refund(lost, won);
  history.mine();
  const never = history.commit(ALICE, ETHER, seats.slice(0, 1));
  chain.toProofEnd(never);
  chain.finalize();
  chain.pass(3_000);
  chain.claimNodes(won, 0, proof);
  chain.settleCase(won, seats[2]!);
  history.mine();
  history.win(history.commit(BOB, 3n * ETHER, seats.slice(2)));
  history.commit(ALICE, ETHER, seats);
  await history.write();
  indexer = await Indexer.open({
    database: ":memory:",
    deployment: await readDeployment(history.store),
    timeOf: async () => 0,
    receiptOf: async () => null,
    now: () => 0,
    onProblem: assert.ifError,
  });
  const { tip, blocks } = history.reading();
  indexer.addView({
    block: { number: BigInt(tip.number), hash: tip.hash as `0x${string}`, timestamp: BigInt(tip.time) },
    reset: true,
    events: blocks.flatMap(({ number, hash, time, events }) =>
      events.map((it) => ({
        ...it,
        blockNumber: BigInt(number),
        blockHash: hash,
        blockTimestamp: BigInt(time),
      })),
    ) as never,
  });
  await indexer.settled();
  server = new IndexServer(indexer, { host: "127.0.0.1", port: 0, requestsPerSecond: 1_000 }, assert.ifError);
  await server.start();
});
after(async () => {
  await server.stop();
  await indexer.stop();
  await history.store.destroy();
});

/** What a command prints. Every line fits into 80 columns. */
async function says(...args: string[]): Promise<string> {
  const io = new FakeIo();
  await program(io).parseAsync([...args, "--index", server.url], { from: "user" });
  for (const line of io.written.split("\n"))
    assert.ok([...line].length <= 80, `${[...line].length}: ${line}`);
  return io.written;
}

async function json(...args: string[]) {
  const io = new FakeIo();
  await program(io).parseAsync([...args, "--index", server.url, "--json"], { from: "user" });
  return JSON.parse(io.written);
}

test("blocks: one line each, the newest first", async () => {
  const lines = (await says("blocks")).trimEnd().split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[1]!, /^ +2 0x.* 3\/3 .* alone +0$/);
  assert.match(lines[2]!, /^ +1 0x.* 2\/3 .* 4\.00 × +0$/);
  assert.equal((await says("blocks", "--last", "1")).trimEnd().split("\n").length, 2);
  assert.equal((await json("blocks")).blocks[1].winner, won.id);
});

test("block: why the winner won, what the loser would have needed, and who was paid", async () => {
  const text = await says("block", "1");
  assert.match(text, /2 provers\^3 × 2² = 3\.200e37/);
  assert.match(text, /that is 4\.00 times the score that 0x[0-9a-f]+…[0-9a-f]+ claimed/);
  assert.match(text, /would have won with a bid of 2\.0001, or with 4 provers/);
  assert.match(text, /seat 3: .* for leaf 2 for another/);
  assert.match(text, /got 2 back\n/);
});

test("block: the provers' pool adds up to the wei", async () => {
  const text = await says("block", "1");
  const wei = (name: string): bigint => {
    const [, whole, rest = ""] = new RegExp(`${name} +([0-9]+)\\.?([0-9]*)`).exec(text)!;
    return BigInt(whole! + rest.padEnd(18, "0"));
  };
  assert.equal(wei("provers' pool"), wei("= claimed") + wei("\\+ due") + wei("\\+ not minted"));
  assert.equal(wei("provers' pool") > 0n, true);
});

test("block: a slashed seat is a story", async () => {
  const text = (await says("block", "1")).replaceAll(/\n +/g, " ");
  assert.match(text, /seat 2 claimed node 2 of block 1, and no kept proof shows it; reported by 0x/);
  assert.match(text, /settled: [0-9.]+ taken for 1 node at level 0: [0-9.]+ to the reporter, [0-9.]+ burned/);
});

test("block: one that started again, and one that is not decided", async () => {
  assert.match(await says("block", "2"), /1 round before it ended without a block/);
  assert.match(await says("block", "3"), /height 3 is not final: 1 round so far, 1 commitment/);
  await assert.rejects(says("block", "4"), { code: "TRL-CLN-002" });
});

test("earnings: what a seat did, and what it got", async () => {
  const text = await says("prover", "earnings");
  assert.match(text, /^ +2 +2 +1 +1 +0 /m);
  assert.match(text, /^ +3 +1 +1 +1 +1 /m);
  const { seats } = await json("prover", "earnings", "--seat", "2");
  assert.ok(BigInt(seats[0].slashed) > 0n);
  await assert.rejects(says("prover", "earnings", "--seat", "9"), { code: "TRL-CLI-032" });
});

test("why: a seat's last blocks", async () => {
  const text = await says("why", "2");
  assert.match(text, /block 1: committed, and no kept proof shows a node of it: not paid \(R2\)/);
  assert.match(text, /block 2: proved the root: the reward is not settled yet/);
  assert.match(text.replaceAll(/\n +/g, " "), /reported by/);
  assert.match((await says("why", "0")).replaceAll(/\n +/g, " "), /block 2: not committed by the winner/);
});

test("why: a proposal that won, lost or died", async () => {
  assert.match(await says("why", won.id), /it won: /);
  const text = (await says("why", lost.id)).replaceAll(/\n +/g, " ");
  assert.match(text, /it lost to 0x[0-9a-f]+…[0-9a-f]+ because only proven blocks can win/);
  const { rounds } = await historyClient(server.url).height({ height: 2 });
  assert.match(
    await says("why", rounds[0]!.proposals[0]!.proposalId),
    /its round ended without a proven block/,
  );
});

test("without an index or L1 a command says what to name", async () => {
  await assert.rejects(program(new FakeIo()).parseAsync(["blocks"], { from: "user" }), {
    code: "TRL-CLI-004",
  });
});

test("amounts to be added up have all decimals; scores show α rounded down to 64ths", () => {
  assert.equal(exact(10n ** 18n + 1n), "1.000000000000000001");
  assert.equal(exact(5n * 10n ** 18n), "5");
  assert.equal(formula(15, 3.1372, 2n * 10n ** 18n, 174_900n), "15 provers^3.125 × 2² = 1.749e5");
  assert.equal(clock(0), "1970-01-01 00:00:00 UTC");
  assert.deepEqual(wrapped("  a bb ccc", 6), ["  a bb", "    ccc"]);
});
