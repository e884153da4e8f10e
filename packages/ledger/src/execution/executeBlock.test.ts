import assert from "node:assert/strict";
import { test } from "node:test";
import { poseidon2Hash } from "@trellis/field";
import {
  dataHash,
  EMPTY_QUEUE,
  isSigned,
  LEAF_TRANSACTIONS,
  NOOP,
  type PoolReserves,
  packTransaction,
  rollingHash,
  sha256,
  type Transaction,
  TrellisError,
  transactionOf,
  unpackTransaction,
} from "@trellis/protocol";
import fc from "fast-check";
import { transactionHash } from "../hashing/transactionHash.ts";
import { State } from "../state/State.ts";
import { type RandomBlock, randomBlock } from "../testing/randomBlock.ts";
import {
  EMPTY_INDEX,
  message,
  NO_MESSAGES,
  ROLLUP_ID,
  swapOf,
  testWorld,
  transfer,
  withdraw,
} from "../testing/testWorld.ts";
import { executeBlock } from "./executeBlock.ts";
import { applyEffect, executeTransaction } from "./executeTransaction.ts";
import { nodeExecution } from "./nodeExecution.ts";
import { replayData } from "./replayData.ts";

const context = { rollupId: ROLLUP_ID, depth: 1, messages: NO_MESSAGES };

/** Number of blocks per property; set TRELLIS_RUNS for more. */
const RUNS = Number(process.env.TRELLIS_RUNS ?? 100);

test("P4.1 unused places are no-ops, and an empty block changes nothing", () => {
  const state = testWorld();
  const block = executeBlock(state, [], { ...context, depth: 2 });
  assert.equal(block.transactions.length, 32);
  assert.ok(block.transactions.every((tx) => tx === NOOP));
  assert.equal(block.stateAfter.root(), state.root());
  assert.equal(block.fees, 0n);
  assert.deepEqual(block.data, new Uint8Array(32 * 20));
  assert.deepEqual(block.messagesAfter, EMPTY_QUEUE);
});

test("P4.1 a block holds 2^depth · 8 transactions and no more", () => {
  const transactions = Array.from({ length: 17 }, (_, nonce) => transfer({ nonce, amount: 1n }));
  const options = { ...context, skipSignatures: true };
  assert.equal(executeBlock(testWorld(), transactions.slice(0, 16), options).fees, 1600n);
  assert.throws(() => executeBlock(testWorld(), transactions, options), { code: "TRL-LED-030" });
  assert.equal(executeBlock(testWorld(), transactions, { ...options, depth: 2 }).fees, 1700n);
});

test("P4.1 the depth is 1..11", () => {
  for (const depth of [0, 12, -1, 1.5]) {
    assert.throws(() => executeBlock(testWorld(), [], { ...context, depth }), { code: "TRL-PRO-003" });
  }
});

test("a rolling hash that is not 32 bytes is refused", () => {
  const messages = { before: new Uint8Array(31), queue: [] };
  assert.throws(() => executeBlock(testWorld(), [], { ...context, messages }), { code: "TRL-LED-031" });
});

test("an invalid transaction's error names its place and its reason", () => {
  const state = testWorld();
  const root = state.root();
  const transactions = Array.from({ length: 10 }, (_, nonce) => transfer({ nonce }));
  transactions[9] = transfer({ nonce: 11 });
  assert.throws(
    () => executeBlock(state, transactions, context),
    (error: unknown) => {
      assert.ok(error instanceof TrellisError);
      assert.equal(error.code, "TRL-LED-015");
      assert.match(error.message, /^TRL-LED-015: transaction 9 of the block: the nonce/);
      assert.deepEqual([error.context.transaction, error.context.leaf, error.context.expected], [9, 1, 9]);
      return true;
    },
  );
  assert.equal(state.root(), root);
});

test("signatures are checked unless they were checked before", () => {
  const forged = { ...transfer(), amount: 6n };
  assert.throws(() => executeBlock(testWorld(), [forged], context), { code: "TRL-LED-019" });
  executeBlock(testWorld(), [forged], { ...context, skipSignatures: true });
});

test("P8.6 deposits consume the queue in order and roll its hash", () => {
  const queue = [message(EMPTY_INDEX, 5n), message(EMPTY_INDEX, 6n, 1), message(0, 7n)];
  const before = rollingHash(EMPTY_QUEUE, message(1, 1n));
  const messages = { before, queue };
  const [first, second, third] = queue.map(transactionOf) as [Transaction, Transaction, Transaction];
  const block = executeBlock(testWorld(), [first, transfer(), second], { ...context, messages });
  assert.equal(block.consumed, 2);
  assert.deepEqual(block.messagesBefore, before);
  assert.deepEqual(block.messagesAfter, rollingHash(rollingHash(before, queue[0]!), queue[1]!));
  assert.deepEqual(block.leaves[0]?.messages, queue.slice(0, 2));
  assert.throws(() => executeBlock(testWorld(), [first, third], { ...context, messages }), {
    code: "TRL-LED-021",
  });
  assert.throws(() => executeBlock(testWorld(), [second, first], { ...context, messages }), {
    code: "TRL-LED-021",
  });
  assert.throws(() => executeBlock(testWorld(), [first], { ...context, messages: { before, queue: [] } }), {
    code: "TRL-LED-020",
  });
});

test("P8.6 an account opened by a deposit can be paid and can pay in the same block", () => {
  const queue = [message(EMPTY_INDEX, 500n)];
  const transactions = [
    transactionOf(queue[0]!),
    transfer({ from: 0, to: EMPTY_INDEX, amount: 1n }),
    transfer({ from: EMPTY_INDEX, to: 0, amount: 401n }),
  ];
  const { stateAfter } = executeBlock(testWorld(), transactions, {
    ...context,
    messages: { before: EMPTY_QUEUE, queue },
  });
  assert.deepEqual(stateAfter.account(EMPTY_INDEX)?.balances, [0n, 0n]);
});

test("P7.1 data, data hash and transactions root match encoding.md", () => {
  const transactions = [transfer(), transfer({ nonce: 1, asset: 1 })];
  const block = executeBlock(testWorld(), transactions, context);
  const all = [...transactions, ...new Array<Transaction>(14).fill(NOOP)];
  assert.deepEqual(Buffer.from(block.data), Buffer.concat(all.map(packTransaction)));
  assert.deepEqual(block.dataHash, dataHash(block.data));
  let row = all.map((tx) => transactionHash(ROLLUP_ID, tx));
  while (row.length > 1) {
    row = row.flatMap((hash, i) => (i % 2 === 0 ? [poseidon2Hash([hash, row[i + 1]!])] : []));
  }
  assert.equal(block.txsRoot, row[0]);
});

test("P6.4 a node's values follow from its children's", () => {
  fc.assert(
    fc.property(randomBlock({ maxLength: 32 }), (given: RandomBlock) => {
      const block = executeBlock(given.state, given.transactions, { ...given.context, depth: 2 });
      const at = (depth: number, index: number) => nodeExecution(block, { depth, index });
      for (const depth of [0, 1]) {
        for (let index = 0; index < 2 ** depth; index++) {
          const [node, left, right] = [
            at(depth, index),
            at(depth + 1, 2 * index),
            at(depth + 1, 2 * index + 1),
          ];
          assert.equal(node.stateBefore, left.stateBefore);
          assert.equal(left.stateAfter, right.stateBefore);
          assert.equal(node.stateAfter, right.stateAfter);
          assert.equal(node.txsRoot, poseidon2Hash([left.txsRoot, right.txsRoot]));
          assert.deepEqual(node.dataHash, sha256(left.dataHash, right.dataHash));
          assert.equal(node.fees, left.fees + right.fees);
          assert.deepEqual(node.messagesBefore, left.messagesBefore);
          assert.deepEqual(left.messagesAfter, right.messagesBefore);
          assert.deepEqual(node.messagesAfter, right.messagesAfter);
        }
      }
      const root = at(0, 0);
      assert.equal(root.stateBefore, given.state.root());
      assert.equal(root.stateAfter, block.stateAfter.root());
      assert.equal(root.txsRoot, block.txsRoot);
      assert.deepEqual(root.dataHash, block.dataHash);
      assert.equal(root.fees, block.fees);
      assert.deepEqual(root.messagesAfter, block.messagesAfter);
      const leaf = block.leaves[3]!;
      assert.deepEqual(leaf.dataHash, sha256(block.data.subarray(480)));
      assert.equal(leaf.txsRoot, at(2, 3).txsRoot);
    }),
    { numRuns: 15 },
  );
});

test("a node outside the block's tree is refused", () => {
  const block = executeBlock(testWorld(), [], context);
  for (const node of [
    { depth: 2, index: 0 },
    { depth: 1, index: 2 },
    { depth: -1, index: 0 },
    { depth: 0, index: 1 },
  ]) {
    assert.throws(() => nodeExecution(block, node), { code: "TRL-LED-034" });
  }
});

test("executing a block, its transactions one by one, or its data gives the same state", () => {
  fc.assert(
    fc.property(randomBlock({ maxLength: 24 }), ({ state, transactions, context }) => {
      const rootBefore = state.root();
      const block = executeBlock(state, transactions, { ...context, depth: 2 });
      const single = state.fork();
      let [fees, consumed] = [0n, 0];
      for (const tx of transactions) {
        const effect = executeTransaction(single, tx, {
          rollupId: ROLLUP_ID,
          message: context.messages.queue[consumed],
          skipSignature: true,
        });
        applyEffect(single, effect);
        fees += effect.fee;
        if (effect.consumesMessage) consumed++;
      }
      assert.equal(block.stateAfter.root(), single.root());
      assert.equal(block.fees, fees);
      assert.equal(block.consumed, consumed);
      const replayed = replayData(state, block.data, context.messages);
      assert.equal(replayed.state.root(), single.root());
      assert.equal(replayed.fees, fees);
      assert.equal(replayed.consumed, consumed);
      assert.deepEqual(replayed.messagesAfter, block.messagesAfter);
      assert.equal(state.root(), rootBefore);
    }),
    { numRuns: 40 },
  );
});

test("P10.1 assets from L1 are in balances or reserves, were withdrawn or were paid as fees; the pool never loses", () => {
  fc.assert(
    fc.property(randomBlock({ maxLength: 24 }), ({ state, transactions, context }) => {
      const total = (of: State): [bigint, bigint] => {
        const sums: [bigint, bigint] = [...of.reserves];
        for (const [, { balances }] of of.accounts()) {
          sums[0] += balances[0];
          sums[1] += balances[1];
        }
        return sums;
      };
      const block = executeBlock(state, transactions, { ...context, depth: 2 });
      const [before, after] = [total(state), total(block.stateAfter)];
      const came: [bigint, bigint] = [0n, 0n];
      for (const { kind, asset, amount, failed } of transactions) {
        if (kind === "deposit" || kind === "seed") came[asset] += amount;
        if (kind === "withdraw" && !failed) came[asset] -= amount;
      }
      assert.equal(block.consumed, context.messages.queue.length);
      assert.equal(after[0] + block.fees, before[0] + came[0]);
      assert.equal(after[1], before[1] + came[1]);
      const product = ([reserve0, reserve1]: PoolReserves): bigint => reserve0 * reserve1;
      assert.ok(product(block.stateAfter.reserves) >= product(state.reserves));
      // Only seeds fill an empty pool, and nothing empties it.
      assert.ok(state.reserves.every((reserve, i) => reserve === 0n || block.stateAfter.reserves[i]! > 0n));
      assert.equal(replayData(state, block.data, context.messages).state.root(), block.stateAfter.root());
    }),
    { numRuns: RUNS },
  );
});

test("random blocks contain every kind, and forced transactions that succeed and that fail", () => {
  const seen = new Set<string>();
  for (const { transactions } of fc.sample(randomBlock({ maxLength: 24 }), { numRuns: 60, seed: 1 })) {
    for (const { kind, forced, failed } of transactions) seen.add(`${kind}/${forced}/${failed}`);
  }
  const sent = ["transfer", "swap", "withdraw"].flatMap((kind) => [
    `${kind}/false/false`,
    `${kind}/true/false`,
    `${kind}/true/true`,
  ]);
  assert.deepEqual(seen, new Set(["noop/false/false", "deposit/false/false", "seed/false/false", ...sent]));
});

test("a block's packed transactions unpack to the originals, without nonce and signature", () => {
  fc.assert(
    fc.property(randomBlock({ maxLength: 16 }), ({ transactions }) => {
      for (const tx of transactions) {
        const unpacked = unpackTransaction(packTransaction(tx));
        assert.deepEqual({ ...unpacked, nonce: tx.nonce, signature: tx.signature }, tx);
      }
    }),
    { numRuns: 20 },
  );
});

test("a leaf's witnesses lead from the state before each transaction to the state after it", () => {
  fc.assert(
    fc.property(randomBlock({ maxLength: 16 }), ({ state, transactions, context }) => {
      const block = executeBlock(state, transactions, { ...context, depth: 1 });
      for (const leaf of block.leaves) {
        const witnesses = leaf.witnesses();
        assert.equal(witnesses.length, LEAF_TRANSACTIONS);
        assert.deepEqual(
          witnesses.map(({ tx }) => tx),
          leaf.transactions,
        );
        for (const { tx, sender, recipient, recipientExists } of witnesses) {
          assert.equal(sender.path.length, 20);
          assert.equal(recipient.path.length, 20);
          if (isSigned(tx)) assert.equal(sender.account.nonce, tx.nonce);
          if (tx.kind === "transfer") assert.ok(recipientExists);
          if (tx.kind === "noop" || tx.kind === "swap") assert.equal(recipientExists, false);
        }
      }
      assert.equal(block.leaves[0]?.stateAfter, block.leaves[1]?.stateBefore);
    }),
    { numRuns: 10 },
  );
});

test("one account may send and receive in every place of a leaf", () => {
  const transactions = [
    ...[0, 1, 2, 3].map((nonce) =>
      transfer({ from: 2, to: nonce % 2 === 0 ? 2 : 1, nonce, amount: BigInt(nonce) }),
    ),
    swapOf({ from: 2, nonce: 4 }),
    swapOf({ from: 2, nonce: 5, asset: 1 }),
    withdraw({ from: 2, nonce: 6 }),
    transfer({ from: 2, to: 2, nonce: 7 }),
  ];
  const block = executeBlock(testWorld(), transactions, context);
  assert.equal(block.stateAfter.account(2)?.nonce, 8);
  assert.equal(block.fees, 800n);
  const { stateAfter } = block;
  assert.equal(State.of(stateAfter.accounts(), stateAfter.reserves).root(), stateAfter.root());
});
