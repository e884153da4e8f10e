import {
  bitmapHash,
  decodeTally,
  keccak256,
  mergeTallies,
  type NodeWeights,
  nodeAt,
  nodeCount,
  nodeKind,
  type ProverBitmap,
  seatWordsRoot,
  smallest,
  type Tally,
  toHex,
  weightOf,
} from "@trellis/protocol";
import type { Hex } from "viem";
import type { Journal } from "../calls/Journal.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";

/** What L1 keeps of a proposal that was proven: `ProvenProposal` in Types.sol, and the maps beside it. */
export interface ProvenBlock {
  /** Active committed seats in its best proof. */
  readonly provers: number;
  readonly dataAt: bigint;
  /** Place of the best proof among the kept ones. */
  readonly best: number;
  /** Committed lanes of the best proof; each vacant lane the largest of all kept proofs. */
  readonly tally: bigint;
  readonly roundId: number;
  /** 0: it did not become the head. */
  readonly finalAt: bigint;
  readonly context: Hex;
  /** Of each kept proof: keccak256(wordsRoot ‖ keccak256(masked provers)). */
  readonly kept: readonly Hex[];
  /** Nodes that some kept proof has as committed: node n is bit n. */
  readonly committedNodes: bigint;
  /** R7: seats that some kept proof shows. */
  readonly shown: ProverBitmap;
  /** Of each kept proof: the nodes that it was the first to show as rescued. */
  readonly rescued: readonly bigint[];
}

/** A valid proof of a block. */
export interface ValidProof {
  readonly context: Hex;
  readonly dataAt: bigint;
  readonly roundId: number;
  /** Masked with committed and active seats. */
  readonly provers: ProverBitmap;
  readonly tally: bigint;
  readonly seatWords: Uint8Array;
}

/** `keptOf`: what is kept of one proof. */
export function keptHash(wordsRoot: Uint8Array, proversHash: Uint8Array): Hex {
  return toHex(keccak256(wordsRoot, proversHash));
}

/** R2: which proofs are kept, and what they show together. */
export class KeptProofs {
  readonly #weights: NodeWeights;
  readonly #proven: JournalMap<Hex, ProvenBlock>;

  constructor(journal: Journal, weights: NodeWeights) {
    this.#weights = weights;
    this.#proven = new JournalMap(journal);
  }

  get(proposalId: Hex): ProvenBlock | undefined {
    return this.#proven.get(proposalId);
  }

  /** Of one that is known to be proven. */
  at(proposalId: Hex): ProvenBlock {
    return this.#proven.get(proposalId)!;
  }

  setFinal(proposalId: Hex, finalAt: bigint): void {
    this.#proven.set(proposalId, { ...this.at(proposalId), finalAt });
  }

  /** R2: whether a kept proof has the node as its committed seat's. */
  isNodeCommitted(proposalId: Hex, nodeNumber: number): boolean {
    return has(this.get(proposalId)?.committedNodes ?? 0n, nodeNumber);
  }

  /** Whether this kept proof was the first to show a rescuer at the node. */
  isNodeRescued(proposalId: Hex, kept: number, nodeNumber: number): boolean {
    return has(this.get(proposalId)?.rescued[kept] ?? 0n, nodeNumber);
  }

  /** @returns whether the proof is the proposal's best. @throws Refusal `NothingNew`, `OtherBlock`. */
  keep(proposalId: Hex, proof: ValidProof): boolean {
    const before = this.get(proposalId);
    const { committed, rescued } = nodesOf(proof.seatWords);
    const record = keptHash(seatWordsRoot(proof.seatWords), bitmapHash(proof.provers));
    const { context, dataAt, roundId, tally } = proof;
    const provers = proof.provers.count();
    if (before === undefined) {
      this.#proven.set(proposalId, {
        provers,
        dataAt,
        best: 0,
        tally,
        roundId,
        finalAt: 0n,
        context,
        kept: [record],
        committedNodes: committed,
        shown: proof.provers,
        rescued: [rescued],
      });
      return true;
    }
    refuseIf(before.context !== context, "OtherBlock");
    const isBest = this.#isBetter(provers, tally, before);
    const tallies = mergeTallies(before.tally, tally, isBest);
    const isMore = (committed & ~before.committedNodes) !== 0n || tallies !== before.tally;
    refuseIf(!isBest && !isMore, "NothingNew");
    const known = before.rescued.reduce((all, nodes) => all | nodes, 0n);
    this.#proven.set(proposalId, {
      ...before,
      provers: isBest ? provers : before.provers,
      dataAt: smallest(dataAt, before.dataAt),
      best: isBest ? before.kept.length : before.best,
      tally: tallies,
      kept: [...before.kept, record],
      committedNodes: before.committedNodes | committed,
      shown: before.shown.or(proof.provers),
      rescued: [...before.rescued, rescued & ~known],
    });
    return isBest;
  }

  /** R2: the committed nodes of all kept proofs together, and the vacant entries as far as a kept proof shows them. */
  tallyOf(proposalId: Hex, treeDepth: number): Tally {
    const { committedNodes, tally } = this.at(proposalId);
    const committed = { leaf: 0, merge: 0, root: 0 };
    for (let number = 0; number < nodeCount(treeDepth); number++) {
      if (has(committedNodes, number)) committed[nodeKind(nodeAt(number), treeDepth)] += 1;
    }
    return { committed, vacant: decodeTally(tally).vacant };
  }

  #isBetter(provers: number, tally: bigint, best: ProvenBlock): boolean {
    if (provers !== best.provers) return provers > best.provers;
    return this.#weightOf(tally) > this.#weightOf(best.tally);
  }

  #weightOf(tally: bigint): bigint {
    return weightOf(decodeTally(tally).committed, this.#weights);
  }
}

const has = (nodes: bigint, nodeNumber: number): boolean => ((nodes >> BigInt(nodeNumber)) & 1n) === 1n;

/** The committed and the rescued nodes of packed seat words. */
function nodesOf(seatWords: Uint8Array): { readonly committed: bigint; readonly rescued: bigint } {
  let [committed, rescued] = [0n, 0n];
  for (let number = 0; 2 * number < seatWords.length; number++) {
    const bit = 1n << BigInt(number);
    const [high, low] = [seatWords[2 * number]!, seatWords[2 * number + 1]!];
    if (high & 0x80) committed |= bit;
    else if (high !== 0 || low !== 0) rescued |= bit;
  }
  return { committed, rescued };
}
