import { spawnSync } from "node:child_process";
import { getRandomValues } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { NodeSet } from "@trellis/l1";
import { State } from "@trellis/ledger";
import { PAGE_RECORDS, ProverBitmap, SeatTree, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import { Chain } from "../packages/node/src/chain/Chain.ts";
import { OwnStanding } from "../packages/node/src/chain/OwnStanding.ts";
import { ChainStore } from "../packages/node/src/store/ChainStore.ts";
import { report } from "./figure.ts";

// How long a node takes to load its chain store, what the store takes on disk, and how long writing holds the event loop. The tables are
// filled with made-up values at their bounds: what a node keeps of the heights below them is in its state, messages and accounts.

const LOAD_BOUND_S = 2;
/** Of the whole process. With all pages in memory, it took 750 MiB. */
const MEMORY_BOUND_MIB = 750;
const HOLD_BOUND_MS = 50;
const SEATS = 2_048;
/** Bounds of the books: see BlockRecords, RewardBook and Chain. */
const FINALS = 4_096;
const LOSERS = 4 * 512;
const LAST_FINALS = 256;
/** Nodes of a block of depth 6, kept proofs of a final one, and bytes of its transactions. */
const NODES = 127;
const KEPT_PROOFS = 2;
const DATA_BYTES = 64 * 8 * 20;
const PAGE_ACCOUNTS = 64;

const { values } = parseArgs({
  options: {
    heights: { type: "string", default: "100000" },
    accounts: { type: "string", default: "1000000" },
    /** Of a store to be loaded: set by this program for the process that it starts. */
    folder: { type: "string" },
  },
});
const heights = Number(values.heights);
const accounts = Number(values.accounts);

const randomBytes = (length: number): Uint8Array => getRandomValues(new Uint8Array(length));
const id = (): Hex => toHex(randomBytes(32));
const address = (): Hex => toHex(randomBytes(20));
const field = (): bigint => BigInt(toHex(randomBytes(31)));

/** A state in which all pages have the same accounts: it takes as many bytes as any other, and few hashes. */
function madeUpState(): State {
  const one = State.empty();
  for (let index = 0; index < PAGE_ACCOUNTS; index++) {
    one.set(index, { key: { x: field(), y: field() }, nonce: index, balances: [field() >> 130n, 7n] });
  }
  one.root();
  const [page] = one.changedPages(State.empty());
  const bytes = page!.encode();
  const pages = Array.from({ length: Math.ceil(accounts / PAGE_ACCOUNTS) }, (_, i) => [i, bytes] as const);
  return State.empty().withPages(pages, accounts, [field() >> 140n, 5n]);
}

function fill({ records, seats, active, messages, funds, rewards, finals }: Chain["tables"]): void {
  const everyone = ProverBitmap.of(Array.from({ length: SEATS }, (_, seat) => seat));
  const nodes = new NodeSet(Array.from({ length: NODES }, (_, node) => node));
  for (let n = 0; n < FINALS + LOSERS; n++) {
    const isFinal = n < FINALS;
    const height = BigInt(isFinal ? heights - FINALS + 1 + n : heights - Math.floor((n - FINALS) / 4));
    const proposalId = id();
    const data = isFinal && height > heights - 64 ? randomBytes(DATA_BYTES) : new Uint8Array();
    const kept = { provers: everyone, seatWords: randomBytes(2 * NODES), rescued: new NodeSet([3, 9]) };
    records.blocks.set(proposalId, {
      proposalId,
      proposal: {
        height,
        round: 0,
        parent: randomBytes(32),
        depth: 6,
        orderCommitment: randomBytes(32),
        proverShareBps: 5_000,
        burnBid: 10n ** 18n,
        proposer: randomBytes(20),
        expiry: 1n << 40n,
      },
      transcriptRoot: id(),
      committed: everyone,
      roundId: n,
      activeBitmap: address(),
      facts: isFinal
        ? {
            transactionsRoot: id(),
            proverSetRoot: field(),
            statesRoot: field(),
            stateBefore: field(),
            stateAfter: field(),
            messageCount: height,
            fees: 5n,
          }
        : undefined,
      transactions: data,
      kept: isFinal ? Array.from({ length: KEPT_PROOFS }, (_, kept_) => ({ ...kept, kept: kept_ })) : [],
      best: 0,
      tally: field(),
      committedNodes: nodes,
      rescuedNodes: nodes,
      isFinal,
      newSeats: [],
    });
    if (data.length > 0) records.data.set(proposalId, data);
    if (isFinal) {
      rewards.settled.set(proposalId, { pool: 10n ** 19n, winnerSeats: 60, claimsFrom: height });
      rewards.paid.set(proposalId, { nodes, newSeats: new NodeSet() });
    } else {
      const { proposal } = records.blocks.get(proposalId)!;
      funds.escrows.set(proposalId, { proposalId, proposer: address(), proposal, bond: 10n ** 18n });
    }
  }
  for (let n = 0; n < 4_096; n++) funds.balances.set(address(), 10n ** 20n);
  for (let n = 0; n <= 512; n++) records.heads.set(BigInt(heights - 512 + n), field());
  const tree = new SeatTree();
  for (let seat = 0; seat < SEATS; seat++) {
    const key = randomBytes(64);
    seats.keys.set(seat, key);
    seats.seats.set(toHex(key), seat);
    active.seats.set(seat, { isPaused: false, isLeaving: false, isShort: false });
    tree.set(seat, key);
    // A few rounds with other seats each.
    if (seat >= SEATS - 16) seats.snapshots.set(tree.root(), tree.clone());
  }
  const lists = [
    [messages.messages, 116],
    [messages.accounts, 84],
  ] as const;
  for (const [pages, bytes] of lists) {
    for (let first = 0; first < accounts; first += PAGE_RECORDS) {
      pages.set(first / PAGE_RECORDS, randomBytes(bytes * Math.min(PAGE_RECORDS, accounts - first)));
    }
  }
  for (let n = heights - LAST_FINALS + 1; n <= heights; n++) addFinal(finals, n, field());
}

function addFinal({ finals }: Chain["tables"]["finals"], height: number, stateRoot: bigint): Hex {
  const proposalId = id();
  finals.set(BigInt(height), {
    ...{ height: BigInt(height), proposalId, proposer: address(), stateRoot },
    ...{ burned: 10n ** 18n, fees: 5n },
  });
  return proposalId;
}

const folder = values.folder ?? (await mkdtemp(join(tmpdir(), "trellis-bench-store-")));
let l1Block = 1n;
const viewOf = (reset: boolean) =>
  ({ view: { reset, block: { number: ++l1Block, hash: id() } } }) as unknown as Parameters<
    ChainStore["onChainChange"]
  >[0];

function stored(chain: Chain): ChainStore {
  const standing = new OwnStanding({ seatSecretKeys: [], account: undefined, emit: () => {} });
  return new ChainStore(
    { chain, standing },
    {
      path: join(folder, "chain.sqlite"),
      domain: { chainId: 31_337n, rollup: new Uint8Array(20).fill(7) },
      deployedAt: 0n,
      onProblem: (error) => {
        throw error;
      },
    },
  );
}

/** Longest hold of the event loop while a view is written, and how long that takes, both in milliseconds. */
async function written(store: ChainStore, reset: boolean): Promise<{ hold: number; took: number }> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const started = performance.now();
  delays.enable();
  store.onChainChange(viewOf(reset));
  await store.settled();
  delays.disable();
  return { hold: delays.max / 1e6, took: performance.now() - started };
}

/** Lets the head go to a state in which some accounts, scattered over all, have changed. */
function nextHeight(chain: Chain, changed: number): void {
  const { states } = chain;
  const state = states.at(-1)!.state.fork();
  for (let n = 0; n < changed; n++) {
    const index = Math.floor((n * accounts) / changed);
    state.set(index, { ...state.account(index)!, nonce: 7 + n });
  }
  const height = chain.finals.length === 0 ? 1 : Number(chain.finals.at(-1)!.height) + 1;
  const proposalId = addFinal(chain.tables.finals, height, state.root());
  chain.resume({ ...chain.counts, head: BigInt(height) }, [...states, { proposalId, state }].slice(-8));
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Loads the store and writes two more heights. In a process of its own, as a node starts. */
async function loadAndGoOn(): Promise<boolean> {
  const chain = new Chain();
  const store = stored(chain);
  const before = process.cpuUsage();
  const started = performance.now();
  const from = await store.load(async () => true);
  const took = (performance.now() - started) / 1_000;
  const spent = secondsSince(before);
  const memory = process.memoryUsage().rss / 2 ** 20;
  if (from === undefined) throw new Error("the store was not loaded");
  l1Block = from.number;
  const ok = [
    report({
      name: "loading a store, processor time",
      measured: spent,
      reference: LOAD_BOUND_S,
      against: "bound",
      limit: 1,
      unit: "s",
    }),
    report({
      name: "the same, time",
      measured: took,
      reference: LOAD_BOUND_S,
      against: "bound",
      limit: 1,
      unit: "s",
    }),
    report({
      name: "memory of the process once it is loaded",
      measured: memory,
      reference: MEMORY_BOUND_MIB,
      against: "with all pages in memory",
      limit: 1,
      unit: "MiB",
    }),
  ];
  for (const changed of [1_000, 16_384]) {
    nextHeight(chain, changed);
    const { hold, took } = await written(store, false);
    ok.push(
      report({
        name: `longest hold of the event loop, a block that changes ${changed.toLocaleString("en")} accounts`,
        measured: hold,
        reference: HOLD_BOUND_MS,
        against: `bound (written in ${took.toFixed(0)} ms)`,
        limit: 1,
        unit: "ms",
      }),
    );
  }
  const back = await store.heldBlock(async ({ number }) => number <= from.number);
  const beforeBack = process.cpuUsage();
  if (back === undefined || !store.goBack(back)) throw new Error("the chain did not go back");
  ok.push(
    report({
      name: "going back these two heights when L1 reorganises, processor time",
      measured: secondsSince(beforeBack),
      reference: spent,
      against: "loading, same run",
      limit: 3,
      unit: "s",
    }),
  );
  await store.stop();
  return ok.every(Boolean);
}

async function build(): Promise<void> {
  const chain = new Chain();
  const store = stored(chain);
  fill(chain.tables);
  const state = madeUpState();
  const proposalId = addFinal(chain.tables.finals, heights, state.root());
  const counts = {
    opened: heights,
    head: BigInt(heights),
    consumed: BigInt(accounts),
    failuresFrom: 0n,
    isStopped: false,
  };
  chain.resume(counts, [{ proposalId, state }]);
  await store.load(async () => true);
  const { took, hold } = await written(store, true);
  process.stdout.write(
    `a store of ${heights.toLocaleString("en")} heights and ${accounts.toLocaleString("en")} accounts: ${(store.bytes / 2 ** 20).toFixed(0)} MiB; written as a whole in ${(took / 1_000).toFixed(1)} s, longest hold of the event loop ${hold.toFixed(0)} ms\n`,
  );
  await store.stop();
}

if (values.folder !== undefined) process.exitCode = (await loadAndGoOn()) ? 0 : 1;
else {
  try {
    await build();
    const { status } = spawnSync(
      process.execPath,
      [import.meta.filename, "--accounts", values.accounts, "--folder", folder],
      { stdio: "inherit" },
    );
    process.exitCode = status ?? 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
