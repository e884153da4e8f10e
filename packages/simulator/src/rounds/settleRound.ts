import {
  bondOf,
  lostBond,
  type NewSeats,
  type NodeKind,
  newSeatBps,
  newSeatParts,
  newSeatShare,
  nextAlpha,
  nodePay,
  splitReward,
  weightOf,
  winnersShare,
} from "@trellis/protocol";
import { chooseUncles, mayBeUncle, weightsOf } from "@trellis/strategy";
import type { Block, ProvenBlock } from "./Block.ts";
import type { Scores } from "./Scores.ts";
import type { RoundSettings } from "./settings.ts";
import { type BlockTally, tallyBlock } from "./tallyBlock.ts";

/** What a round brings and costs each agent, wei, by its number. */
export interface RoundPay {
  /** P8.3: proposer's part of the reward. */
  readonly reward: bigint[];
  /** P8.3, P6.6, R7: pay of its seats. */
  readonly provers: bigint[];
  /** P8.1: burned bid. */
  readonly burned: bigint[];
  /** R9: lost of bonds. */
  readonly bonds: bigint[];
}

/** What came of a round. */
export interface SettledRound {
  /** Place of the final block among the round's; undefined if the height restarts. */
  readonly winner: number | undefined;
  /** P7.2: distinct provers of it. */
  readonly provers: number;
  /** R14: of the next round. */
  readonly alpha: number;
  /** R7: new seats of named losing blocks. */
  readonly newSeats: number;
  readonly pay: RoundPay;
  /** Pay of a committed node of the winner, by kind, before new seats take their part; wei. */
  readonly nodePay: Readonly<Record<NodeKind, bigint>>;
}

/** Who owns what in a round. */
export interface RoundParties {
  /** The agent of each seat. */
  readonly owners: Uint16Array;
  readonly agents: number;
}

const FREE = { leaf: 0n, merge: 0n, root: 0n };

/**
 * P8, R7, R9, R14: what L1 makes of a round's blocks and proofs, by the shipped rules; a test plays the same rounds on the contracts' model.
 * @param blocks - in order of arrival; proofs come in the same order.
 * @param alpha - of the round, in 2^-16.
 */
export function settleRound(
  blocks: readonly ProvenBlock[],
  alpha: number,
  { rollup }: RoundSettings,
  { owners, agents }: RoundParties,
  scores: Scores,
): SettledRound {
  const zeros = (): bigint[] => new Array<bigint>(agents).fill(0n);
  const pay: RoundPay = { reward: zeros(), provers: zeros(), burned: zeros(), bonds: zeros() };
  const tallies = blocks.map(({ block, proof }) => proof && tallyBlock(block, proof, owners, agents));
  const winner = bestOf(blocks, tallies, alpha, scores);
  if (winner === undefined) {
    // R9: in a restart the leader loses its bond.
    const [leader] = scores.ranked(
      blocks.map(({ block }) => scored(block)),
      alpha,
    );
    if (leader !== undefined) addTo(pay.bonds, leader.block.proposer, bondOfBlock(leader.block));
    return { winner, provers: 0, alpha, newSeats: 0, pay, nodePay: FREE };
  }
  const { block } = blocks[winner]!;
  const tally = tallies[winner]!;
  pay.burned[block.proposer] = block.burnBid;
  const weights = weightsOf(rollup);
  const part = { tally: tally.tally, provers: tally.proverCount, committedSeats: block.committedSeats };
  const split = splitReward(rollup.blockReward, part, weights, block.depth, block.proverShareBps);
  addTo(pay.reward, block.proposer, split.proposer);
  const named = tally.proverCount === 0 ? [] : bestNewSeats();
  if (tally.proverCount > 0) {
    const pool = {
      amount: split.pool,
      winnerSeats: tally.proverCount,
      newSeatParts: newSeatParts(named),
    };
    payNodes(pay.provers, winnersShare(pool), block, tally);
    for (const { bps, seats } of named) {
      const share = newSeatShare(pool, bps);
      for (const seat of seats.seats()) addTo(pay.provers, owners[seat]!, share);
    }
  }
  for (const [i, { block: other }] of blocks.entries()) {
    if (i === winner || scores.compare(scored(other), scored(block), alpha) <= 0) continue;
    const lost = lostBond(bondOfBlock(other), other.committedSeats, tallies[i]?.proverCount);
    addTo(pay.bonds, other.proposer, lost);
  }
  return {
    winner,
    provers: tally.proverCount,
    alpha: nextAlpha(alpha, tally.proverCount, rollup),
    newSeats: named.reduce((sum, { seats }) => sum + seats.count(), 0),
    pay,
    nodePay: paysOf(split.pool, block.depth),
  };

  function bondOfBlock({ burnBid }: Block): bigint {
    return bondOf(burnBid, rollup.bond, rollup.bondBps);
  }

  function paysOf(pool: bigint, depth: number): Record<NodeKind, bigint> {
    const of = (at: number): bigint => nodePay(pool, weights, { depth: at, index: 0 }, depth, true, 0);
    return { leaf: of(depth), merge: depth > 1 ? of(1) : 0n, root: of(0) };
  }

  function payNodes(to: bigint[], pool: bigint, { depth }: Block, { committed, rescued }: BlockTally): void {
    const { uncommittedFactorBps } = rollup;
    for (const [kind, at] of [
      ["leaf", depth],
      ["merge", 1],
      ["root", 0],
    ] as const) {
      if (kind === "merge" && depth === 1) continue;
      const node = { depth: at, index: 0 };
      const own = nodePay(pool, weights, node, depth, true, uncommittedFactorBps);
      const other = nodePay(pool, weights, node, depth, false, uncommittedFactorBps);
      for (let agent = 0; agent < agents; agent++) {
        addTo(to, agent, own * BigInt(committed[agent]![kind]) + other * BigInt(rescued[agent]![kind]));
      }
    }
  }

  /** R7: the work that a block's proof shows. */
  function workOf({ proverCount, tally: { committed } }: BlockTally) {
    return { weight: weightOf(committed, weights), seats: proverCount };
  }

  /** R7: the losing blocks whose new seats get most together. */
  function bestNewSeats(): NewSeats[] {
    const candidates = blocks.flatMap(({ block: other }, i) => {
      const shown = tallies[i];
      if (i === winner || shown === undefined || !mayBeUncle(other.burnBid, block.burnBid, rollup)) return [];
      const fresh = shown.provers.without(block.committed);
      if (fresh.count() === 0) return [];
      return [{ bps: newSeatBps(rollup.unclePayBps, workOf(shown), workOf(tally)), seats: fresh.bitmap() }];
    });
    return chooseUncles(candidates, rollup.uncles);
  }
}

const scored = (block: Block) => ({ block, seats: block.committedSeats, burnBid: block.burnBid });
/** P8.1: the proven block with the highest final score. */
function bestOf(
  blocks: readonly ProvenBlock[],
  tallies: readonly (BlockTally | undefined)[],
  alpha: number,
  scores: Scores,
): number | undefined {
  const proven = blocks.flatMap(({ block: { burnBid } }, i) => {
    const tally = tallies[i];
    return tally === undefined ? [] : [{ i, seats: tally.proverCount, burnBid }];
  });
  return scores.ranked(proven, alpha)[0]?.i;
}

function addTo(amounts: bigint[], agent: number, amount: bigint): void {
  amounts[agent]! += amount;
}
