import type { EventLoop } from "../core/EventLoop.ts";
import type { BlockState } from "./BlockState.ts";
import type { ProvingNetwork } from "./ProvingNetwork.ts";
import type { Call, SeatDecisions } from "./SeatDecisions.ts";

const NEVER = Number.POSITIVE_INFINITY;

/**
 * R15: calls seats to nodes when their turn comes. It looks at a node when it opens and at each turn after that, and again when silent or
 * late seats change the turns.
 */
export class RescueCalls {
  readonly #loop: EventLoop;
  readonly #network: ProvingNetwork;
  readonly #blocks: readonly BlockState[];
  readonly #decisions: SeatDecisions;
  readonly #onCalled: (seat: number) => void;
  /** By seat: nodes to which it was called. */
  readonly #calls: readonly Call[][];
  /** Open nodes that wait for a proof. */
  #waiting: Call[] = [];
  /** Nodes at which it may be somebody's turn at this time. */
  readonly #toLookAt: Call[] = [];
  readonly #look: number;
  readonly #call: number;

  /** @param onCalled - a seat was called to a node, or to several at once. */
  constructor(
    loop: EventLoop,
    network: ProvingNetwork,
    blocks: readonly BlockState[],
    decisions: SeatDecisions,
    onCalled: (seat: number) => void,
  ) {
    this.#loop = loop;
    this.#network = network;
    this.#blocks = blocks;
    this.#decisions = decisions;
    this.#onCalled = onCalled;
    this.#calls = network.seats.map(() => []);
    this.#look = loop.on((node, block) => this.lookAt({ node, block }));
    this.#call = loop.on(() => this.#callSeats());
  }

  /** The nodes to which a seat was called; who is done with one takes it out. */
  of(seat: number): Call[] {
    return this.#calls[seat]!;
  }

  /** A node can be proven: it is looked at when it opens. */
  watch(node: number, block: number): void {
    this.#lookLater(node, block, this.#opensAt(node, block));
  }

  /** The ranks of seats have changed: looks at all open nodes. */
  lookAtAll(): void {
    this.lookAt(...this.#waiting);
  }

  /** Looks at nodes after all else that happens at this time, so that seats decide by all of it. */
  lookAt(...places: readonly Call[]): void {
    if (this.#toLookAt.length === 0) this.#loop.after(0, this.#call);
    this.#toLookAt.push(...places);
  }

  #opensAt(node: number, number: number): number {
    const block = this.#blocks[number]!;
    const seen = {
      readyAt: block.readyAt[node]!,
      preparationMs: block.usualExecution(node),
      claimedAt: block.claimedAt[node]!,
    };
    return this.#decisions.opensAt(number, node, seen, this.#loop.now);
  }

  #lookLater(node: number, number: number, time: number): void {
    const block = this.#blocks[number]!;
    const at = Math.max(time, this.#loop.now);
    if (at >= this.#network.deadline || block.lookAt[node]! <= at) return;
    block.lookAt[node] = at;
    this.#loop.at(at, this.#look, node, number);
  }

  /** Calls the seats whose turn has come at all nodes that are to be looked at. Then each decides. */
  #callSeats(): void {
    this.#waiting = this.#waiting.filter(({ node, block }) => this.#blocks[block]!.provenAt[node] === NEVER);
    const called = new Set<number>();
    for (const { node, block } of this.#toLookAt.splice(0)) this.#advance(node, block, called);
    for (const seat of called) this.#onCalled(seat);
  }

  /** R15: calls the seats whose turn has come at a node, and looks again at the next turn. */
  #advance(node: number, number: number, called: Set<number>): void {
    const block = this.#blocks[number]!;
    const { now } = this.#loop;
    if (block.lookAt[node]! <= now) block.lookAt[node] = NEVER;
    if (block.hasLost || block.provenAt[node]! < NEVER) return;
    const opensAt = this.#opensAt(node, number);
    if (opensAt > now) {
      this.#lookLater(node, number, opensAt);
      return;
    }
    if (block.isWaiting[node] === 0) {
      block.isWaiting[node] = 1;
      this.#waiting.push({ node, block: number });
    }
    // P6.2: nobody would follow the call. `lookAtAll` makes up for it if the block leads again.
    if (!block.isWorthProving) return;
    const order = block.order(node);
    for (;;) {
      const seat = order.at(block.nextRank[node]!);
      if (seat === undefined) return;
      // One that others take for silent has its turn all the same, with the rank of the next.
      const dueAt = this.#decisions.dueAt(seat, number, node, now);
      if (dueAt > now) {
        this.#lookLater(node, number, dueAt);
        return;
      }
      if (this.#isFirstOfParty(seat, block, node)) {
        this.#calls[seat]!.push({ node, block: number });
        called.add(seat);
      }
      block.nextRank[node]!++;
    }
  }

  /** Whether no other seat of its party has claimed the node, or was called to it. */
  #isFirstOfParty(seat: number, block: BlockState, node: number): boolean {
    const { parties } = this.#network;
    if (parties === undefined) return true;
    const party = parties[seat];
    if (block.claimedAt[node]! < NEVER && parties[block.named(node)] === party) return false;
    const order = block.order(node);
    for (let rank = 0; rank < block.nextRank[node]!; rank++) {
      if (parties[order.at(rank)!] === party) return false;
    }
    return true;
  }
}
