import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1Event } from "@trellis/l1";
import { toBytes, toHex } from "@trellis/protocol";
import { ProposerFunds } from "./ProposerFunds.ts";

const RULE = { bond: 1_000n, bondBps: 10_000 };
const A = toHex(new Uint8Array(20).fill(0xaa));
const B = toHex(new Uint8Array(20).fill(0xbb));

function funded() {
  const funds = new ProposerFunds();
  const say = (eventName: string, args: object): void =>
    funds.apply({ eventName, args } as unknown as L1Event, RULE);
  const commit = (proposalId: string, burnBid: bigint, proposer = A): void =>
    say("Committed", {
      proposalId,
      proposer,
      proposal: { burnBid, proposer, parent: "0x00", orderCommitment: "0x00" },
    });
  return { funds, say, commit };
}

test("P1.2, R9 the balance follows each event that changes it; a bond follows its bid", () => {
  const { funds, say, commit } = funded();
  const steps: [what: string, step: () => void, expected: bigint][] = [
    ["deposit", () => say("BalanceDeposited", { account: A, amount: 20_000n }), 20_000n],
    ["withdraw", () => say("BalanceWithdrawn", { account: A, amount: 2_000n }), 18_000n],
    ["a small bid", () => commit("0x01", 500n), 16_500n],
    ["a large bid", () => commit("0x02", 3_000n), 10_500n],
    [
      "refund",
      () => say("Refunded", { proposalId: "0x02", proposer: A, amount: 5_000n, lost: 1_000n }),
      15_500n,
    ],
    ["win", () => say("Finalized", { proposalId: "0x01", proposer: A, fees: 30n }), 16_530n],
    ["withdraw all", () => say("BalanceWithdrawn", { account: A, amount: 16_530n }), 0n],
  ];
  for (const [what, step, expected] of steps) {
    step();
    assert.equal(funds.balanceOf(A), expected, what);
  }
  assert.equal(funds.balanceOf(B), 0n);
});

test("P5.3 bid and bond stay in escrow until the bid is refunded or wins", () => {
  for (const name of ["Refunded", "Finalized"]) {
    const { funds, say, commit } = funded();
    commit("0x01", 500n);
    commit("0x02", 3_000n);
    commit("0x03", 900n, B);
    const idsOf = (proposer: typeof A) => funds.escrowsOf(proposer).map(({ proposalId }) => proposalId);
    assert.deepEqual(
      funds.escrowsOf(A).map(({ proposalId, bond }) => [proposalId, bond]),
      [
        ["0x01", 1_000n],
        ["0x02", 3_000n],
      ],
    );
    say(name, { proposalId: "0x02", proposer: A, amount: 6_000n, lost: 0n, fees: 0n });
    assert.deepEqual([idsOf(A), idsOf(B)], [["0x01"], ["0x03"]], name);
  }
});

test("dust from many addresses does not push out addresses that can bid", () => {
  const { funds, say } = funded();
  say("BalanceDeposited", { account: A, amount: 10_000n });
  for (let n = 1; n <= 65_600; n++) say("BalanceDeposited", { account: toHex(toBytes(n, 20)), amount: 1n });
  assert.equal(funds.balanceOf(A), 10_000n);
});
