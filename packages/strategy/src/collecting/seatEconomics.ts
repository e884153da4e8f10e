import {
  type CourtSettings,
  type NodeKind,
  penalty,
  type RollupSettings,
  totalWeight,
} from "@trellis/protocol";
import { weightsOf } from "./expectedReward.ts";
import { gasCost, type Prices } from "./gasCost.ts";

/** A network in which all seats prove alike, and an honest seat of it that fails now and then. Times in seconds. */
export interface SeatWork {
  /** Depth of the blocks. */
  readonly depth: number;
  /** Seats that share the nodes evenly; all are committed. */
  readonly seats: number;
  /** Of every block. */
  readonly proverShareBps: number;
  /** From one final block to the next. */
  readonly roundTime: number;
  /** From a start claim to the proof. */
  readonly proofTime: Readonly<Record<NodeKind, number>>;
  /** Full stake, wei. */
  readonly stake: bigint;
  /** Part of the time in which the seat works, 0 … 1. */
  readonly uptime: number;
  /** How long it is away each time. It then misses every node that it has claimed. */
  readonly outageTime: number;
}

/** M7: what a seat earns and loses. Amounts in wei, on average. */
export interface SeatEconomics {
  /** Provers' part of a block's reward. */
  readonly pool: bigint;
  /** Pay of a node of each kind, and of a seat for a block. */
  readonly nodePay: Readonly<Record<NodeKind, bigint>>;
  readonly blockPay: bigint;
  /** Nodes of a seat in a block. */
  readonly nodes: number;
  /** Seconds in a block in which the seat has claimed a node and has not proven it yet. */
  readonly claimedTime: number;
  /** Outages in a block, and those in a block that hit a claimed node. */
  readonly outages: number;
  readonly misses: number;
  /** What a case takes at level 0, for the mean node that is missed. */
  readonly penalty: bigint;
  /** R8: by what earlier cases multiply it: e^n with n cases in `levelDecay`. */
  readonly levelFactor: number;
  /** Parts of what a seat earns that go with penalties, and with blocks in which it was away. */
  readonly lostByPenalties: number;
  readonly lostByAbsence: number;
}

const BPS = 10_000n;
const KINDS = ["leaf", "merge", "root"] as const;

/**
 * M7: pay and losses of an honest seat in a calm network: every node is proven as committed, and no losing block is named. An outage that
 * begins between a start claim and its proof misses the node. Its seat is reported, and has no answer. Outages come independently of each
 * other, so cases within `levelDecay` follow a Poisson distribution with mean n; the mean of 2^level is then at most e^n.
 * @throws TRL-PRO-003 for a depth outside 1..11.
 */
export function seatEconomics(settings: RollupSettings, court: CourtSettings, work: SeatWork): SeatEconomics {
  const { depth, seats, roundTime, proofTime } = work;
  const weights = weightsOf(settings);
  const whole = totalWeight(weights, depth);
  const pool = (settings.blockReward * BigInt(work.proverShareBps)) / BPS;
  const payOf = (kind: NodeKind): bigint => (pool * weights[kind]) / whole;
  const nodePay = { leaf: payOf("leaf"), merge: payOf("merge"), root: payOf("root") };
  const blockPay = pool / BigInt(seats);

  // Of one seat, on average.
  const nodes = { leaf: 2 ** depth / seats, merge: (2 ** depth - 2) / seats, root: 1 / seats };
  const claimed = KINDS.map((kind) => nodes[kind] * proofTime[kind]);
  const claimedTime = claimed.reduce((sum, seconds) => sum + seconds, 0);
  const away = 1 - work.uptime;
  const misses = (away * claimedTime) / work.outageTime;
  // A node is hit in proportion to the time for which it is claimed.
  const missedPay = KINDS.reduce(
    (sum, kind, i) => sum + (Number(nodePay[kind]) * claimed[i]!) / claimedTime,
    0,
  );
  const taken = penalty(BigInt(Math.round(missedPay)), work.stake, 0, court);
  const levelFactor = Math.exp((misses * court.levelDecay) / roundTime);
  return {
    pool,
    nodePay,
    blockPay,
    nodes: nodes.leaf + nodes.merge + nodes.root,
    claimedTime,
    outages: (away * roundTime) / work.outageTime,
    misses,
    penalty: taken,
    levelFactor,
    lostByPenalties: (misses * Number(taken) * levelFactor) / Number(blockPay),
    lostByAbsence: away,
  };
}

/** Gas of claims, as measured. */
export interface ClaimGas {
  /** Of a transaction with a claim of one node of one block, without its base cost. */
  readonly block: bigint;
  /** Of each further node of the same block. */
  readonly node: bigint;
}

/**
 * M7: the part of a block's pay that a claim of it costs, in a call for many blocks. It is an upper bound: such a call mints once,
 * and here each block bears it anew.
 * @param nodes - nodes of the seat in a block.
 */
export function claimShare(blockPay: bigint, nodes: number, gas: ClaimGas, prices: Prices): number {
  const used = gas.block + BigInt(Math.ceil((nodes - 1) * Number(gas.node)));
  return Number(gasCost(used, prices)) / Number(blockPay);
}
