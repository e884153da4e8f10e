import { nodeCount, nodeNumber, type Vote } from "@trellis/protocol";
import { assignNodes } from "@trellis/strategy";
import type { Votes } from "./Agent.ts";
import { dealNodes, NOBODY } from "./dealNodes.ts";
import { SeatSet } from "./SeatSet.ts";

/** Seats that cast the same votes. */
export interface Voters {
  readonly seats: SeatSet;
  /** Votes of each seat. */
  readonly scopes: Votes;
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
  const known = { active: chosen.bitmap(), isIdle: () => false, weight: () => 1, precedence: () => 1 };
  const named = new Int16Array(nodes).fill(NOBODY);
  for (const { node, seat } of assignNodes(votes, treeDepth, known).entries) named[nodeNumber(node)] = seat;
  return named;
}

/** What a proposer commits. */
export interface Assigned {
  readonly committed: SeatSet;
  /** Seat of each node; made when it is first asked for. */
  readonly named: Int16Array;
}

/** Assignments kept: rivals of a round mostly name the same seats, and so do rounds that follow each other. */
const KEPT = 16;

/** {@link assignSeats}, when a block is proven, and with its last results: those of voters for any node depend on the chosen seats alone. */
export class Assignments {
  readonly #kept: { readonly chosen: SeatSet; readonly treeDepth: number; readonly assigned: Assigned }[] =
    [];

  /** Not to be changed by the caller. */
  assign(voters: readonly Voters[], chosen: SeatSet, treeDepth: number): Assigned {
    if (!voters.every(({ scopes }) => scopes === "any"))
      return withSeats(assignSeats(voters, chosen, treeDepth));
    const kept = this.#kept.find((one) => one.treeDepth === treeDepth && one.chosen.equals(chosen));
    if (kept !== undefined) return kept.assigned;
    // The set may be an agent's own, which changes.
    const copy = chosen.and(chosen);
    const assigned = dealtLater(copy, treeDepth);
    if (this.#kept.length === KEPT) this.#kept.shift();
    this.#kept.push({ chosen: copy, treeDepth, assigned });
    return assigned;
  }
}

function withSeats(named: Int16Array): Assigned {
  const committed = SeatSet.empty();
  for (let i = 0; i < named.length; i++) if (named[i] !== NOBODY) committed.add(named[i]!);
  return { named, committed };
}

/** Every chosen seat gets a node as long as there are nodes; which one is seen when somebody asks. */
function dealtLater(chosen: SeatSet, treeDepth: number): Assigned {
  const nodes = nodeCount(treeDepth);
  const count = chosen.count();
  const committed = count <= nodes ? chosen : SeatSet.of(chosen.seats().slice(0, nodes));
  let named: Int16Array | undefined;
  return {
    committed,
    get named() {
      named ??= dealNodes(chosen.seats(), Math.max(1, Math.ceil(nodes / Math.max(1, count))), treeDepth);
      return named;
    },
  };
}
