import { monitorEventLoopDelay } from "node:perf_hooks";
import {
  executeBlock,
  nodeExecution,
  nodeExecutionSteps,
  publicKeyOf,
  State,
  signTransaction,
  verifyTransaction,
} from "@trellis/ledger";
import { EMPTY_QUEUE, encodeFee, NOOP, rollupId, type Transaction, TranscriptTree } from "@trellis/protocol";
import { KnownProposal } from "../packages/node/src/proposals/KnownProposal.ts";
import type { ProofBook } from "../packages/node/src/proposals/proofs/ProofBook.ts";
import { BlockExecutor } from "../packages/node/src/roles/executor/BlockExecutor.ts";
import { LedgerThread } from "../packages/node/src/transactions/LedgerThread.ts";
import { PendingTransactions } from "../packages/node/src/transactions/PendingTransactions.ts";
import { report } from "./figure.ts";

// How long a node's event loop is blocked while it executes a revealed block of depth 11: signatures of all transactions that it has
// not seen before, execution, state root, and the states around some leaves, against which proofs are checked. Before: everything in
// the event loop, with a turn after every few signatures. After: BlockExecutor, with the ledger's thread.

const DOMAIN = { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) };
const ROLLUP_ID = rollupId(DOMAIN);
const GENESIS = `0x${"0".repeat(64)}` as const;
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
  const results = [
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

async function withThread(): Promise<void> {
  const record = new KnownProposal(GENESIS, {
    parent: new Uint8Array(32),
    depth: DEPTH,
  } as KnownProposal["proposal"]);
  const reveal = { proposalId: new Uint8Array(32), secret: new Uint8Array(32), transactions, entries: [] };
  record.takeReveal(reveal, TranscriptTree.of([]), 0n);
  const chain = {
    isReady: true,
    head: { height: 0n, proposalId: GENESIS, state },
    view: { status: { messagesConsumed: 0n } },
    ranking: [],
    messages: [],
    queueHash: () => EMPTY_QUEUE,
    isRunning: () => true,
  };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const context = {
    chain,
    records: { all: () => [record], get: () => record },
    pending,
    thread,
    domain: DOMAIN,
    clock: Date.now,
    emit: (event: { readonly message?: string }) => reject(new Error(event.message)),
    log: console,
  } as unknown as ConstructorParameters<typeof BlockExecutor>[0];
  const executor = new BlockExecutor(context, {} as ProofBook, () => resolve());
  executor.update();
  await promise;
  for (const leaf of leaves) await thread.run(nodeExecutionSteps(record.execution!, leaf));
  await executor.stop();
}

/** Runs work and measures how late the event loop's turns come meanwhile; milliseconds. */
async function delayDuring(
  work: () => Promise<void>,
): Promise<{ seconds: number; longest: number; high: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await turn();
  delay.enable();
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
