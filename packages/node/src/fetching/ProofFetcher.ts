import type { Gossip } from "@trellis/gossip";
import { fromHex, type TreeNode } from "@trellis/protocol";
import type { Logger } from "pino";
import type { Chain } from "../chain/Chain.ts";
import { isProvable } from "../proposals/isProvable.ts";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import type { ProofBook } from "../proposals/proofs/ProofBook.ts";
import { proofKey } from "../proposals/proofs/proofKey.ts";
import type { Role } from "../roles/Role.ts";
import type { Clock } from "../tasks/Clock.ts";
import { type Fetch, type FetchOutcome, FetchQueue } from "./FetchQueue.ts";

/** Proofs of nodes that are wanted at a time. More are wanted again when there is room. */
const MAX_WANTED = 8_192;
/** How long a seat waits for a proof that it needs once peers are asked for it, before it proves the node itself. Milliseconds. */
export const NEED_MS = 8_000;
/** The same from when it needs the proof: others may be asked for first. */
export const LONGEST_NEED_MS = 2 * NEED_MS;

/**
 * R15: until when a seat waits for a proof that it needs. Milliseconds.
 * @param since - when it began to need it.
 * @param askedAt - when peers were first asked for it; infinite before that.
 */
export function waitsUntil(since: number, askedAt: number): number {
  return Math.min(Math.max(since, askedAt) + NEED_MS, since + LONGEST_NEED_MS);
}

/** Asks for the proofs of nodes that this node needs. */
export interface ProofWants {
  /**
   * Fetches the proofs of a node that peers tell of and that are not here. Call it as often as the node is needed; it costs little if there
   * is nothing to fetch.
   * @param seat - R15: the own seat that needs one of them. If none comes, it takes the node, to prove it.
   */
  want(known: KnownProposal, node: TreeNode, seat?: number): void;
}

/** The parts of the node that fetching uses. */
export interface ProofFetcherView {
  readonly chain: Chain;
  readonly gossip: Pick<Gossip, "fetchProof">;
  readonly book: Pick<ProofBook, "take">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called after each proof that came, and each that did not. */
  readonly onNews: () => void;
}

/** A node of which proofs are fetched. */
interface Wanted {
  readonly known: KnownProposal;
  readonly node: TreeNode;
  seat: number | undefined;
  /** When a seat began to need it, milliseconds. */
  since: number;
  /** When peers were first asked, milliseconds. */
  askedAt: number;
  /** Fetches that have not ended. */
  open: number;
}

/** P6.5: fetches the proofs that this node needs from peers, by the notices that tell of them, and judges them. */
export class ProofFetcher implements Role, ProofWants {
  readonly #view: ProofFetcherView;
  readonly #wanted = new Map<string, Wanted>();
  readonly #queue: FetchQueue;
  readonly #life = new AbortController();

  constructor(view: ProofFetcherView) {
    this.#view = view;
    const fetch = (one: Fetch) => this.#fetch(one);
    this.#queue = new FetchQueue(view.clock, fetch, ({ key }) => this.#end(key));
  }

  want(known: KnownProposal, node: TreeNode, seat?: number): void {
    if (!this.#isWorthwhile(known) || !known.wasTold(node)) return;
    const key = proofKey(known, node);
    const told = known.missing(node);
    let wanted = this.#wanted.get(key);
    if (wanted === undefined) {
      // All that was told of has come to nothing.
      if (told.length === 0 && seat !== undefined && !known.isProven(node)) known.take(node, seat);
      if (told.length === 0 || this.#wanted.size >= MAX_WANTED) return;
      wanted = { known, node, seat: undefined, since: 0, askedAt: Number.POSITIVE_INFINITY, open: 0 };
      this.#wanted.set(key, wanted);
    }
    if (seat !== undefined && wanted.seat === undefined) {
      wanted.seat = seat;
      wanted.since = this.#view.clock();
    }
    const bound = known.bound(node)?.seat;
    for (const notice of told) {
      if (this.#queue.add({ key, notice, isBound: notice.seat === bound })) wanted.open++;
    }
    if (wanted.open === 0) this.#wanted.delete(key);
    this.#queue.pump();
  }

  update(): void {
    const now = this.#view.clock();
    for (const [key, wanted] of this.#wanted) {
      const { known, seat, since, askedAt } = wanted;
      if (!this.#isWorthwhile(known)) {
        this.#wanted.delete(key);
        this.#queue.drop(key);
      } else if (seat !== undefined && now >= waitsUntil(since, askedAt)) this.#take(wanted);
    }
    this.#queue.pump();
  }

  async stop(): Promise<void> {
    this.#life.abort();
    await this.#queue.stop();
  }

  /** A proof cannot be judged before its block is executed. */
  #isWorthwhile({ id, proposal, execution }: KnownProposal): boolean {
    return (
      !this.#life.signal.aborted && execution !== undefined && isProvable(this.#view.chain, id, proposal)
    );
  }

  #take({ known, node, seat }: Wanted): void {
    if (seat !== undefined && known.proofsOf(node).length === 0) known.take(node, seat);
  }

  async #fetch({ key, notice }: Fetch): Promise<FetchOutcome> {
    const wanted = this.#wanted.get(key);
    if (wanted === undefined) return "done";
    wanted.askedAt = Math.min(wanted.askedAt, this.#view.clock());
    const { known, node } = wanted;
    if (!known.told(node).includes(notice)) {
      // It came from another seat, or its seat is believed no more.
      if (!known.isProven(node)) this.#take(wanted);
      return "done";
    }
    const { gossip, book, log, onNews } = this.#view;
    const place = { proposalId: known.id, ...node, seat: notice.seat };
    try {
      const proof = await gossip.fetchProof(fromHex(known.id), notice, this.#life.signal);
      if (this.#life.signal.aborted) return "done";
      if (proof === undefined) {
        known.noticeFailed(notice);
        log.debug(place, "no peer gives the proof that a seat has told of");
        return "failed";
      }
      const verdict = await book.take(proof);
      if (verdict === "invalid") {
        known.exclude(node, notice.seat);
        log.warn(place, "the proof that a seat has told of does not verify");
      }
      known.noticeJudged(notice);
      return "done";
    } catch (error) {
      // It says nothing about the proof.
      log.warn({ error, ...place }, "a fetched proof cannot be judged");
      return "unjudged";
    } finally {
      if (!known.isProven(node)) this.#take(wanted);
      onNews();
    }
  }

  /** A fetch of a node has ended for good. */
  #end(key: string): void {
    const wanted = this.#wanted.get(key);
    if (wanted !== undefined && --wanted.open === 0) this.#wanted.delete(key);
  }
}
