import { monitorEventLoopDelay } from "node:perf_hooks";
import {
  executeBlock,
  executeBlockSteps,
  nodeExecution,
  nodeExecutionSteps,
  publicKeyOf,
  State,
  signTransaction,
  verifyTransaction,
} from "@trellis/ledger";
import { EMPTY_QUEUE, encodeFee, NOOP, rollupId, type Transaction } from "@trellis/protocol";
import { LedgerThread } from "../packages/node/src/transactions/LedgerThread.ts";
import { PendingTransactions } from "../packages/node/src/transactions/PendingTransactions.ts";
import { FeesStrategy, unspentTransactions } from "../packages/strategy/src/index.ts";
import { report } from "./figure.ts";

// How long a node's event loop is blocked while it executes a revealed block of depth 11: signatures of all transactions that it has
// not seen before, execution, state root, and the states around some leaves, against which proofs are checked. Before: everything in
// the event loop, with a turn after every few signatures. After: with the ledger's thread, as the node does it. And how long it is blocked while a
// proposer chooses the transactions of its own block, in one step and in slices.

const DOMAIN = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };
const ROLLUP_ID = rollupId(DOMAIN);
const DEPTH = 11;
const PLACES = 2 ** DEPTH * 8;
const ACCOUNTS = 20_000;
/** Senders with keys of their own. */
const KEYS = 64;
/** Number of transactions whose signatures have not been checked before. Signing more takes long and adds no information. */
const UNKNOWN = 2_048;
const JUDGED_LEAVES = 16;
const SIGNATURES_PER_TURN = 4;
/** Gossip's own slices of work take 8 ms. */
const BOUND_MS = 20;
const BUILDING_BOUND_MS = 40;

const { state, transactions } = material();
const pending = new PendingTransactions(ROLLUP_ID, state);
for (const tx of transactions.slice(UNKNOWN)) pending.add(tx, true);
const leaves = Array.from({ length: JUDGED_LEAVES }, (_, i) => ({ depth: DEPTH, index: i * 127 }));
state.root();

const thread = new LedgerThread();
try {
  const before = await delayDuring(inLoop);
  const after = await delayDuring(withThread);
  process.stdout.write(
    `before: ${before.seconds.toFixed(1)} s, longest ${before.longest.toFixed(0)} ms, 99 % below ${before.high.toFixed(1)} ms; ` +
      `after: ${after.seconds.toFixed(1)} s, longest ${after.longest.toFixed(0)} ms, 99 % below ${after.high.toFixed(1)} ms\n`,
  );
  const inOneStep = await delayDuring(() => chooseTransactions(async () => {}));
  const inSlices = await delayDuring(() => chooseTransactions(turn));
  process.stdout.write(
    `an own block of ${PLACES - UNKNOWN} transactions: in one step ${inOneStep.longest.toFixed(0)} ms, in slices longest ${inSlices.longest.toFixed(0)} ms\n`,
  );
  const results = [
    report({
      name: "longest stand of the event loop while an own block is built",
      measured: inSlices.longest,
      reference: BUILDING_BOUND_MS,
      against: "bound",
      limit: 1,
      unit: "ms",
    }),
    report({
      name: `longest stand of the event loop, ${PLACES} transactions, ${UNKNOWN} signatures unknown`,
      measured: after.longest,
      reference: before.longest,
      against: "all of it in the event loop",
      limit: 0.1,
      unit: "ms",
    }),
    report({
      name: "99 % of the event loop's turns",
      measured: after.high,
      reference: BOUND_MS,
      against: "bound",
      limit: 1,
      unit: "ms",
    }),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  await thread.stop();
}

async function chooseTransactions(pause: () => Promise<void>): Promise<void> {
  const strategy = new FeesStrategy({ proverShareBps: 6_000, bidFraction: 0.5 });
  const { transactions } = await strategy.plan({
    base: { state, rollupId: ROLLUP_ID, depth: DEPTH, messages: [], skipSignatures: true },
    due: 0,
    candidates: unspentTransactions(pending.candidates(), state),
    blockReward: 1n,
    alpha: 24,
    bounds: { minBurnBid: 1n, affordable: 10n ** 30n },
    pause,
    signal: new AbortController().signal,
  });
  if (transactions.length < PLACES / 2) throw new Error(`only ${transactions.length} transactions`);
}

async function inLoop(): Promise<void> {
  for (const [i, tx] of transactions.slice(0, UNKNOWN).entries()) {
    if (!verifyTransaction(ROLLUP_ID, tx, state.account(tx.from)!.key)) throw new Error("a bad signature");
    if (i % SIGNATURES_PER_TURN === 0) await turn();
  }
  const block = executeBlock(state, transactions, {
    rollupId: ROLLUP_ID,
    depth: DEPTH,
    messages: { before: EMPTY_QUEUE, queue: [] },
    skipSignatures: true,
  });
  block.stateAfter.root();
  for (const leaf of leaves) {
    await turn();
    nodeExecution(block, leaf);
  }
}

/** As the node's executor does it, and its book of proofs. */
async function withThread(): Promise<void> {
  await pending.checkSignatures(thread, state, transactions, [], new AbortController().signal);
  const block = await thread.run(
    executeBlockSteps(state, transactions, {
      rollupId: ROLLUP_ID,
      depth: DEPTH,
      messages: { before: EMPTY_QUEUE, queue: [] },
      skipSignatures: true,
    }),
  );
  await thread.runInOrder(block.stateAfter.rootSteps());
  for (const leaf of leaves) await thread.runInOrder(nodeExecutionSteps(block, leaf));
}

/** Runs work and measures how late the event loop's turns come meanwhile; milliseconds. */
async function delayDuring(
  work: () => Promise<void>,
): Promise<{ seconds: number; longest: number; high: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // What comes before its first look is not seen.
  await new Promise((resolve) => setTimeout(resolve, 10));
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, 10));
  delay.disable();
  return { seconds, longest: delay.max / 1e6, high: delay.percentile(99) / 1e6 };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** The first transactions are signed; the others represent those that arrived over gossip before. */
function material(): { readonly state: State; readonly transactions: readonly Transaction[] } {
  const secrets = Array.from({ length: KEYS }, (_, i) => 1_000_003n * BigInt(i + 1));
  const keys = secrets.map(publicKeyOf);
  const at = (n: number): number => Math.floor(((n % ACCOUNTS) * 2 ** 20) / ACCOUNTS);
  const accounts = Array.from(
    { length: ACCOUNTS },
    (_, n) => [at(n), { key: keys[n % KEYS]!, nonce: 0, balances: [10n ** 12n, 0n] }] as const,
  );
  const transactions = Array.from({ length: PLACES }, (_, n) => {
    const fields = {
      asset: 0,
      from: at(n),
      to: at(n * 7_919 + 1),
      amount: 5n,
      fee: encodeFee(100n),
      nonce: 0,
    } as const;
    if (n < UNKNOWN) return signTransaction(ROLLUP_ID, fields, secrets[n % KEYS]!);
    return { ...NOOP, kind: "transfer", ...fields } as const;
  });
  return { state: State.of(accounts), transactions };
}
