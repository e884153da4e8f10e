import { nodeNumber, type ProofNotice } from "@trellis/protocol";
import type { GossipLimits } from "../limits/gossipLimits.ts";
import { type Ignore, ignore } from "../Verdict.ts";
import { fingerprint } from "./CheckedVotes.ts";

/** Different notices of one seat for one node that are accepted: a seat that has lost its proof makes another. */
const PER_SEAT_AND_NODE = 2;

/** P6.5: the notices of proofs that gossip has accepted about one proposal. */
export class SeenNotices {
  /** Fingerprints of the accepted notices, by the node's number and by seat. */
  readonly #nodes = new Map<number, Map<number, number[]>>();
  /** How many nodes each seat has proven that it was not bound to. */
  readonly #rescues = new Map<number, number>();

  has(notice: ProofNotice): boolean {
    const ofSeat = this.#nodes.get(nodeNumber(notice.node))?.get(notice.seat);
    return ofSeat?.includes(printOf(notice)) ?? false;
  }

  /**
   * Why a new notice is one too many; undefined if it is not. The seat that is bound to the node is always heard, so that others cannot
   * crowd it out.
   * @param bound - R2: the seat that the transcript binds to the node; null if it binds none.
   */
  excess(
    { node, seat }: ProofNotice,
    bound: number | null,
    limits: Pick<GossipLimits, "noticesPerNode" | "rescuesPerSeat">,
  ): Ignore | undefined {
    const ofNode = this.#nodes.get(nodeNumber(node));
    const ofSeat = ofNode?.get(seat);
    // [IGNORE] a seat proves a node again at most once
    if (ofSeat !== undefined)
      return ofSeat.length >= PER_SEAT_AND_NODE ? ignore("proven_too_often") : undefined;
    if (seat === bound) return undefined;
    const isBoundHeard = bound !== null && (ofNode?.has(bound) ?? false);
    const others = (ofNode?.size ?? 0) - (isBoundHeard ? 1 : 0);
    // [IGNORE] few seats prove a node that they are not bound to
    if (others >= limits.noticesPerNode) return ignore("too_many_of_node");
    // [IGNORE] a seat proves so many nodes that it is not bound to
    return (this.#rescues.get(seat) ?? 0) >= limits.rescuesPerSeat ? ignore("too_many_of_seat") : undefined;
  }

  /** Notes a new notice. @param bound - as for {@link excess}. */
  note(notice: ProofNotice, bound: number | null): void {
    const { node, seat } = notice;
    const number = nodeNumber(node);
    const ofNode = this.#nodes.get(number) ?? new Map<number, number[]>();
    this.#nodes.set(number, ofNode);
    const ofSeat = ofNode.get(seat);
    if (ofSeat !== undefined) {
      ofSeat.push(printOf(notice));
      return;
    }
    ofNode.set(seat, [printOf(notice)]);
    if (seat !== bound) this.#rescues.set(seat, (this.#rescues.get(seat) ?? 0) + 1);
  }
}

/** Tells a notice of a node and a seat from another one: its hashes count, too, for they may have been changed under the same signature. */
function printOf({ seatWordsHash, proofHash, signature }: ProofNotice): number {
  return fingerprint(seatWordsHash, proofHash, signature);
}
