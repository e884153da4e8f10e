import { poseidon2Hash } from "@trellis/field";
import {
  concatBytes,
  dataHash,
  dataPath,
  messageOf,
  NOOP,
  PoseidonTree,
  packTransaction,
  type Transaction,
  toBytes,
} from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import { attempt } from "../../packages/l1-model/test/arena/attempt.ts";
import { allNamed, type Block, blockProof, type Work } from "../../packages/l1-model/test/blockProof.ts";
import { address, type Chain, ETHER, type Offer } from "../../packages/l1-model/test/Chain.ts";

/** What a scene is played with. */
export interface Stage {
  readonly chain: Chain;
  /** Has all tokens. */
  readonly bank: Hex;
  readonly vault: Hex;
}

const [ANYONE, PROVER, PROPOSER, USER, RIVAL] = [1, 21, 22, 31, 32].map(address) as [Hex, Hex, Hex, Hex, Hex];
/** An L2 key. */
const [X, Y] = [1n, 17631683881184975370165255887551781615748388533673675138860n];
const GOOD = Uint8Array.of(1);
const BAD = Uint8Array.of(0);
const PURSE = 1_000n * ETHER;

const namedInOrder = (seats: readonly number[]): Map<number, number> =>
  new Map(seats.map((seat, number) => [number, seat]));

/** What users do by the bridge, from deposits to the way out of a rollup that has died. Each step also fails first where it can. */
export function bridgeLife({ chain, bank, vault }: Stage): void {
  const seats = chain.join(PROVER, 3);
  chain.fundProposer(PROPOSER, PURSE);
  chain.fund(USER, PURSE);
  chain.as(bank, ({ secondAsset }, call) => secondAsset.transfer(call, USER, PURSE));
  chain.as(USER, ({ secondAsset }, call) => secondAsset.approve(call, vault, PURSE));
  const commit = (): Block =>
    chain.commit({ proposer: PROPOSER, bid: ETHER, depth: 1, named: namedInOrder(seats) });

  queueMessages(chain);
  const block = commit();
  const leaves = withdrawals(chain, block);
  chain.finalize();
  claimWithdrawals(chain, block, leaves);

  // Nobody takes the next messages.
  deposit(chain, 0, 3n);
  deposit(chain, 1, 2n);
  const left = commit();
  stop(chain);
  const { inclusionDelay, escapeDelay } = chain.settings;
  chain.pass(inclusionDelay);
  stop(chain);
  escapeAll(chain, leaves);
  chain.pass(escapeDelay);
  stop(chain);
  stop(chain);
  deposit(chain, 0, 1n);
  attempt(() => commit());
  attempt(() => chain.finalize());
  returnDeposits(chain);
  escapeAll(chain, leaves);
  attempt(() => chain.refund(left, undefined));
  for (const seat of seats)
    attempt(() => chain.as(PROVER, ({ registry }, call) => registry.withdraw(call, seat)));
}

function deposit(chain: Chain, asset: number, tokens: bigint, maxFee = ETHER): void {
  attempt(() =>
    chain.as(USER, ({ bridge }, call) => bridge.deposit(call, asset, X, Y, USER, tokens * ETHER, maxFee)),
  );
}

function queueMessages(chain: Chain): void {
  const force = (from: Hex, tx: Partial<Transaction>): void => {
    const packed = packTransaction({ ...NOOP, kind: "transfer", amount: ETHER, forced: true, ...tx });
    attempt(() => chain.as(from, ({ bridge }, call) => bridge.forceTransaction(call, packed, ETHER)));
  };
  const seed = (asset: number): void => {
    attempt(() => chain.as(USER, ({ bridge }, call) => bridge.seedPool(call, asset, 20n * ETHER, ETHER)));
  };
  force(USER, {});
  deposit(chain, 0, 10n);
  deposit(chain, 1, 5n);
  deposit(chain, 2, 5n);
  deposit(chain, 0, 0n);
  deposit(chain, 0, 1n, 1n);
  for (const asset of [0, 1, 2]) seed(asset);
  force(USER, {});
  force(RIVAL, {});
  force(USER, { to: 1 });
  force(USER, { kind: "withdraw" });
  chain.pass(chain.settings.inclusionDelay);
}

/** The leaves of a block with two withdrawals; it takes six messages and a fee. Account 0 owns what is left. */
interface Leaves {
  readonly data: Uint8Array;
  readonly facts: ReturnType<Chain["factsOf"]>;
  readonly account: readonly bigint[];
  readonly path: readonly bigint[];
  readonly state: readonly bigint[];
}

const MESSAGES = 6n;

function withdrawals(chain: Chain, block: Block): Leaves {
  const withdraw = (asset: 0 | 1, amount: bigint): Uint8Array =>
    packTransaction({ ...NOOP, kind: "withdraw", asset, amount });
  const places = [withdraw(0, ETHER), packTransaction(NOOP), withdraw(1, 2n * ETHER)];
  const rest = Array.from({ length: 16 - places.length }, () => packTransaction(NOOP));
  const data = concatBytes(...places, ...rest);
  const account = [X, Y, 0n, 7n * ETHER, 3n * ETHER];
  const accounts = new PoseidonTree(20);
  accounts.set(0, poseidon2Hash(account));
  const state = [accounts.root(), 20n * ETHER, 20n * ETHER, 0n, 0n, 0n];
  const stateAfter = poseidon2Hash(state);
  const [messageCount, fees] = [MESSAGES, ETHER];
  const proof = { ...blockProof(block, allNamed(block)), data, stateAfter, messageCount, fees };
  const submit = (changes: Partial<typeof proof>): void => {
    attempt(() => chain.as(ANYONE, ({ rollup }, call) => rollup.submitProof(call, { ...proof, ...changes })));
  };
  submit({});
  chain.toProofs();
  submit({ messageCount: 5n });
  submit({ messageCount: 7n });
  submit({ fees: 1_000n * ETHER });
  submit({ proof: BAD });
  submit({ data: data.subarray(20) });
  submit({});
  chain.toProofEnd(block);
  submit({});
  const transactionsRoot = dataHash(data);
  const facts = { ...chain.factsOf(block), transactionsRoot, stateAfter, messageCount, fees };
  return { data, facts, account, path: accounts.path(0), state };
}

function claimWithdrawals(chain: Chain, block: Block, { data, facts }: Leaves): void {
  const of = (place: number) => {
    const { leaf, siblings } = dataPath(data, Math.min(place, 15));
    return { proposalId: block.id, facts, place, leaf, siblings };
  };
  const claim = (...claims: readonly ReturnType<typeof of>[]): void => {
    attempt(() => chain.as(ANYONE, ({ withdrawals: it }) => it.claimWithdrawals(claims)));
  };
  const good = of(0);
  claim({ ...good, proposalId: `0x${"11".repeat(32)}` });
  claim({ ...good, facts: { ...facts, fees: 0n } });
  claim({ ...good, leaf: good.leaf.subarray(20) });
  claim({ ...good, siblings: [] });
  claim({ ...good, place: 8 });
  claim(of(16));
  claim(of(1));
  claim(good);
  claim(good, of(2));
}

function stop(chain: Chain): void {
  attempt(() => chain.as(ANYONE, ({ bridge }, call) => bridge.stopRollup(call)));
}

function returnDeposits(chain: Chain): void {
  const give = (index: bigint, asset: 0 | 1, tokens: bigint, key = X): void => {
    const tx: Transaction = { ...NOOP, kind: "deposit", asset, amount: tokens * ETHER };
    const { packed } = messageOf(tx, { x: X, y: Y });
    attempt(() => chain.as(ANYONE, ({ escape: it }) => it.returnDeposit(index, packed, key, Y)));
  };
  give(MESSAGES - 1n, 0, 3n);
  give(MESSAGES, 0, 4n);
  give(MESSAGES, 0, 3n, 2n);
  give(MESSAGES, 0, 3n);
  give(MESSAGES, 0, 3n);
  give(MESSAGES + 1n, 1, 2n);
  give(MESSAGES + 2n, 1, 2n);
}

function escapeAll(chain: Chain, { account, path, state }: Leaves): void {
  const leave = (index: number, own: readonly bigint[], all: readonly bigint[]): void => {
    attempt(() => chain.as(ANYONE, ({ escape: it }) => it.escape(index, own, path, all)));
  };
  leave(0, account.with(3, 8n * ETHER), state);
  leave(1, account, state);
  leave(0, account, state.with(1, 0n));
  leave(0, account, state);
  leave(0, account, state);
}

/** Keys change while a seat is on trial, it answers for one of its nodes, and nobody is put to exit who works. */
export function trial({ chain }: Stage): void {
  const seats = chain.join(PROVER, 5);
  chain.fundProposer(PROPOSER, PURSE);
  const [late, second, third, fourth, fifth] = seats as [number, number, number, number, number];
  const named = namedInOrder([late, late, second, late, third, fourth, fifth]);
  const block = chain.commit({ proposer: PROPOSER, bid: ETHER, depth: 2, named });
  rotateKeys(chain, late);
  chain.toProofs();
  const work = [...named].map(([number, seat]): [number, Work] => [
    number,
    seat === late ? { seat: second, as: "rescue" } : { seat, as: "named" },
  ]);
  chain.submit(block, new Map(work));
  chain.toProofEnd(block);
  chain.finalize();
  attempt(() => chain.answer(block, late, 3));
  attempt(() => chain.report(RIVAL, block, late, [3]));
  chain.settle(block);
  chain.report(RIVAL, block, late, [3, 1]);
  attempt(() => chain.report(USER, block, late, [0]));
  attempt(() => chain.report(USER, block, second, [2]));
  attempt(() => chain.answer({ ...block, stateBefore: block.stateBefore + 1n }, late, 3));
  attempt(() => chain.answer(block, late, 2));
  chain.answer(block, late, 3);
  attempt(() => chain.answer(block, late, 3));
  chain.answer(block, late, 1);
  attempt(() => chain.settleCase(block, late));
  chain.pass(1_201);
  attempt(() => chain.answer(block, late, 0));
  chain.settleCase(block, late);
  attempt(() => chain.settleCase(block, late));
  for (const seat of [late, 1_000])
    attempt(() => chain.as(ANYONE, ({ registry }, call) => registry.putToExit(call, seat)));
}

function rotateKeys(chain: Chain, seat: number): void {
  const rotate = (from: Hex, secret: number, signature = GOOD): void => {
    const key = publicKeyOf(toBytes(secret, 32));
    attempt(() => chain.as(from, ({ registry }, call) => registry.rotateKey(call, seat, key, signature)));
  };
  // A commitment has frozen the set in this block.
  rotate(PROVER, 30);
  chain.pass(12);
  rotate(RIVAL, 30);
  rotate(PROVER, 30, BAD);
  rotate(PROVER, 2);
  rotate(PROVER, 30);
  rotate(PROVER, 31);
  chain.pass(24);
}

/** Blocks on blocks whose proofs run: of the winner, of a loser, late ones, and none. */
export function pipeline({ chain }: Stage): void {
  const seats = chain.join(PROVER, 8);
  for (const proposer of [PROPOSER, RIVAL]) chain.fundProposer(proposer, PURSE);
  const offer = (proposer: Hex, tokens: bigint): Offer => ({
    proposer,
    bid: tokens * ETHER,
    depth: 2,
    named: namedInOrder(seats.slice(0, 7)),
  });
  const above = (parent: Block, proposer: Hex, tokens: bigint): Block | undefined => {
    let block: Block | undefined;
    const height = Number(parent.proposal.height) + 1;
    attempt(() => {
      block = chain.commit({ ...offer(proposer, tokens), height, parent: parent.id });
    });
    return block;
  };
  const submit = (block: Block): void => void attempt(() => chain.submit(block, allNamed(block)));

  const first = chain.commit(offer(PROPOSER, 10n));
  const loser = chain.commit(offer(RIVAL, 5n));
  above(first, PROPOSER, 1n);
  chain.toProofs();
  attempt(() => chain.commit({ ...offer(RIVAL, 1n), height: 2, parent: `0x${"11".repeat(32)}` }));
  const child = above(first, PROPOSER, 1n)!;
  const orphan = above(loser, RIVAL, 50n)!;
  submit(first);
  submit(child);
  attempt(() => chain.refund(child, undefined));
  chain.toProofEnd(first);
  chain.finalize();
  attempt(() => chain.settle(first));
  chain.refund(orphan, undefined);
  chain.refund(loser, first);
  attempt(() => chain.refund(child, undefined));

  // The child's window began while its parent's proof ran. The transactions of this one come late.
  chain.toProofs();
  const grandchild = above(child, RIVAL, 2n);
  chain.pass(500);
  submit(child);
  attempt(() => chain.finalize());
  chain.pass(600);
  attempt(() => chain.finalize());
  attempt(() => chain.settle(child));
  if (grandchild !== undefined) {
    const sibling = above(child, PROPOSER, 3n);
    chain.toProofs();
    // Nobody proves: the height starts again, and what was built on it falls.
    attempt(() => chain.finalize());
    chain.pass(1_200);
    attempt(() => chain.finalize());
    for (const block of [grandchild, sibling]) {
      if (block !== undefined) attempt(() => chain.refund(block, undefined));
    }
  }
}
