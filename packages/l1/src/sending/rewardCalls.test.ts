import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Hex } from "viem";
import { TestBlock } from "../../test/TestBlock.ts";
import { DEPLOYMENT, hasCode, TestL1, TOKEN } from "../../test/TestL1.ts";
import type { BlockRecord } from "../facts/BlockRecord.ts";
import { blockClaims, newSeatClaims, paidSeats } from "../facts/payClaims.ts";
import { uncleCandidates } from "../facts/uncleCandidates.ts";
import { readRecords } from "../reading/readRecords.ts";
import { l1Call } from "./L1Call.ts";
import type { L1Sender } from "./L1Sender.ts";
import { l1Calls } from "./l1Calls.ts";

const payoutOf = (seat: number): Hex => `0x${`c${seat}`.repeat(20)}`;
const BALANCE = 10n * TOKEN;

let l1: TestL1;
let rival: L1Sender;
let won: TestBlock;
let lost: TestBlock;

before(async () => {
  l1 = await TestL1.start();
  rival = await l1.sender("rival");
  for (let seat = 0; seat < 4; seat++) await l1.join(`seat ${seat}`, payoutOf(seat));
  for (const { address } of [l1.deployer, rival]) {
    await l1.deployer.send(l1Call(l1.addresses, "auction", "depositBalance", [address, BALANCE]));
  }
  won = await TestBlock.commit(l1, [0, 1, 0], { burnBid: 2n * TOKEN });
  lost = await TestBlock.commit(l1, [2, 3, 2], { burnBid: TOKEN, proposer: rival });
  await won.toProofWindow();
  await lost.prove(["c2", "c3", "c2"]);
  await won.prove(["c0", "c1", "r3"]);
  await won.toEnd();
  await l1.deployer.send(l1Call(l1.addresses, "rollup", "finalize", []));
});
after(() => l1.stop());

test("R9: a losing commitment gets bid and bond back, by the winner of its round", async () => {
  const { addresses, client, deployer } = l1;
  const balance = () => client.read("auction", "balanceOf", [rival.address]);
  assert.ok((await balance()) < BALANCE);
  await assert.rejects(
    deployer.send(l1Calls.refund(addresses, lost.proposal, lost.proposal)),
    hasCode("TRL-L1-010", "refund: ", "WrongWinner"),
  );
  await deployer.send(l1Calls.refund(addresses, lost.proposal, won.proposal));
  assert.equal(await balance(), BALANCE);
  await assert.rejects(
    deployer.send(l1Calls.refund(addresses, won.proposal, won.proposal)),
    hasCode("TRL-L1-010", "NotRefundable"),
  );
});

test("P5: a balance is taken out by its owner", async () => {
  const { addresses, client } = l1;
  await rival.send(l1Call(addresses, "auction", "withdrawBalance", [TOKEN]));
  assert.equal(await client.read("token", "balanceOf", [rival.address]), TOKEN);
});

test("R7: new seats of a losing block are named once it is settled, and paid after the uncle window", async () => {
  const { addresses, client, deployer } = l1;
  const { blocks } = await readRecords(client);
  const winner = blocks.block(won.id) as BlockRecord;
  const named = uncleCandidates(winner, blocks.ofRound(winner.roundId), DEPLOYMENT.preset.settings);
  assert.deepEqual(
    named.map(({ seats }) => seats.seats()),
    [[2, 3]],
  );
  const name = l1Calls.nameUncles(
    addresses,
    winner,
    named.map(({ uncle }) => uncle),
  );
  await assert.rejects(deployer.send(name), hasCode("TRL-L1-010", "name uncles: ", "NotSettled"));
  await deployer.send(l1Calls.settleReward(addresses, won.proposal));
  await deployer.send(name);
  await assert.rejects(deployer.send(name), hasCode("TRL-L1-010", "NoMoreNewSeats"));

  const record = (await readRecords(client)).blocks.block(won.id) as BlockRecord;
  assert.deepEqual(
    record.newSeats,
    named.map(({ bps, seats }) => ({ bps, seats })),
    "L1 has the rate that was computed",
  );
  assert.deepEqual(paidSeats(record), [0, 1, 2, 3]);
  const claim = (seat: number) =>
    l1Call(addresses, "rewards", "claim", [seat, [], newSeatClaims(record, seat)]);
  await assert.rejects(deployer.send(claim(2)), hasCode("TRL-L1-010", "UncleWindowOpen"));
  const { claimsFrom } = await client.read("rewards", "poolOf", [won.id]);
  await l1.toTime(claimsFrom);
  for (const seat of [2, 3]) {
    await deployer.send(claim(seat));
    assert.ok((await client.read("token", "balanceOf", [payoutOf(seat)])) > 0n);
  }
  assert.equal(await client.read("token", "balanceOf", [payoutOf(0)]), 0n);
});

test("R2: each node pays who proved it, a rescuer too, once", async () => {
  const { addresses, client, deployer } = l1;
  const record = (await readRecords(client)).blocks.block(won.id) as BlockRecord;
  const active = await client.activeSeats(record.activeBitmap);
  const balance = (seat: number) => client.read("token", "balanceOf", [payoutOf(seat)]);
  for (const seat of [0, 1, 3]) {
    const before = await balance(seat);
    const claim = l1Call(addresses, "rewards", "claim", [seat, blockClaims(record, seat, active), []]);
    await deployer.send(claim);
    const paid = (await balance(seat)) - before;
    assert.ok(paid > 0n, `seat ${seat} was paid ${paid}`);
    await deployer.send(claim);
    assert.equal((await balance(seat)) - before, paid);
  }
  assert.equal(await client.read("rewards", "isClaimed", [won.id, 2n]), true);
});
