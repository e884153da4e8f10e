import { nodeAt } from "@trellis/protocol";
import type { NodeSeconds } from "@trellis/strategy";
import { awaitedSince, type SeatStart, startClaims } from "@trellis/strategy";
import type { BlockState } from "./BlockState.ts";
import type { ProvingNetwork } from "./ProvingNetwork.ts";
import type { SeatConduct } from "./SeatConduct.ts";

/** A proof to begin. */
export interface ChosenProof {
  readonly block: number;
  readonly node: number;
  readonly isClaimed: boolean;
}

/** A node of a block that it is, or may soon be, a seat's turn to prove. */
export interface Call {
  readonly block: number;
  readonly node: number;
}

/** What a seat does next. `lookAt`: when it should look again, if it finds nothing. */
export type Decision =
  | { readonly proof: ChosenProof; readonly lookAt: undefined }
  | { readonly proof: undefined; readonly lookAt: number | undefined };

/**
 * R8, R15: what one seat with a free machine does. Claims are decided by the strategy's `startClaims`. Which node it proves for others
 * follows from the strategy's times as in `proofOptions`, but only nodes at which it was called are looked at; a test asks `proofOptions`
 * about all nodes and compares.
 */
export class SeatDecisions {
  readonly #network: ProvingNetwork;
  readonly #blocks: readonly BlockState[];
  readonly #conduct: SeatConduct;
  /** Proving times of each seat. */
  readonly #seconds: readonly NodeSeconds[];

  constructor(network: ProvingNetwork, blocks: readonly BlockState[], conduct: SeatConduct) {
    this.#network = network;
    this.#blocks = blocks;
    this.#conduct = conduct;
    const { leaf, merge, root } = network.measured ?? network.usual;
    this.#seconds = network.seats.map(({ slowness }) => ({
      leaf: leaf * slowness,
      merge: merge * slowness,
      root: root * slowness,
    }));
  }

  /** The usual time of a seat for a node, seconds. */
  seconds(seat: number, block: number, node: number): number {
    return this.#seconds[seat]![this.#blocks[block]!.kind(node)];
  }

  /** What a seat takes for its own time at a node, seconds. */
  #believed(seat: number): NodeSeconds {
    return this.#network.ownTimes?.[seat]?.seconds ?? this.#seconds[seat]!;
  }

  /** @param calls - those that are done with, and the one that is decided for, are taken out. */
  decide(seat: number, calls: Call[], now: number): Decision {
    for (const [block, { isWorthProving }] of this.#blocks.entries()) {
      if (!isWorthProving) continue;
      const claim = this.#claimIn(block, seat, now);
      if (claim !== undefined) return { proof: { block, node: claim, isClaimed: true }, lookAt: undefined };
    }
    return this.#rescue(seat, calls, now);
  }

  #claimIn(number: number, seat: number, now: number): number | undefined {
    const block = this.#blocks[number]!;
    const { claimTime, deadline, usual } = this.#network;
    const candidates: { node: ReturnType<typeof nodeAt>; number: number; readyAt: number }[] = [];
    for (const node of block.ownNodes(seat)) {
      if (block.claimedAt[node]! <= now) continue;
      const readyAt = block.readyFor(node, seat);
      // R8: later than that it claims nothing. Most nodes are, so the strategy is not asked about them again and again.
      if (now >= readyAt + claimTime * 1_000) continue;
      if (readyAt <= now) candidates.push({ node: nodeAt(node), number: node, readyAt });
    }
    if (candidates.length === 0) return undefined;
    const nodes = candidates.map((candidate) => {
      return { ...candidate, seat, hasCast: true, isBound: true, isClaimed: false, hasProven: false };
    });
    const [claim] = startClaims(nodes, {
      treeDepth: block.task.treeDepth,
      now,
      deadline,
      freeMachines: 1,
      seconds: this.#believed(seat),
      usualSeconds: usual,
      claimTime,
      // In this model a proof is everywhere as soon as peers tell of it.
      inputMs: 0,
    });
    return claim?.number;
  }

  #rescue(seat: number, calls: Call[], now: number): Decision {
    let best: { readonly proof: ChosenProof; readonly dueAt: number } | undefined;
    let lookAt: number | undefined;
    let kept = 0;
    for (const call of calls) {
      const { block: number, node } = call;
      const block = this.#blocks[number]!;
      if (block.hasLost || block.heardAt(node, seat) <= now) continue;
      calls[kept++] = call;
      if (!block.isWorthProving) continue;
      if (now + this.#believed(seat)[block.kind(node)] * 1_000 > this.#network.deadline) continue;
      const dueAt = this.dueAt(seat, number, node, now);
      if (dueAt > now) {
        if (lookAt === undefined || dueAt < lookAt) lookAt = dueAt;
        continue;
      }
      const proof = { block: number, node, isClaimed: false };
      if (best === undefined || comesBefore({ proof, dueAt }, best)) best = { proof, dueAt };
    }
    calls.length = kept;
    if (best === undefined) return { proof: undefined, lookAt };
    // Whatever ends the proof, it is not begun again.
    const begun = best.proof;
    calls.splice(
      calls.findIndex(({ block, node }) => block === begun.block && node === begun.node),
      1,
    );
    return { proof: begun, lookAt: undefined };
  }

  /** R15: when it is a seat's turn at a node, as the seat sees it. Milliseconds. */
  dueAt(seat: number, number: number, node: number, now: number): number {
    const block = this.#blocks[number]!;
    const seen = {
      readyAt: block.readyFor(node, seat),
      preparationMs: block.executionFor(node, seat),
      claimedAt: block.claimHeardAt(node, seat),
    };
    const opensAt = this.opensAt(number, node, seen, now);
    const { policy } = this.#network;
    if (opensAt > now || policy.isUnranked === true) return opensAt;
    let rank = 0;
    const order = block.order(node);
    for (let place = 0; ; place++) {
      const other = order.at(place);
      if (other === undefined || other === seat) break;
      if (!this.#conduct.isSilent(other)) rank++;
    }
    return policy.dueAt(opensAt, rank, this.usual(number, node));
  }

  /** R15: when a node that its seat has not proven opens to others. @param seen - by who asks; a claim after `now` is none yet. */
  opensAt(
    number: number,
    node: number,
    seen: Omit<SeatStart, "isNamed"> & { readonly claimedAt: number },
    now: number,
  ): number {
    const named = this.#blocks[number]!.named(node);
    const isLate = named >= 0 && this.#conduct.isLate(named);
    const { policy, claimTime } = this.#network;
    const isClaimed = seen.claimedAt <= now;
    const claimedAt = isClaimed ? seen.claimedAt : undefined;
    const isNamed = named >= 0;
    const readyAt = awaitedSince({ ...seen, isNamed, claimedAt }, claimTime);
    return policy.opensAt({ readyAt, isNamed, isClaimed, isLate }, this.usual(number, node), claimTime);
  }

  /** The usual time of a node in the network, seconds. */
  usual(block: number, node: number): number {
    return this.#network.usual[this.#blocks[block]!.kind(node)];
  }
}

/** R15: blocks in their order, in each first a root, then what is due for longest. */
function comesBefore(
  one: { readonly proof: ChosenProof; readonly dueAt: number },
  other: { readonly proof: ChosenProof; readonly dueAt: number },
): boolean {
  if (one.proof.block !== other.proof.block) return one.proof.block < other.proof.block;
  const [isRoot, isOtherRoot] = [one.proof.node === 0, other.proof.node === 0];
  if (isRoot !== isOtherRoot) return isRoot;
  if (one.dueAt !== other.dueAt) return one.dueAt < other.dueAt;
  return one.proof.node < other.proof.node;
}
