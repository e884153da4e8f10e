import type { BlockRecord } from "@trellis/l1";
import type { NodeWeights } from "@trellis/protocol";
import { decodeTally, ROOT_NODE, subtreeProvers, weightOf } from "@trellis/protocol";
import type { BlockProof, KeptProofs } from "@trellis/strategy";
import type { AcceptedNodeProof } from "../../proposals/proofs/NodeProofs.ts";

/** A block proof that is known here, with the facts that the choice needs. */
export interface HeldProof extends BlockProof {
  readonly accepted: AcceptedNodeProof;
}

/** A block proof before it is known which of its seats would be new ones (R7). */
export interface OwnPart extends Omit<HeldProof, "hasNewOwnSeat"> {
  /** Own seats among its committed provers. */
  readonly ownProvers: readonly number[];
}

/** R2: what a block proof shows of own seats. */
export function heldProof(
  accepted: AcceptedNodeProof,
  treeDepth: number,
  isOwnSeat: (seat: number) => boolean,
): OwnPart {
  let [nodes, ownNodes, ownRescues] = [0n, 0n, 0n];
  const provers = subtreeProvers(accepted.message.seatWords, ROOT_NODE, treeDepth);
  for (const [number, { seat, isCommitted }] of provers.entries()) {
    if (seat === null) continue;
    const bit = 1n << BigInt(number);
    if (isCommitted) nodes |= bit;
    if (isOwnSeat(seat)) {
      if (isCommitted) ownNodes |= bit;
      else ownRescues |= bit;
    }
  }
  const { committedProvers, committedWeight } = accepted;
  return {
    accepted,
    committedProvers,
    committedWeight,
    nodes,
    vacant: accepted.tally.vacant,
    ownNodes,
    ownRescues,
    ownProvers: accepted.provers.seats().filter(isOwnSeat),
  };
}

/** What L1 keeps of blocks, made again after each proof. */
const made = new WeakMap<BlockRecord, { readonly proofs: number; readonly kept: KeptProofs }>();

/** R2: what L1 keeps of a block. @param weights - the deployment's. */
export function keptProofs(record: BlockRecord, weights: NodeWeights): KeptProofs {
  const known = made.get(record);
  if (known?.proofs === record.kept.length) return known.kept;
  const kept = makeKept(record, weights);
  made.set(record, { proofs: record.kept.length, kept });
  return kept;
}

function makeKept(record: BlockRecord, weights: NodeWeights): KeptProofs {
  const best = record.kept[record.best];
  const { committed, vacant } = decodeTally(record.tally);
  const setOf = (numbers: Iterable<number>): bigint => {
    let set = 0n;
    for (const number of numbers) set |= 1n << BigInt(number);
    return set;
  };
  return {
    best: best && {
      committedProvers: best.provers.count(),
      committedWeight: weightOf(committed, weights),
    },
    nodes: setOf(record.committedNodes),
    vacant,
    rescued: setOf(record.kept.flatMap(({ rescued }) => [...rescued])),
  };
}
