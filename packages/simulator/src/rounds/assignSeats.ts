import { nodeCount, nodeNumber, type Vote, type VoteScope } from "@trellis/protocol";
import { assignNodes } from "@trellis/strategy/second";
import { dealNodes, NOBODY } from "./dealNodes.ts";
import type { SeatSet } from "./SeatSet.ts";

/** Seats that cast the same votes. */
export interface Voters {
  readonly seats: SeatSet;
  /** Votes of each seat. "any": the whole tree, as often as needed. */
  readonly scopes: readonly VoteScope[] | "any";
}

const NO_ID = new Uint8Array(32);
const NO_SIGNATURE = new Uint8Array(64);

/**
 * P5.1: the seat named for each node. Voters for any node are dealt in closed form; as soon as one has offered less, the shipped assignment
 * decides.
 * @param chosen - the seats that the proposer names.
 */
export function assignSeats(voters: readonly Voters[], chosen: SeatSet, treeDepth: number): Int16Array {
  const nodes = nodeCount(treeDepth);
  const count = chosen.count();
  const each = Math.max(1, Math.ceil(nodes / Math.max(1, count)));
  if (voters.every(({ scopes }) => scopes === "any")) return dealNodes(chosen.seats(), each, treeDepth);
  const anywhere = Array.from({ length: each }, (_, slot) => ({ depth: 0, index: 0, slot }));
  const votes = voters.flatMap(({ seats, scopes }) =>
    seats
      .and(chosen)
      .seats()
      .flatMap((seat) =>
        (scopes === "any" ? anywhere : scopes).map((scope): Vote => {
          return { ...scope, seat, proposalId: NO_ID, signature: NO_SIGNATURE };
        }),
      ),
  );
  const known = { active: chosen.bitmap(), isIdle: () => false, weight: () => 1 };
  const named = new Int16Array(nodes).fill(NOBODY);
  for (const { node, seat } of assignNodes(votes, treeDepth, known).entries) named[nodeNumber(node)] = seat;
  return named;
}
