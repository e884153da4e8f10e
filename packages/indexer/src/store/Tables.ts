/**
 * The tables. Each row is a fact that never changes: it says in which L1 block it is, and leaves with this block if L1 reorganises. What
 * follows from several facts (who won, what is due) is computed when it is asked for. Wei, scores and field elements are decimal text.
 */
export interface Tables {
  readonly meta: { readonly key: string; readonly value: string };
  /** L1 blocks that hold facts. */
  readonly l1_block: { readonly number: number; readonly hash: string; readonly time: number };
  readonly round_opened: Fact & {
    readonly round_id: number;
    readonly height: number;
    readonly round: number;
    readonly start: number;
    readonly commit_end: number;
    readonly alpha: number;
  };
  readonly round_moved: Fact & { readonly round_id: number; readonly commit_end: number };
  readonly proof_window: Fact & {
    readonly round_id: number;
    readonly proof_start: number;
    readonly proof_end: number;
  };
  readonly round_ended: Fact & {
    readonly round_id: number;
    readonly height: number;
    readonly outcome: "restarted" | "abandoned";
  };
  readonly commitment: Fact & {
    readonly proposal_id: string;
    readonly height: number;
    readonly round: number;
    readonly parent: string;
    readonly proposer: string;
    readonly depth: number;
    readonly prover_share_bps: number;
    readonly burn_bid: string;
    readonly seats: number;
    /** The 8 words of the bitmap, hexadecimal, in a row. */
    readonly bitmap: string;
    /** As `sortable` writes it. */
    readonly score: string;
  };
  readonly block_proof: Fact & {
    readonly proposal_id: string;
    readonly kept: number;
    readonly is_best: number;
    readonly score: string;
    readonly seats: number;
    readonly bitmap: string;
    readonly tally: string;
    readonly fees: string;
  };
  /** Packed transactions of a proven block. */
  readonly block_data: Fact & {
    readonly proposal_id: string;
    readonly data: Uint8Array;
    readonly transactions: number;
  };
  readonly data_chunk: Fact & { readonly hash: string; readonly chunk: Uint8Array };
  /** R2, P6.6: the first kept proof that shows a node as committed, and the first that shows a rescuer. */
  readonly node_proof: Fact & {
    readonly proposal_id: string;
    readonly node: number;
    readonly is_committed: number;
    readonly seat: number;
    readonly kept: number;
  };
  readonly final_block: Fact & {
    readonly height: number;
    readonly proposal_id: string;
    readonly proposer: string;
    readonly messages_consumed: number;
    readonly fees: string;
  };
  /** P10.1: the pool after a final block, and what its swaps sold. */
  readonly pool_state: Fact & {
    readonly height: number;
    readonly reserve0: string;
    readonly reserve1: string;
    readonly swaps: number;
    readonly sold0: string;
    readonly sold1: string;
  };
  readonly refund: Fact & { readonly proposal_id: string; readonly amount: string; readonly lost: string };
  readonly reward: Fact & {
    readonly proposal_id: string;
    readonly proposer_reward: string;
    readonly pool: string;
    readonly winner_seats: number;
    readonly claims_from: number;
  };
  readonly uncles_named: Fact & {
    readonly winner: string;
    /** JSON list of proposal ids. */
    readonly uncles: string;
    /** Of each of them, best rate first (`newSeatsText`). */
    readonly new_seats: string;
    /** New seats of all of them. */
    readonly count: number;
  };
  readonly payment: Fact & {
    readonly proposal_id: string;
    readonly seat: number;
    /** Null for a new seat (R7). */
    readonly node: number | null;
    readonly payout: string;
    readonly amount: string;
  };
  readonly seat_event: Fact & {
    readonly seat: number;
    readonly kind: SeatEventKind;
    readonly account: string | null;
    readonly amount: string | null;
    /** L1 time from which the stake may leave. */
    readonly exit_at: number | null;
    /** Stake after a slash. */
    readonly stake_left: string | null;
  };
  readonly case_event: Fact & {
    readonly proposal_id: string;
    readonly seat: number;
    readonly kind: "reported" | "cleared" | "settled";
    readonly reporter: string | null;
    /** JSON list of node numbers. */
    readonly nodes: string;
    readonly answer_by: number | null;
    readonly taken: string | null;
    readonly bounty: string | null;
    readonly level: number | null;
  };
  readonly balance_event: Fact & {
    readonly account: string;
    readonly kind: "deposited" | "withdrawn";
    readonly payer: string | null;
    readonly amount: string;
  };
  readonly message: Fact & {
    readonly message_index: number;
    readonly packed: string;
    readonly fee: string;
  };
  readonly account: Fact & {
    readonly account_index: number;
    readonly owner: string;
    readonly key_x: string;
    readonly key_y: string;
  };
  readonly withdrawal: Fact & {
    readonly proposal_id: string;
    readonly place: number;
    readonly owner: string;
    readonly asset: number;
    readonly amount: string;
  };
  /** R12: the rollup stopped, an account escaped, a deposit was returned. */
  readonly escape_event: Fact & {
    readonly kind: "stopped" | "escaped" | "depositReturned";
    readonly number: number;
    readonly owner: string | null;
    /** JSON list of two amounts, by asset. */
    readonly amounts: string;
  };
  readonly l2_transaction: Fact & {
    readonly hash: string;
    readonly height: number;
    readonly place: number;
    /** Null where there is none: account 0 is an account like any other. */
    readonly sender: number | null;
    readonly recipient: number | null;
    readonly nonce: number;
    readonly is_signed: number;
    readonly packed: string;
  };
  /** An L1 transaction with events of the deployment; its place is that of its first event. */
  readonly l1_transaction: Fact & { readonly hash: string };
  /** What an L1 transaction did: its events of one name about one height; its place is that of the first. */
  readonly l1_act: Fact & {
    readonly hash: string;
    readonly event: string;
    /** Null where the event is about no height. */
    readonly height: number | null;
    readonly count: number;
  };
  /** What an L1 transaction cost. It is asked for after the transaction was written. */
  readonly l1_receipt: Fact & {
    readonly hash: string;
    readonly sender: string;
    readonly gas_used: number;
    /** Wei for a unit of gas, as it was paid. */
    readonly gas_price: string;
  };
  readonly gossip_bid: {
    readonly proposal_id: string;
    readonly height: number;
    readonly round: number;
    readonly proposer: string;
    readonly depth: number;
    readonly burn_bid: string;
    readonly prover_share_bps: number;
    readonly received_ms: number;
  };
  readonly gossip_vote: Seen & { readonly votes: number };
  readonly gossip_claim: Seen & { readonly node: number };
  readonly gossip_node_proof: Seen & { readonly node: number };
}

/** Where a fact is on L1. */
export interface Fact {
  readonly l1_block: number;
  readonly log_index: number;
}

/** What a seat said of a proposal, and when it arrived. */
interface Seen {
  readonly proposal_id: string;
  readonly height: number;
  readonly seat: number;
  readonly received_ms: number;
}

/** What can happen to a seat. */
export type SeatEventKind =
  | "joined"
  | "keyRotated"
  | "exitRequested"
  | "stakeWithdrawn"
  | "stakeToppedUp"
  | "payoutChanged"
  | "paused"
  | "resumed"
  | "stakeSlashed";

/** Tables whose rows come from L1. */
export const FACT_TABLES = [
  "round_opened",
  "round_moved",
  "proof_window",
  "round_ended",
  "commitment",
  "block_proof",
  "block_data",
  "data_chunk",
  "node_proof",
  "final_block",
  "pool_state",
  "refund",
  "reward",
  "uncles_named",
  "payment",
  "seat_event",
  "case_event",
  "balance_event",
  "message",
  "account",
  "withdrawal",
  "escape_event",
  "l2_transaction",
  "l1_transaction",
  "l1_act",
  "l1_receipt",
] as const satisfies (keyof Tables)[];

/** Names a table of facts. */
export type FactTable = (typeof FACT_TABLES)[number];

/** Tables whose rows come from gossip. */
export const GOSSIP_TABLES = [
  "gossip_bid",
  "gossip_vote",
  "gossip_claim",
  "gossip_node_proof",
] as const satisfies (keyof Tables)[];
export type GossipTable = (typeof GOSSIP_TABLES)[number];

/** A row of a table, to be written. */
export type RowOf<Name extends keyof Tables> = {
  readonly [Table in Name]: { readonly table: Table; readonly row: Omit<Tables[Table], keyof Fact> };
}[Name];
