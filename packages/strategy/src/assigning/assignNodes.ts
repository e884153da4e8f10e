import {
  type ProverBitmap,
  RESCUE_SLOT,
  type SignedEntry,
  transcriptBitmap,
  type Vote,
} from "@trellis/protocol";
import { assign } from "./assignment.ts";
import { spreadOut } from "./spreadOut.ts";

/** What a proposer knows of the seats. */
export interface KnownSeats {
  /** Seats that count in the round: those that are paused, exiting or new are not among them. */
  readonly active: ProverBitmap;
  /** R8: whether a seat votes and does not claim (`isIdle`). */
  readonly isIdle: (seat: number) => boolean;
  /** Past performance, higher is better (`reliability`). */
  readonly weight: (seat: number) => number;
  /** Who comes first where there is no room for all, higher is earlier (`precedence`). */
  readonly precedence: (seat: number) => number;
}

/** R2: what a proposer commits. */
export interface Assignment {
  /** At most one a node, in the order of nodes. Each binds its seat. */
  readonly entries: readonly SignedEntry[];
  /** The seats that the entries name. */
  readonly committed: ProverBitmap;
}

/**
 * P5.1, R2, R8: names seats for the nodes of a block, by the votes for it. As many different seats as possible, then as many nodes as
 * possible. Each vote is used at one place at most: a second use would make both entries vacant. Seats that do not count or do not claim
 * are left out. If there is no room for all, reliable seats take turns. If only those have voted that do not claim, they get their chance.
 * @param votes - valid votes for one proposal.
 * @throws TRL-PRO-003 for a depth outside 1..11.
 */
export function assignNodes(
  votes: readonly Vote[],
  treeDepth: number,
  { active, isIdle, weight, precedence }: KnownSeats,
): Assignment {
  const counting = votes.filter(({ seat, slot }) => active.has(seat) && slot !== RESCUE_SLOT);
  const idle = new Map([...new Set(counting.map(({ seat }) => seat))].map((seat) => [seat, isIdle(seat)]));
  const busy = counting.filter(({ seat }) => idle.get(seat) === false);
  const taken = busy.length > 0 ? busy : counting;
  const entries = spreadOut(assign(taken, treeDepth, weight, precedence), weight);
  return { entries, committed: transcriptBitmap(entries) };
}

/** A way to assign votes to nodes, as {@link assignNodes} does. */
export type AssignNodes = typeof assignNodes;
