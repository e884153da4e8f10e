import assert from "node:assert/strict";
import { test } from "node:test";
import { REFUSALS, type RefusalName } from "../src/calls/Refusal.ts";
import type { WorldEvent } from "../src/WorldEvent.ts";
import { readTraces } from "./readTraces.ts";

/** Every event; the compiler refuses a list that is not whole. */
const EVENTS: Readonly<Record<WorldEvent["eventName"], true>> = {
  AccountOpened: true,
  BalanceDeposited: true,
  BalanceWithdrawn: true,
  BlockProven: true,
  Cleared: true,
  Committed: true,
  ContestPaid: true,
  ContestPayRefused: true,
  DataPublished: true,
  ExitRequested: true,
  Finalized: true,
  LeaderFailed: true,
  MessageQueued: true,
  PayoutChanged: true,
  ProofWindowSet: true,
  ProposerFined: true,
  ProverJoined: true,
  Refunded: true,
  Reported: true,
  RewardClaimed: true,
  RoundAbandoned: true,
  RoundOpened: true,
  RoundRestarted: true,
  Slashed: true,
  SnapshotTaken: true,
  StakeSlashed: true,
  StakeToppedUp: true,
  StakeWithdrawn: true,
  Voided: true,
  VoteUsedTwice: true,
  WithdrawalClaimed: true,
};

/** Errors that no trace has, and why. */
const UNREACHED: Readonly<Partial<Record<RefusalName, string>>> = {
  AccountTreeFull: "needs 2^20 accounts",
  EscrowFull: "needs 2^16 deposits of the largest amount",
  RegistryFull: "needs 2,048 seats",
  TransferFailed: "needs a contract that owes more than it holds",
};

const steps = readTraces().flatMap((trace) => trace.steps);

test("the traces have every event of the contracts", () => {
  const seen = new Set(steps.flatMap(({ events = [] }) => events.map(([name]) => name.split(".")[1]!)));
  assert.deepEqual([...seen].sort(), Object.keys(EVENTS).sort());
});

test("the traces have every error that a call can meet in a short time, and the model names them all", () => {
  const seen = steps.flatMap(({ error }) => (error === undefined ? [] : [error]));
  assert.deepEqual([...new Set([...seen, ...Object.keys(UNREACHED)])].sort(), [...REFUSALS].sort());
  assert.deepEqual(
    Object.keys(UNREACHED).filter((name) => seen.includes(name)),
    [],
    "reached after all",
  );
});
