import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { type Columns, createTables, type TableShape } from "./createTables.ts";

const FACT: Columns = { l1_block: "bigint", log_index: "bigint" };
/** Who said something of a proposal, and when it arrived. */
const SEEN: Columns = { proposal_id: "text", height: "bigint", seat: "bigint", received_ms: "bigint" };

/** Tables of the first version. Both SQLite and Postgres take these types. */
const TABLES: Readonly<Record<string, TableShape>> = {
  meta: { columns: { key: "text", value: "text" }, key: ["key"] },
  l1_block: { columns: { number: "bigint", hash: "text", time: "bigint" }, key: ["number"] },
  round_opened: {
    columns: {
      ...FACT,
      round_id: "bigint",
      height: "bigint",
      round: "bigint",
      start: "bigint",
      commit_end: "bigint",
      alpha: "bigint",
    },
    key: ["round_id"],
    indexes: [["height", "round"]],
  },
  round_moved: {
    columns: { ...FACT, round_id: "bigint", commit_end: "bigint" },
    key: ["l1_block", "log_index"],
    indexes: [["round_id"]],
  },
  proof_window: {
    columns: { ...FACT, round_id: "bigint", proof_start: "bigint", proof_end: "bigint" },
    key: ["l1_block", "log_index"],
    indexes: [["round_id"]],
  },
  round_ended: {
    columns: { ...FACT, round_id: "bigint", height: "bigint", outcome: "text" },
    key: ["round_id"],
  },
  commitment: {
    columns: {
      ...FACT,
      proposal_id: "text",
      height: "bigint",
      round: "bigint",
      parent: "text",
      proposer: "text",
      depth: "bigint",
      prover_share_bps: "bigint",
      burn_bid: "text",
      seats: "bigint",
      bitmap: "text",
      score: "text",
    },
    key: ["proposal_id"],
    indexes: [
      ["height", "round"],
      ["proposer", "height"],
    ],
  },
  block_proof: {
    columns: {
      ...FACT,
      proposal_id: "text",
      kept: "bigint",
      is_best: "bigint",
      score: "text",
      seats: "bigint",
      bitmap: "text",
      tally: "text",
      fees: "text",
    },
    key: ["proposal_id", "kept"],
  },
  block_data: {
    columns: { ...FACT, proposal_id: "text", data: "bytea", transactions: "bigint" },
    key: ["proposal_id"],
  },
  data_chunk: {
    columns: { ...FACT, hash: "text", chunk: "bytea" },
    key: ["l1_block", "log_index"],
    indexes: [["hash"]],
  },
  node_proof: {
    columns: {
      ...FACT,
      proposal_id: "text",
      node: "bigint",
      is_committed: "bigint",
      seat: "bigint",
      kept: "bigint",
    },
    key: ["proposal_id", "node", "is_committed"],
    indexes: [["seat"]],
  },
  final_block: {
    columns: {
      ...FACT,
      height: "bigint",
      proposal_id: "text",
      proposer: "text",
      messages_consumed: "bigint",
      fees: "text",
    },
    key: ["height"],
    indexes: [["proposal_id"], ["messages_consumed"]],
  },
  refund: { columns: { ...FACT, proposal_id: "text", amount: "text", lost: "text" }, key: ["proposal_id"] },
  reward: {
    columns: {
      ...FACT,
      proposal_id: "text",
      proposer_reward: "text",
      pool: "text",
      winner_seats: "bigint",
      claims_from: "bigint",
    },
    key: ["proposal_id"],
  },
  uncles_named: {
    columns: { ...FACT, winner: "text", uncles: "text", new_seats: "text", count: "bigint" },
    key: ["l1_block", "log_index"],
    indexes: [["winner"]],
  },
  payment: {
    columns: {
      ...FACT,
      proposal_id: "text",
      seat: "bigint",
      node: ["bigint", "null"],
      payout: "text",
      amount: "text",
    },
    key: ["l1_block", "log_index"],
    indexes: [["proposal_id"], ["seat"]],
  },
  seat_event: {
    columns: {
      ...FACT,
      seat: "bigint",
      kind: "text",
      account: ["text", "null"],
      amount: ["text", "null"],
      exit_at: ["bigint", "null"],
      stake_left: ["text", "null"],
    },
    key: ["l1_block", "log_index"],
    indexes: [["seat"]],
  },
  case_event: {
    columns: {
      ...FACT,
      proposal_id: "text",
      seat: "bigint",
      kind: "text",
      reporter: ["text", "null"],
      nodes: "text",
      answer_by: ["bigint", "null"],
      taken: ["text", "null"],
      bounty: ["text", "null"],
      level: ["bigint", "null"],
    },
    key: ["l1_block", "log_index"],
    indexes: [["proposal_id", "seat"], ["seat"]],
  },
  balance_event: {
    columns: { ...FACT, account: "text", kind: "text", payer: ["text", "null"], amount: "text" },
    key: ["l1_block", "log_index"],
    indexes: [["account"]],
  },
  message: {
    columns: { ...FACT, message_index: "bigint", packed: "text", fee: "text" },
    key: ["message_index"],
  },
  account: {
    columns: { ...FACT, account_index: "bigint", owner: "text", key_x: "text", key_y: "text" },
    key: ["account_index"],
    indexes: [["owner"]],
  },
  withdrawal: {
    columns: {
      ...FACT,
      proposal_id: "text",
      place: "bigint",
      owner: "text",
      asset: "bigint",
      amount: "text",
    },
    key: ["l1_block", "log_index"],
  },
  escape_event: {
    columns: { ...FACT, kind: "text", number: "bigint", owner: ["text", "null"], amounts: "text" },
    key: ["l1_block", "log_index"],
  },
  l2_transaction: {
    columns: {
      ...FACT,
      hash: "text",
      height: "bigint",
      place: "bigint",
      sender: ["bigint", "null"],
      recipient: ["bigint", "null"],
      nonce: "bigint",
      is_signed: "bigint",
      packed: "text",
    },
    key: ["height", "place"],
    indexes: [
      ["hash"],
      ["sender", "is_signed", "nonce"],
      ["sender", "height", "place"],
      ["recipient", "height", "place"],
    ],
  },
  gossip_bid: {
    columns: {
      proposal_id: "text",
      height: "bigint",
      round: "bigint",
      proposer: "text",
      depth: "bigint",
      burn_bid: "text",
      prover_share_bps: "bigint",
      received_ms: "bigint",
    },
    key: ["proposal_id"],
    indexes: [["height"]],
  },
  gossip_vote: { columns: { ...SEEN, votes: "bigint" }, key: ["proposal_id", "seat"], indexes: [["height"]] },
  gossip_claim: {
    columns: { ...SEEN, node: "bigint" },
    key: ["proposal_id", "node", "seat"],
    indexes: [["height"]],
  },
  gossip_node_proof: {
    columns: { ...SEEN, node: "bigint" },
    key: ["proposal_id", "node", "seat"],
    indexes: [["height"], ["seat", "height"]],
  },
};

/** Tables of the second version. */
const L1_TRANSACTIONS: Readonly<Record<string, TableShape>> = {
  l1_transaction: {
    columns: { ...FACT, hash: "text" },
    key: ["l1_block", "log_index"],
    indexes: [["hash"]],
  },
  l1_act: {
    columns: { ...FACT, hash: "text", event: "text", height: ["bigint", "null"], count: "bigint" },
    key: ["l1_block", "log_index"],
    indexes: [["hash"], ["height"]],
  },
  l1_receipt: {
    columns: { ...FACT, hash: "text", sender: "text", gas_used: "bigint", gas_price: "text" },
    key: ["hash"],
  },
};

/** Tables of the third version. */
const POOL: Readonly<Record<string, TableShape>> = {
  pool_state: {
    columns: {
      ...FACT,
      height: "bigint",
      reserve0: "text",
      reserve1: "text",
      swaps: "bigint",
      sold0: "text",
      sold1: "text",
    },
    key: ["height"],
  },
};

/** L1's facts leave, so that the next reading of L1 writes them again, with what a new version adds. */
// biome-ignore lint/suspicious/noExplicitAny: a migration knows no later schema
async function forgetL1(db: Kysely<any>, tables: Readonly<Record<string, TableShape>>): Promise<void> {
  for (const [name, { columns }] of Object.entries(tables)) {
    if ("l1_block" in columns) await db.deleteFrom(name).execute();
  }
  await db.deleteFrom("l1_block").execute();
}

/** What makes and changes the tables, in order of their names. A released one never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001_facts": {
    // biome-ignore lint/suspicious/noExplicitAny: a migration knows no later schema
    async up(db: Kysely<any>): Promise<void> {
      await createTables(db, TABLES);
    },
  },
  "0002_l1_transactions": {
    // biome-ignore lint/suspicious/noExplicitAny: a migration knows no later schema
    async up(db: Kysely<any>): Promise<void> {
      await createTables(db, L1_TRANSACTIONS);
      await forgetL1(db, TABLES);
    },
  },
  "0003_pool": {
    // biome-ignore lint/suspicious/noExplicitAny: a migration knows no later schema
    async up(db: Kysely<any>): Promise<void> {
      await createTables(db, POOL);
      await forgetL1(db, { ...TABLES, ...L1_TRANSACTIONS });
    },
  },
};
