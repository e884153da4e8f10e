import { historyOf, IndexServer } from "@trellis/indexer";
import { NOOP, packTransaction, toHex } from "@trellis/protocol";
import { EventStream } from "../../indexer/src/api/EventStream.ts";
import { GasReader } from "../../indexer/src/writing/GasReader.ts";
import { GossipLog, type GossipRow } from "../../indexer/src/writing/GossipLog.ts";
import {
  ALICE,
  allNamed,
  type Block,
  BOB,
  ETHER,
  TestHistory,
  type Work,
} from "../../indexer/test/TestHistory.ts";
import { ensureBuilt } from "../scripts/ensureBuilt.ts";
import { EXPLORER_FOLDER } from "../src/index.ts";

/** When the world begins, L1 time. */
const BEGIN = 1_790_000_000n;
/** Depth of the last block's tree: the deepest that there is. */
export const DEEPEST = 11;

/** Heights 1 to 3 are final, 4 runs, with a tree of 4,095 nodes. */
export class ExplorerWorld {
  readonly history: TestHistory;
  readonly stream: EventStream;
  readonly server: IndexServer;
  readonly winner: Block;
  readonly loser: Block;
  readonly running: Block;
  readonly hash: string;
  readonly #log: GossipLog;

  private constructor(parts: Omit<ExplorerWorld, "hear" | "stop" | "time" | "url">, log: GossipLog) {
    this.history = parts.history;
    this.stream = parts.stream;
    this.server = parts.server;
    this.winner = parts.winner;
    this.loser = parts.loser;
    this.running = parts.running;
    this.hash = parts.hash;
    this.#log = log;
  }

  get url(): string {
    return this.server.url;
  }

  /** L1's time, seconds. */
  get time(): number {
    return Number(this.history.chain.time);
  }

  static async start(): Promise<ExplorerWorld> {
    await ensureBuilt();
    const history = await TestHistory.start({ targetProvers: 4, alphaMin: 2 * 65_536, alphaMax: 5 * 65_536 });
    const { chain } = history;
    chain.time = BEGIN;
    const seats = history.cast(9);
    const log = new GossipLog(history.store, () => Number(BEGIN) * 1_000);
    const { lost, won, pay } = await decide(history, seats, log);
    await deeper(history, seats);
    history.win(history.commit(BOB, 3n * ETHER, seats.slice(3, 6)));
    pay();
    const running = await open(history, seats, log);
    await readReceipts(history);
    const hash = `0x${"7a".repeat(32)}`;
    await addTransactions(history, hash);
    const stream = new EventStream();
    const server = new IndexServer(
      { history: historyOf(history.store, ledgerOf), stream },
      { host: "127.0.0.1", port: 0, requestsPerSecond: 10_000, pageFolder: EXPLORER_FOLDER },
      (error) => {
        throw error;
      },
    );
    await server.start();
    return new ExplorerWorld({ history, stream, server, winner: won, loser: lost, running, hash }, log);
  }

  /** A peer says something: the index writes it, and the stream tells it. */
  async hear(...rows: readonly GossipRow[]): Promise<void> {
    for (const row of rows) this.#log.add(row);
    await this.#log.flush(3);
    for (const { table, row } of rows) {
      this.stream.push("gossip", { kind: table.replace("gossip_", ""), ...row });
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.history.store.destroy();
  }
}

/** Account 4 has something. */
const ledgerOf = (account: number) =>
  account === 4 ? { height: 3, nonce: 2, balances: [7n * ETHER, ETHER / 2n] as const } : undefined;

/** Height 1: Alice wins against Bob. Two of its seats are reported; one answers, one is slashed. */
async function decide(history: TestHistory, seats: readonly number[], log: GossipLog) {
  const { chain } = history;
  const lost = history.commit(BOB, 2n * ETHER, seats.slice(0, 2));
  chain.pass(3);
  const won = history.commit(ALICE, (5n * ETHER) / 2n, seats.slice(0, 3));
  const at = (seconds: number): number => (Number(chain.time) + seconds) * 1_000;
  for (const [node, seat, took] of [
    [1, seats[1]!, 4],
    [2, seats[3]!, 7],
    [0, seats[0]!, 11],
  ] as const) {
    const row = { proposal_id: won.id, height: 1, seat, node };
    log.add({ table: "gossip_claim", row: { ...row, received_ms: at(125) } });
    log.add({ table: "gossip_node_proof", row: { ...row, received_ms: at(125 + took) } });
  }
  chain.toProofs();
  chain.pass(14);
  const rescuer: Work = { seat: seats[3]!, as: "rescue" };
  const work = new Map<number, Work>([
    [0, { seat: seats[0]!, as: "named" }],
    [1, rescuer],
    [2, rescuer],
  ]);
  const proof = chain.submit(won, work);
  history.mine();
  chain.toProofEnd(won);
  chain.finalize();
  chain.settle(won);
  history.mine();
  chain.refund(lost, won);
  chain.report(BOB, won, seats[1]!, [1]);
  chain.report(BOB, won, seats[2]!, [2]);
  chain.answer(won, seats[2]!, 2);
  history.mine();
  await history.write();
  await log.flush(1);
  const pay = (): void => {
    chain.claimNodes(won, 0, proof);
    for (const seat of [seats[1]!, seats[2]!]) chain.settleCase(won, seat);
    history.mine();
  };
  return { lost, won, pay };
}

/** Height 2: a tree of depth 3, which three proposals fight for. */
async function deeper(history: TestHistory, seats: readonly number[]): Promise<void> {
  const { chain } = history;
  const named = (count: number) =>
    new Map(Array.from({ length: 15 }, (_, node) => [node, seats[node % count]!] as const));
  const offers = [
    { proposer: ALICE, bid: 2n * ETHER, depth: 3, named: named(6) },
    { proposer: BOB, bid: (9n * ETHER) / 4n, depth: 3, named: named(5) },
    { proposer: ALICE, bid: ETHER / 2n, depth: 3, named: named(2) },
  ];
  const [best, second] = offers.map((offer) => {
    chain.pass(2);
    const block = chain.commit(offer);
    history.mine();
    return block;
  });
  chain.toProofs();
  chain.pass(20);
  chain.submit(second!, allNamed(second!));
  history.mine();
  chain.pass(9);
  chain.submit(best!, allNamed(best!));
  history.mine();
  chain.toProofEnd(best!);
  chain.finalize();
  chain.settle(best!);
  history.mine();
}

/** Height 4: two proposals are committed and a third is only announced; seats vote, claim and prove. */
async function open(history: TestHistory, seats: readonly number[], log: GossipLog): Promise<Block> {
  const { chain } = history;
  const named = new Map(seats.map((seat, node) => [node, seat] as const));
  const running = chain.commit({ proposer: ALICE, bid: 3n * ETHER, depth: DEEPEST, named });
  const other = chain.commit({ proposer: BOB, bid: 2n * ETHER, depth: DEEPEST, named });
  chain.toProofs();
  chain.pass(30);
  await history.write();
  const height = 4;
  const ms = Number(chain.time) * 1_000;
  for (const block of [running, other]) {
    for (const seat of seats) {
      log.add({
        table: "gossip_vote",
        row: { proposal_id: block.id, height, seat, votes: 3, received_ms: ms },
      });
    }
  }
  for (let node = 2_047; node < 3_600; node++) {
    const row = { proposal_id: running.id, height, seat: seats[node % 9]!, node, received_ms: ms };
    log.add({ table: "gossip_claim", row });
    if (node % 5 !== 0) log.add({ table: "gossip_node_proof", row: { ...row, received_ms: ms + node } });
  }
  log.add({
    table: "gossip_bid",
    row: {
      proposal_id: `0x${"c3".repeat(32)}`,
      height,
      round: 0,
      proposer: BOB,
      depth: DEEPEST,
      burn_bid: String(ETHER),
      prover_share_bps: 6_000,
      received_ms: ms,
    },
  });
  await log.flush(3);
  return running;
}

/** L1's receipts of all transactions but those of the last block, which are on their way. */
async function readReceipts({ store, blocks }: TestHistory): Promise<void> {
  const blockOf = new Map(
    blocks
      .slice(0, -1)
      .flatMap(({ hash, events }) => events.map((it) => [it.transactionHash as string, hash])),
  );
  await new GasReader(store, async (hash) => {
    const blockHash = blockOf.get(hash);
    if (blockHash === undefined) return null;
    return { blockHash, sender: ALICE, gasUsed: 123_456, gasPrice: 2_500_000_000n };
  }).read();
}

/** Transactions of height 2: one that is done, and one that failed. */
async function addTransactions({ store }: TestHistory, hash: string): Promise<void> {
  const block = await store
    .selectFrom("final_block")
    .select(["l1_block", "log_index"])
    .where("height", "=", 2)
    .executeTakeFirstOrThrow();
  const rows = [false, true].map((failed, place) => ({
    ...block,
    hash: place === 0 ? hash : `0x${"7b".repeat(32)}`,
    height: 2,
    place,
    sender: 4,
    recipient: 7,
    nonce: place,
    is_signed: 1,
    packed: toHex(
      packTransaction({
        ...NOOP,
        kind: "transfer",
        from: 4,
        to: 7,
        amount: 3n * ETHER,
        forced: failed,
        failed,
      }),
    ),
  }));
  await store.insertInto("l2_transaction").values(rows).execute();
  const pool = { reserve0: String(1_000n * ETHER), reserve1: String(2_000n * ETHER), swaps: 4 };
  await store.updateTable("pool_state").set(pool).where("height", ">=", 2).execute();
  const account = { account_index: 4, owner: `0x${"44".repeat(20)}`, key_x: "1", key_y: "2" };
  await store
    .insertInto("account")
    .values({ ...block, ...account })
    .execute();
}
