import assert from "node:assert/strict";
import { test } from "node:test";
import type { L1Event } from "@trellis/l1";
import { toBytes, toHex } from "@trellis/protocol";
import { ProposerBalances } from "./ProposerBalances.ts";

const BOND = 1_000n;
const A = "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const event = (eventName: string, args: object): L1Event => ({ eventName, args }) as unknown as L1Event;

test("P1.2 the balance follows each event that changes it", () => {
  const balances = new ProposerBalances();
  const steps: [string, object, bigint][] = [
    ["BalanceDeposited", { account: A, amount: 10_000n }, 10_000n],
    ["BalanceWithdrawn", { account: A, amount: 2_000n }, 8_000n],
    ["Committed", { proposer: A, proposal: { burnBid: 500n } }, 6_500n],
    ["Committed", { proposer: A, proposal: { burnBid: 700n } }, 4_800n],
    ["Refunded", { proposer: A, amount: 1_700n }, 6_500n],
    ["Finalized", { proposer: A, fees: 30n, proposerReward: 4_000n }, 11_530n],
    ["BalanceWithdrawn", { account: A, amount: 11_530n }, 0n],
  ];
  for (const [name, args, expected] of steps) {
    balances.apply(event(name, args), BOND);
    assert.equal(balances.of(A), expected, name);
  }
});

test("P9.6 a failed leader gets its bid back without its bond, and its next bond is doubled until it wins", () => {
  const balances = new ProposerBalances();
  const commit = (proposalId: string, burnBid: bigint) => ({
    proposalId,
    proposer: A,
    proposal: { burnBid },
  });
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
    balances.apply(event(name, args), BOND);
    assert.equal(balances.of(A), expected, name);
  }
});

test("an unknown address has nothing; a reorganisation forgets all", () => {
  const balances = new ProposerBalances();
  assert.equal(balances.of(A), 0n);
  balances.apply(event("BalanceDeposited", { account: A, amount: 5n }), BOND);
  balances.clear();
  assert.equal(balances.of(A), 0n);
});

test("dust from many addresses does not push out those who can bid", () => {
  const balances = new ProposerBalances();
  balances.apply(event("BalanceDeposited", { account: A, amount: 10_000n }), BOND);
  const dust = (n: number) => toHex(toBytes(n, 20));
  for (let n = 1; n <= 65_600; n++) {
    balances.apply(event("BalanceDeposited", { account: dust(n), amount: 1n }), BOND);
  }
  assert.equal(balances.of(A), 10_000n);
});
