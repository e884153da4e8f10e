import assert from "node:assert/strict";
import { test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import { messageOf, NOOP, PoseidonTree } from "@trellis/protocol";
import { allNamed, blockProof } from "./blockProof.ts";
import { address, Chain, ETHER, STAKE } from "./Chain.ts";
import { refused } from "./refused.ts";

const [PROVER, PROPOSER, USER] = [address(11), address(12), address(13)];
/** The generator of Grumpkin. */
const [X, Y] = [1n, 17631683881184975370165255887551781615748388533673675138860n];
const DAY = 86_400;

function scene(settings: ConstructorParameters<typeof Chain>[0] = {}) {
  const chain = new Chain(settings);
  const seats = chain.join(PROVER, 3);
  chain.fundProposer(PROPOSER, 1_000n * ETHER);
  chain.fund(USER, 1_000n * ETHER);
  const deposit = (amount = ETHER): void => {
    chain.as(USER, ({ bridge }, call) => bridge.deposit(call, 0, X, Y, USER, amount, ETHER));
  };
  const named = new Map(seats.map((seat, number) => [number, seat]));
  const commit = (depth = 1) => chain.commit({ proposer: PROPOSER, bid: ETHER, depth, named });
  const submit = (block: ReturnType<typeof commit>, messageCount: bigint): void => {
    const submission = { ...blockProof(block, allNamed(block)), messageCount };
    chain.as(PROPOSER, ({ rollup }, call) => rollup.submitProof(call, submission));
  };
  return { chain, seats, deposit, commit, submit };
}

test("R10: a message burns a fee that grows with the queue, at most what its sender allows", () => {
  const { chain, deposit } = scene();
  const { token, bridge } = chain.world;
  const supply = token.totalSupply;
  assert.equal(bridge.messages.fee, ETHER / 100n);
  deposit();
  assert.equal(supply - token.totalSupply, ETHER / 100n);
  for (let i = 0; i < 15; i++) deposit();
  assert.equal(bridge.messages.fee, ((ETHER / 100n) * 65_792n) / 65_536n);
  refused("FeeTooHigh", () =>
    chain.as(USER, ({ bridge: it }, call) => it.deposit(call, 0, X, Y, USER, ETHER, ETHER / 100n)),
  );
});

test("R10: a block takes all due messages, and fills at most half with others", () => {
  const { chain, deposit, commit, submit } = scene();
  for (let i = 0; i < 3; i++) deposit();
  chain.pass(3_600);
  for (let i = 0; i < 9; i++) deposit();
  const block = commit();
  chain.toProofs();
  refused("MessagesMissing", () => submit(block, 2n));
  refused("TooEager", () => submit(block, 12n));
  refused("MessagesUnknown", () => submit(block, 13n));
  submit(block, 11n);
  chain.toProofEnd(block);
  chain.finalize();
  assert.equal(chain.world.bridge.messages.consumed, 11n);
});

test("R10: time and not failures lowers how many places a block must have", () => {
  const { chain, deposit, commit, submit } = scene();
  for (let i = 0; i < 20; i++) deposit();
  chain.pass(3_600);
  // Twenty are due, a block of depth 1 has sixteen places, and four longest rounds have passed.
  const block = commit();
  chain.toProofs();
  submit(block, 16n);
  const other = scene({ inclusionDelay: 10 });
  for (let i = 0; i < 20; i++) other.deposit();
  other.chain.pass(10);
  const early = other.commit();
  other.chain.toProofs();
  refused("MessagesMissing", () => other.submit(early, 16n));
});

test("R2, R16: fees that were paid out after an early end keep no later proof off L1", () => {
  const { chain, deposit, commit } = scene({ earlyEnd: true });
  deposit(10n * ETHER);
  const block = commit();
  chain.toProofs();
  const prove = (work: Parameters<typeof blockProof>[1], fees: bigint): void => {
    const submission = { ...blockProof(block, work), fees };
    chain.as(PROPOSER, ({ rollup }, call) => rollup.submitProof(call, submission));
  };
  const part = new Map([...allNamed(block)].filter(([number]) => number !== 2));
  refused("FeesExceedEscrow", () => prove(part, 11n * ETHER));
  prove(part, 6n * ETHER);
  chain.finalize(PROPOSER);
  assert.equal(chain.world.bridge.escrowOf(0), 4n * ETHER);
  prove(allNamed(block), 6n * ETHER);
  assert.ok(chain.world.rollup.proven.isNodeCommitted(block.id, 2));
});

test("R12: a rollup with an overdue message can be stopped; then stakes, bids, deposits and accounts leave", () => {
  const accounts = new PoseidonTree(20);
  const account = [X, Y, 0n, 7n, 0n];
  accounts.set(0, poseidon2Hash(account));
  const state = [accounts.root(), 0n, 0n, 0n, 0n, 0n];
  const { chain, seats, deposit, commit } = scene({ inclusionDelay: 3_600, escapeDelay: DAY });
  deposit();
  const block = commit();
  refused("NotDead", () => chain.as(USER, ({ bridge }, call) => bridge.stopRollup(call)));
  chain.pass(3_600 + DAY);
  refused("NotStopped", () => chain.as(USER, (it) => it.escape.escape(0, account, accounts.path(0), state)));
  chain.as(USER, ({ bridge }, call) => bridge.stopRollup(call));
  refused("Stopped", () => commit());
  chain.as(PROVER, ({ registry }, call) => registry.withdraw(call, seats[0]!));
  assert.equal(chain.world.token.balanceOf(PROVER), STAKE);
  chain.refund(block, undefined);
  assert.equal(chain.world.auction.balances.balanceOf(PROPOSER), 1_000n * ETHER);
  const { packed } = messageOf({ ...NOOP, kind: "deposit", asset: 0, to: 0, amount: ETHER }, { x: X, y: Y });
  const give = (): void => chain.as(USER, (it) => it.escape.returnDeposit(0n, packed, X, Y));
  give();
  refused("MessageConsumed", give);
  // The state of genesis is another.
  refused("WrongState", () => chain.as(USER, (it) => it.escape.escape(0, account, accounts.path(0), state)));
});

test("R12: a chain without messages, or with a proof that waits, is not dead", () => {
  const { chain, deposit, commit, submit } = scene();
  chain.pass(100 * DAY);
  refused("NotDead", () => chain.as(USER, ({ bridge }, call) => bridge.stopRollup(call)));
  deposit();
  chain.pass(3_600 + DAY);
  const block = commit();
  chain.toProofs();
  submit(block, 1n);
  refused("ProofPending", () => chain.as(USER, ({ bridge }, call) => bridge.stopRollup(call)));
});

test("R12, A20: a chain that makes blocks is not dead, however long its queue is", () => {
  const { chain, deposit, commit, submit } = scene();
  for (let i = 0; i < 20; i++) deposit();
  chain.pass(3_600 + DAY);
  const block = commit();
  chain.toProofs();
  submit(block, 16n);
  chain.toProofEnd(block);
  chain.finalize();
  const stop = (): void => chain.as(USER, ({ bridge }, call) => bridge.stopRollup(call));
  refused("NotDead", stop);
  chain.pass(3_600);
  stop();
});
