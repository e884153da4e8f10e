import {
  encodeTally,
  isVacant,
  joinStates,
  leafStates,
  type NodeProver,
  nodeAt,
  nodeCount,
  nodeKind,
  type Proposal,
  type ProverBitmap,
  packSeatWords,
  ProverBitmap as Seats,
  type TranscriptTree,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { ProofSubmission } from "../src/index.ts";

/** A committed block, and what its proposer holds of others: their votes. */
export interface Block {
  readonly id: Hex;
  readonly proposal: Proposal;
  readonly transcript: TranscriptTree;
  /** Seat that is named for a node, by the node's number. */
  readonly named: ReadonlyMap<number, number>;
  /** Seats whose votes exist: only in their name can a node be proven as committed. */
  readonly voted: ReadonlySet<number>;
  /** Masked. */
  readonly committed: ProverBitmap;
  readonly stateBefore: bigint;
}

/** Who proved a node: `named` by the transcript's vote, `rescue` by its own rescue vote. */
export interface Work {
  readonly seat: number;
  readonly as: "named" | "rescue";
}

const FIELD = 1n << 250n;

/** The states around the leaves of a block, made up: the first and the last are the block's. */
export function statesOf({ id, stateBefore, proposal: { depth } }: Block): bigint[] {
  const leaves = 2 ** depth;
  const seed = BigInt(id) % FIELD;
  return Array.from({ length: leaves + 1 }, (_, i) => (i === 0 ? stateBefore : seed + BigInt(i)));
}

/** Each node's states, by its number (R8). */
export function nodeStates(block: Block): bigint[] {
  const { depth } = block.proposal;
  const states = statesOf(block);
  const nodes: bigint[] = new Array(nodeCount(depth));
  for (let number = nodes.length - 1; number >= 0; number--) {
    const node = nodeAt(number);
    nodes[number] =
      node.depth === depth
        ? leafStates(states[node.index]!, states[node.index + 1]!)
        : joinStates(nodes[2 * number + 1]!, nodes[2 * number + 2]!);
  }
  return nodes;
}

/** The siblings of a node's states, from the node up. */
export function stateSiblings(states: readonly bigint[], number: number): bigint[] {
  const siblings: bigint[] = [];
  for (let at = number; at > 0; at = (at - 1) >> 1) siblings.push(states[at % 2 === 1 ? at + 1 : at - 1]!);
  return siblings;
}

/**
 * A proof of a block, as the circuits allow it: a node is committed only if its entry binds the seat and the seat's vote exists. A node
 * without work is proven by nobody, and its entry is not shown.
 * @param work - by node number.
 */
export function blockProof(block: Block, work: ReadonlyMap<number, Work>): ProofSubmission {
  const { proposal, transcript, committed, voted } = block;
  const { depth } = proposal;
  const counts = { committed: { leaf: 0, merge: 0, root: 0 }, vacant: { leaf: 0, merge: 0, root: 0 } };
  const provers: number[] = [];
  const words: NodeProver[] = [];
  for (let number = 0; number < nodeCount(depth); number++) {
    const node = nodeAt(number);
    const kind = nodeKind(node, depth);
    const done = work.get(number);
    const entry = transcript.entry(node);
    const vacant = isVacant(entry, node, committed);
    if (done !== undefined && vacant) counts.vacant[kind] += 1;
    const isCommitted = done?.as === "named";
    if (isCommitted) {
      const isNamed = block.named.get(number) === done.seat && !vacant && voted.has(done.seat);
      if (!isNamed)
        throw new Error(`the circuits refuse seat ${done.seat} as the named one of node ${number}`);
      counts.committed[kind] += 1;
      provers.push(done.seat);
    }
    words.push({ seat: done?.seat ?? null, isCommitted });
  }
  return {
    proposal,
    transcriptRoot: transcript.root(),
    committed,
    provers: Seats.of(provers),
    stateAfter: statesOf(block).at(-1)!,
    statesRoot: nodeStates(block)[0]!,
    tally: encodeTally(counts),
    fees: 0n,
    messageCount: 0n,
    data: new Uint8Array(160 * 2 ** depth),
    chunks: [],
    seatWords: packSeatWords(words),
    proof: Uint8Array.of(1),
  };
}

/** Every named seat proves its nodes. */
export function allNamed({ named }: Block): Map<number, Work> {
  return new Map([...named].map(([number, seat]) => [number, { seat, as: "named" }]));
}
