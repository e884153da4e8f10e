import type { NodeKind } from "@trellis/protocol";
import type { RandomStream } from "../random/RandomStream.ts";
import type { Conduct } from "./Agent.ts";
import type { Block, BlockProof } from "./Block.ts";
import { NOBODY } from "./dealNodes.ts";
import type { SeatSet } from "./SeatSet.ts";
import { kindOf } from "./tallyBlock.ts";

/** What happened while a block was proven. */
export interface Proving {
  /** Undefined if nobody could prove a node. */
  readonly proof: BlockProof | undefined;
  /** R8: nodes that a seat claimed and did not prove, by seat: their kinds. */
  readonly missed: ReadonlyMap<number, readonly NodeKind[]>;
  /** Nodes that each agent's seats were named for, and those that they claimed or proved. */
  readonly bound: readonly number[];
  readonly kept: readonly number[];
}

/** Who can do what. */
export interface Workforce {
  readonly owners: Uint16Array;
  /** Seats whose machine runs. */
  readonly up: SeatSet;
  /** What each agent's seats do in this block, by its number. */
  readonly conducts: readonly Conduct[];
  /** Seats that step in for others, in no order. */
  readonly rescuers: readonly number[];
  /** Chance that a machine that is down stopped between the claim of a node and its proof, by the node's kind. */
  readonly claimedPart: Readonly<Record<NodeKind, number>>;
}

/**
 * R8, R15: named seats that run prove their nodes; for the others a seat steps in that all seats' order for this node picks, which is as good
 * as a random one.
 */
export function proveBlock({ named, depth }: Block, force: Workforce, random: RandomStream): Proving {
  const { owners, up, conducts, rescuers, claimedPart } = force;
  const provers = new Int16Array(named.length).fill(NOBODY);
  const missed = new Map<number, NodeKind[]>();
  const bound = conducts.map(() => 0);
  const kept = conducts.map(() => 0);
  let isWhole = true;
  for (let number = 0; number < named.length; number++) {
    const seat = named[number]!;
    const conduct = seat === NOBODY ? "silent" : conducts[owners[seat]!]!;
    const isUp = seat !== NOBODY && up.has(seat);
    if (seat !== NOBODY) bound[owners[seat]!]! += 1;
    if (conduct === "prove" && isUp) {
      kept[owners[seat]!]! += 1;
      provers[number] = seat;
      continue;
    }
    const isClaimed = isUp
      ? conduct === "withhold"
      : conduct !== "silent" && random.chance(claimedPart[kindOf(number, depth)]);
    if (seat !== NOBODY && isClaimed) {
      kept[owners[seat]!]! += 1;
      const kinds = missed.get(seat) ?? [];
      kinds.push(kindOf(number, depth));
      missed.set(seat, kinds);
    }
    if (rescuers.length === 0) isWhole = false;
    else provers[number] = rescuers[random.below(rescuers.length)]!;
  }
  return { proof: isWhole ? { provers } : undefined, missed, bound, kept };
}

/** A block that its proposer proves with its own seats: those named for nodes prove them, and all others are rescued. */
export function proveAlone({ named }: Block, own: readonly number[], isOwn: SeatSet): BlockProof | undefined {
  if (own.length === 0) return undefined;
  const provers = named.map((seat, number) =>
    seat !== NOBODY && isOwn.has(seat) ? seat : own[number % own.length]!,
  );
  return { provers };
}
