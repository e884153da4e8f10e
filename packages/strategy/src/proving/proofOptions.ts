import { type NodeKind, nodeNumber, type TreeNode } from "@trellis/protocol";
import type { Hex } from "viem";
import { nodeOccasion } from "../timing/nodeOccasion.ts";
import { stagger } from "../timing/stagger.ts";
import type { PayTerms } from "./expectedPay.ts";
import type { ProofOption } from "./ProverStrategy.ts";
import { rescueTime } from "./rescueTime.ts";

/** Longest time over which the seats that may rescue a node are spread. Milliseconds. */
const RESCUE_SPREAD_MS = 8_000;
/** In a short proof window the spread is this part of it. */
const RESCUE_SPREAD_PARTS = 16;

/** A node that can be proven now: its block is executed, and its children are proven. */
export interface ReadyNode {
  readonly node: TreeNode;
  /** Time since which it can be proven. Milliseconds. */
  readonly readyAt: number;
  /** Seat that the transcript names for it; undefined if it names none. */
  readonly named: number | undefined;
  /** Seats whose proof of it is known. */
  readonly provenBy: readonly number[];
  /** Seats that sent a bad proof of it. Their later proofs of it are refused. */
  readonly barred: readonly number[];
}

/** A block that is worth proving. */
export interface ProvableBlock {
  readonly proposalId: Hex;
  readonly terms: PayTerms;
  /** P7.2: its score in L1's ranking. */
  readonly score: bigint;
  /** The nodes that could be proven now, from the root down. */
  readonly nodes: readonly ReadyNode[];
}

/** One prover's seats, its patience with others, and the current time. All times are milliseconds of one clock. */
export interface ProvingSituation {
  /** The prover's seats that may be counted in the round. */
  readonly seats: readonly { readonly seat: number; readonly address: Hex }[];
  /** How long to wait for a named prover, by kind of node. */
  readonly patience: Readonly<Record<NodeKind, number>>;
  readonly now: number;
  /** End of the proof window. */
  readonly deadline: number;
  /** Length of the proof window. */
  readonly proofWindow: number;
}

/** A node that this prover could prove now, and the seat that would prove it. */
export interface SeatedOption extends ProofOption {
  readonly proposalId: Hex;
  readonly seat: number;
}

/**
 * P6.2, P6.6: the nodes that a prover could prove now. The best block comes first. Within a block, nodes with a named own seat come
 * before those that others have left unproven, and higher nodes come first.
 * @param blocks - the best first.
 */
export function proofOptions(blocks: readonly ProvableBlock[], situation: ProvingSituation): SeatedOption[] {
  return blocks.flatMap((block, place) => {
    const { proposalId, terms, score, nodes } = block;
    const options = (isNamed: boolean): SeatedOption[] =>
      nodes.flatMap((ready) => {
        const seat = isNamed ? namedSeat(ready, situation) : rescuingSeat(block, ready, situation);
        return seat === undefined
          ? []
          : [{ proposalId, seat, node: ready.node, terms, score, place, isNamed }];
      });
    return [...options(true), ...options(false)];
  });
}

/** The own seat that is named for the node and has not proven it. It proves even if another has: it is paid for its own proof. */
function namedSeat({ named, provenBy, barred }: ReadyNode, { seats }: ProvingSituation): number | undefined {
  if (named === undefined || !seats.some(({ seat }) => seat === named)) return undefined;
  return provenBy.includes(named) || barred.includes(named) ? undefined : named;
}

/** P6.6: the own seat that may prove a node that others have left unproven for too long. */
function rescuingSeat(
  { proposalId, terms: { treeDepth } }: ProvableBlock,
  { node, readyAt, named, provenBy, barred }: ReadyNode,
  { seats, patience, now, deadline, proofWindow }: ProvingSituation,
): number | undefined {
  if (provenBy.length > 0) return undefined;
  const able = seats.filter(({ seat }) => !barred.includes(seat));
  if (able.length === 0 || able.some(({ seat }) => seat === named)) return undefined;
  const number = nodeNumber(node);
  const { seat, address } = able[number % able.length]!;
  // There is no wait if no seat is named, or if the named seat has sent a bad proof.
  const isAbandoned = named === undefined || barred.includes(named);
  const rescueAt = isAbandoned ? readyAt : rescueTime(node, treeDepth, readyAt, patience, deadline);
  const spread = Math.floor(Math.min(RESCUE_SPREAD_MS, proofWindow / RESCUE_SPREAD_PARTS));
  return now < rescueAt + stagger(address, nodeOccasion(proposalId, number), spread) ? undefined : seat;
}
