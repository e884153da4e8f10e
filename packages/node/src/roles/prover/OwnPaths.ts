import { children, covers, nodeCount, nodeNumber, proverAt, type TreeNode } from "@trellis/protocol";
import type { ProvingTimes } from "@trellis/strategy";
import {
  bestProof,
  costOfProof,
  DUTY_GAS,
  gasCost,
  ownPath,
  type Prices,
  type ProofCost,
  pathAbove,
} from "@trellis/strategy";
import type { Chain } from "../../chain/Chain.ts";
import type { ProofWants } from "../../fetching/ProofFetcher.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { OwnNodes } from "../../proposals/OwnNodes.ts";
import type { AcceptedNodeProof } from "../../proposals/proofs/NodeProofs.ts";
import type { OwnSeat } from "./OwnSeats.ts";
import { committedPay } from "./ownPay.ts";

/** A node to prove again, so that a block proof shows own nodes. */
export interface PathStep {
  readonly node: TreeNode;
  /** The children's proofs: those that show most of the own nodes, then the best. */
  readonly inputs: readonly AcceptedNodeProof[];
  readonly seat: OwnSeat;
  /** Whether the transcript binds the seat to the node. */
  readonly isNamed: boolean;
}

/** The parts of the node that own paths use. */
export interface OwnPathsView {
  readonly chain: Chain;
  readonly fetcher: ProofWants;
}

/** What paths are judged by. */
export interface OwnPathsInit {
  readonly times: ProvingTimes;
  readonly cost: ProofCost;
  /** M7: prices now; undefined while they are not known. */
  readonly prices: () => Prices | undefined;
  readonly ownNodes: OwnNodes;
}

/**
 * M1: finds the proofs by which a prover shows L1 its own nodes, if the block proofs so far have left them out. Only for blocks that win
 * as it stands, because only their nodes are paid for.
 */
export class OwnPaths {
  readonly #chain: Chain;
  readonly #wants: ProofWants;
  readonly #init: OwnPathsInit;

  constructor({ chain, fetcher }: OwnPathsView, init: OwnPathsInit) {
    this.#chain = chain;
    this.#wants = fetcher;
    this.#init = init;
  }

  /**
   * R8: whether to claim own nodes in a block that L1 has a proof of already: only if they pay for the path above them, because nobody
   * else may show them.
   * @param seats - own seats that count in its round.
   */
  isWorthClaiming(known: KnownProposal, seats: readonly OwnSeat[]): boolean {
    const nodes = this.#unkept(known, seats).map(({ node }) => node);
    const path = pathAbove(nodes, () => false);
    return nodes.length > 0 && this.#decide(known, nodes, path) !== "never";
  }

  /** The nodes of a block that can be proven now to show own ones. @param seats - own seats that count in its round. */
  steps(known: KnownProposal, seats: readonly OwnSeat[]): PathStep[] {
    const own = this.#unkept(known, seats).filter(({ node, seat }) =>
      known.proofsOf(node).some((proof) => shows(proof, node, seat)),
    );
    if (own.length === 0) return [];
    const seatAt = new Map(own.map(({ node, seat }) => [nodeNumber(node), seat]));
    const isShown = (proof: AcceptedNodeProof, node: TreeNode): boolean =>
      shows(proof, node, seatAt.get(nodeNumber(node))!);
    const nodes = own.map(({ node }) => node);
    const path = pathAbove(nodes, (above, node) =>
      known.proofsOf(above).some((proof) => isShown(proof, node)),
    );
    this.#fetch(known, path);
    if (this.#decide(known, nodes, path) !== "now") return [];
    const count = (proof: AcceptedNodeProof): number => nodes.filter((node) => isShown(proof, node)).length;
    return path.flatMap((node) => {
      const inputs = known.inputsOf(node, (proofs) => mostShown(proofs, count));
      // A proof of a node below comes first.
      const isReady = nodes.every(
        (one) => !covers(node, one) || inputs?.some((input) => isShown(input, one)),
      );
      if (inputs === undefined || !isReady) return [];
      const bound = known.bound(node)?.seat;
      const named = seats.find(({ seat }) => seat === bound);
      const seat = named ?? seats.find((one) => one.seat === own[0]!.seat)!;
      return [{ node, inputs, seat, isNamed: named !== undefined }];
    });
  }

  /** Other seats may have proven a node of the path with own nodes in it. What a node is proven on is needed, too. */
  #fetch(known: KnownProposal, path: readonly TreeNode[]): void {
    for (const node of path) for (const one of [node, ...children(node)]) this.#wants.want(known, one);
  }

  /** Own nodes of a block that wins as it stands, of those that no kept proof shows. */
  #unkept(known: KnownProposal, seats: readonly OwnSeat[]): { node: TreeNode; seat: number }[] {
    const record = this.#chain.proven(known.id);
    const wins = record?.isFinal === true || known.id === this.#chain.view.status.best;
    if (record === undefined || !wins || known.execution === undefined) return [];
    return this.#init.ownNodes
      .of(known, seats)
      .filter(({ node }) => !record.committedNodes.has(nodeNumber(node)));
  }

  #decide(known: KnownProposal, nodes: readonly TreeNode[], path: readonly TreeNode[]) {
    const { settings, now } = this.#chain;
    const { times, cost, prices } = this.#init;
    const proofEnd = this.#chain.roundOfCommitment(known.id)?.windows.proofEnd;
    const price = prices();
    if (proofEnd === undefined || price === undefined) return "later";
    const { depth: treeDepth } = known.proposal;
    const payOf = committedPay(known, settings);
    const { seconds } = times;
    const gas = DUTY_GAS.submitProof + DUTY_GAS.submitProofNode * BigInt(nodeCount(treeDepth));
    return ownPath(
      nodes.map((node) => ({ node, pay: payOf(node) })),
      path,
      {
        treeDepth,
        seconds,
        costOf: (kind) => costOfProof(cost, kind, seconds[kind]),
        submissionCost: gasCost(gas, price),
        now,
        proofEnd,
        slotTime: settings.slotTime,
      },
    );
  }
}

/** Whether a proof of a node or of one above it shows the node as its committed seat's. */
function shows({ message }: AcceptedNodeProof, node: TreeNode, seat: number): boolean {
  if (!covers(message.node, node)) return false;
  const prover = proverAt(message.seatWords, message.node, node);
  return prover.isCommitted && prover.seat === seat;
}

/** The proof that shows most of the own nodes; of several a verified one, then the one that L1 prefers (R2). */
function mostShown(
  proofs: readonly AcceptedNodeProof[],
  count: (proof: AcceptedNodeProof) => number,
): AcceptedNodeProof | undefined {
  const most = Math.max(...proofs.map(count));
  const candidates = proofs.filter((proof) => count(proof) === most);
  return bestProof(candidates.filter(({ verdict }) => verdict === "valid")) ?? bestProof(candidates);
}
