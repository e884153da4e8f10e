import { type NodeKind, nodeAt, nodeCount, nodeKind } from "@trellis/protocol";
import { FirstRescuers } from "./FirstRescuers.ts";
import type { BlockTask, Delays } from "./ProvingNetwork.ts";

const NEVER = Number.POSITIVE_INFINITY;

/**
 * What has happened to the nodes of one block, by node number, and what of it a seat has heard. Times are milliseconds; infinity: not yet.
 */
export class BlockState {
  readonly task: BlockTask;
  readonly count: number;
  readonly firstLeaf: number;
  /** When a usual observer could prove the node. */
  readonly readyAt: Float64Array;
  readonly claimedAt: Float64Array;
  /** The first proof, and whose it is. */
  readonly provenAt: Float64Array;
  readonly provenBy: Int16Array;
  /** When that proof has left for others. */
  readonly sentAt: Float64Array;
  /** The named seat's own proof. */
  readonly namedProvenAt: Float64Array;
  /** When a seat's turn is looked at next. */
  readonly lookAt: Float64Array;
  /** R15: the rank whose turn comes next. */
  readonly nextRank: Int32Array;
  /** 1: others' patience ended before its seat, which had claimed it, had proven it. */
  readonly isLate: Uint8Array;
  /** 1: it has been open to others. */
  readonly isWaiting: Uint8Array;
  /** Proofs begun, and machines at work now. */
  readonly begun: Uint16Array;
  readonly machines: Uint16Array;
  /** P6.2: whether provers start proofs that they have not claimed. */
  isWorthProving = true;
  /** Whether its round is over and another block is final. */
  hasLost = false;
  #usualExecution = 0;
  readonly #kinds: readonly NodeKind[];
  readonly #delays: Delays;
  readonly #seats: readonly number[];
  readonly #orders: (FirstRescuers | undefined)[];
  /** The nodes of each seat: those of seat s are `#own[#ownFrom[s]]` up to the next seat's first. */
  readonly #own: Int32Array;
  readonly #ownFrom: Int32Array;

  constructor(task: BlockTask, seats: number, delays: Delays) {
    const count = nodeCount(task.treeDepth);
    const never = (): Float64Array => new Float64Array(count).fill(NEVER);
    this.task = task;
    this.count = count;
    this.firstLeaf = 2 ** task.treeDepth - 1;
    this.readyAt = never();
    this.claimedAt = never();
    this.provenAt = never();
    this.provenBy = new Int16Array(count).fill(-1);
    this.sentAt = never();
    this.namedProvenAt = never();
    this.lookAt = never();
    this.nextRank = new Int32Array(count);
    this.isLate = new Uint8Array(count);
    this.isWaiting = new Uint8Array(count);
    this.begun = new Uint16Array(count);
    this.machines = new Uint16Array(count);
    this.#kinds = Array.from({ length: count }, (_, number) => nodeKind(nodeAt(number), task.treeDepth));
    this.#delays = delays;
    this.#seats = Array.from({ length: seats }, (_, seat) => seat);
    this.#orders = new Array<FirstRescuers | undefined>(count).fill(undefined);
    this.#ownFrom = new Int32Array(seats + 1);
    for (const seat of task.named) if (seat >= 0) this.#ownFrom[seat + 1]!++;
    for (let seat = 0; seat < seats; seat++) this.#ownFrom[seat + 1]! += this.#ownFrom[seat]!;
    this.#own = new Int32Array(this.#ownFrom[seats]!);
    const next = this.#ownFrom.slice();
    for (const [number, seat] of task.named.entries()) if (seat >= 0) this.#own[next[seat]!++] = number;
  }

  kind(node: number): NodeKind {
    return this.#kinds[node]!;
  }

  /** Seat that the transcript binds to a node; −1 for nobody. */
  named(node: number): number {
    return this.task.named[node]!;
  }

  /** The nodes that a seat is named for, ascending. */
  ownNodes(seat: number): Int32Array {
    return this.#own.subarray(this.#ownFrom[seat]!, this.#ownFrom[seat + 1]!);
  }

  /** R15: the seats in the order in which they step in at a node. */
  order(node: number): FirstRescuers {
    let order = this.#orders[node];
    if (order === undefined) {
      order = new FirstRescuers(this.task.proposalId, node, this.#seats);
      this.#orders[node] = order;
    }
    return order;
  }

  /** When a seat has heard of a node's first proof. Later proofs that come to it earlier are not looked at. */
  heardAt(node: number, seat: number): number {
    const prover = this.provenBy[node]!;
    if (prover === seat) return this.provenAt[node]!;
    const at = this.sentAt[node]!;
    return at === NEVER ? NEVER : at + this.#delays.between(prover, seat);
  }

  /** When a seat has heard of the named seat's claim. */
  claimHeardAt(node: number, seat: number): number {
    const at = this.claimedAt[node]!;
    return at === NEVER ? NEVER : at + this.#delays.between(this.named(node), seat);
  }

  /** How long a usual observer executes the block before it can prove the node, milliseconds; 0 above the leaves. */
  usualExecution(node: number): number {
    return node >= this.firstLeaf ? this.#usualExecution : 0;
  }

  /** The same of a seat. */
  executionFor(node: number, seat: number): number {
    return node >= this.firstLeaf ? this.task.executionMs[seat]! : 0;
  }

  /** Notes the times of executions, once they are known. */
  noteExecutions(): void {
    const { executionMs } = this.task;
    this.#usualExecution = executionMs.toSorted()[Math.floor(executionMs.length / 2)]!;
  }

  /** When a seat can prove a node: it has executed the block, and has the children's proofs. */
  readyFor(node: number, seat: number): number {
    const executed = this.task.executedAt[seat]!;
    if (node >= this.firstLeaf) return executed;
    return Math.max(executed, this.heardAt(2 * node + 1, seat), this.heardAt(2 * node + 2, seat));
  }
}
