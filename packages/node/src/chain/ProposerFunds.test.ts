import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1Event } from "@trellis/l1";
import { toBytes, toHex } from "@trellis/protocol";
import { ProposerFunds } from "./ProposerFunds.ts";

const BOND = 1_000n;
const A = toHex(new Uint8Array(20).fill(0xaa));
const B = toHex(new Uint8Array(20).fill(0xbb));
const event = (eventName: string, args: object): L1Event => ({ eventName, args }) as unknown as L1Event;

/** Arguments of `Committed`. */
const commit = (proposalId: string, burnBid: bigint, proposer = A) => ({
  proposalId,
  proposer,
  proposal: { burnBid, proposer, parent: "0x00", orderCommitment: "0x00" },
});

test("P1.2 the balance follows each event that changes it", () => {
  const funds = new ProposerFunds();
  const steps: [string, object, bigint][] = [
    ["BalanceDeposited", { account: A, amount: 10_000n }, 10_000n],
    ["BalanceWithdrawn", { account: A, amount: 2_000n }, 8_000n],
    ["Committed", commit("0x01", 500n), 6_500n],
    ["Committed", commit("0x02", 700n), 4_800n],
    ["Refunded", { proposalId: "0x02", proposer: A, amount: 1_700n }, 6_500n],
    ["Finalized", { proposalId: "0x01", proposer: A, fees: 30n, proposerReward: 4_000n }, 11_530n],
    ["BalanceWithdrawn", { account: A, amount: 11_530n }, 0n],
  ];
  for (const [name, args, expected] of steps) {
    funds.apply(event(name, args), BOND);
    assert.equal(funds.balanceOf(A), expected, name);
  }
});

test("P9.6 a failed leader gets its bid back without its bond, and its next bond is doubled until it wins", () => {
  const funds = new ProposerFunds();
  const steps: [string, object, bigint][] = [
    ["BalanceDeposited", { account: A, amount: 20_000n }, 20_000n],
    ["Committed", commit("0x01", 500n), 18_500n],
    ["LeaderFailed", { proposalId: "0x01", proposer: A, bond: 1_000n }, 19_000n],
    ["Committed", commit("0x02", 500n), 16_500n],
    ["Finalized", { proposalId: "0x02", proposer: A, fees: 0n, proposerReward: 0n }, 18_500n],
    ["Committed", commit("0x03", 500n), 17_000n],
    ["Refunded", { proposalId: "0x03", proposer: A, amount: 1_500n }, 18_500n],
    ["ProposerFined", { proposer: A, amount: 1_000n }, 17_500n],
    ["Committed", commit("0x04", 500n), 15_000n],
  ];
  for (const [name, args, expected] of steps) {
    funds.apply(event(name, args), BOND);
    assert.equal(funds.balanceOf(A), expected, name);
  }
});

test("P5.3 bid and bond stay in escrow until the bid is refunded, fails or wins", () => {
  for (const [name, args] of [
    ["Refunded", { proposalId: "0x02", proposer: A, amount: 1_700n }],
    ["LeaderFailed", { proposalId: "0x02", proposer: A, bond: BOND }],
    ["Finalized", { proposalId: "0x02", proposer: A, fees: 0n, proposerReward: 0n }],
  ] as const) {
    const funds = new ProposerFunds();
    for (const [id, burnBid, proposer] of [
      ["0x01", 500n, A],
      ["0x02", 700n, A],
      ["0x03", 900n, B],
    ] as const) {
      funds.apply(event("Committed", commit(id, burnBid, proposer)), BOND);
    }
    const idsOf = (proposer: typeof A) => funds.escrowsOf(proposer).map(({ proposalId }) => proposalId);
    assert.deepEqual(idsOf(A), ["0x01", "0x02"]);
    assert.deepEqual(
      funds.escrowsOf(B).map(({ proposal, bond }) => [proposal.burnBid, bond]),
      [[900n, BOND]],
    );
    funds.apply(event(name, args), BOND);
    assert.deepEqual([idsOf(A), idsOf(B)], [["0x01"], ["0x03"]], name);
    funds.clear();
    assert.deepEqual([idsOf(A), idsOf(B)], [[], []]);
  }
});

test("an unknown address has nothing; a reorganisation clears everything", () => {
  const funds = new ProposerFunds();
  assert.equal(funds.balanceOf(A), 0n);
  funds.apply(event("BalanceDeposited", { account: A, amount: 5n }), BOND);
  funds.clear();
  assert.equal(funds.balanceOf(A), 0n);
});

test("dust from many addresses does not push out addresses that can bid", () => {
  const funds = new ProposerFunds();
  funds.apply(event("BalanceDeposited", { account: A, amount: 10_000n }), BOND);
  const dust = (n: number) => toHex(toBytes(n, 20));
  for (let n = 1; n <= 65_600; n++) {
    funds.apply(event("BalanceDeposited", { account: dust(n), amount: 1n }), BOND);
  }
  assert.equal(funds.balanceOf(A), 10_000n);
});
