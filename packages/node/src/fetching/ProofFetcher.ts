import type { Gossip } from "@trellis/gossip";
import { fromHex, type ProofNotice, type TreeNode, toHex } from "@trellis/protocol";
import type { Logger } from "pino";
import type { Chain } from "../chain/Chain.ts";
import { isProvable } from "../proposals/isProvable.ts";
import type { KnownProposal } from "../proposals/KnownProposal.ts";
import type { ProofBook } from "../proposals/proofs/ProofBook.ts";
import { proofKey } from "../proposals/proofs/proofKey.ts";
import type { Role } from "../roles/Role.ts";
import { BackgroundTasks } from "../tasks/BackgroundTasks.ts";
import { Backoff } from "../tasks/Backoff.ts";
import type { Clock } from "../tasks/Clock.ts";

/** Proofs that are asked for at a time. Others wait. */
const MAX_FETCHES = 32;
/** Nodes whose proofs are wanted. More are wanted again when there is room. */
const MAX_WANTED = 8_192;
/** How often a proof is asked for. The pause after each time grows. */
const MAX_TRIES = 3;
const RETRY = { firstMs: 2_000, maxMs: 8_000 };

/** Asks for the proofs of nodes that this node needs. */
export interface ProofWants {
  /**
   * Fetches the proofs of a node that peers tell of and that are not here. Call it as often as the node is needed; it costs nothing if there
   * is nothing to fetch.
   * @param seat - R15: the own seat that needs them. If none is to be had, it proves the node itself.
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

interface Wanted {
  readonly known: KnownProposal;
  readonly node: TreeNode;
  seat: number | undefined;
}

/** P6.5: fetches the proofs that this node needs from peers, by the notices that tell of them, and judges them. */
export class ProofFetcher implements Role, ProofWants {
  readonly #view: ProofFetcherView;
  readonly #wanted = new Map<string, Wanted>();
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  readonly #life = new AbortController();

  constructor(view: ProofFetcherView) {
    this.#view = view;
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      if (!this.#life.signal.aborted) view.log.warn({ error, task: key }, "a fetched proof cannot be judged");
    });
  }

  want(known: KnownProposal, node: TreeNode, seat?: number): void {
    const key = proofKey(known, node);
    const wanted = this.#wanted.get(key);
    if (wanted !== undefined) {
      wanted.seat ??= seat;
      return;
    }
    if (!this.#isWorthwhile(known) || known.missing(node).length === 0) return;
    if (this.#wanted.size >= MAX_WANTED) return;
    this.#wanted.set(key, { known, node, seat });
    this.#look(key);
  }

  update(): void {
    for (const key of this.#wanted.keys()) this.#look(key);
  }

  async stop(): Promise<void> {
    this.#life.abort();
    await this.#tasks.settled();
  }

  /** Starts what can be started for a node, and forgets the node if nothing is left to try. */
  #look(key: string): void {
    const { known, node } = this.#wanted.get(key)!;
    const tries = this.#isWorthwhile(known) ? this.#tries(key, known, node) : [];
    for (const { notice, task } of tries) {
      if (this.#tasks.size >= MAX_FETCHES) return;
      if (this.#backoff.isDue(task)) this.#tasks.run(task, () => this.#fetch(key, notice, task));
    }
    if (tries.length === 0) this.#wanted.delete(key);
  }

  /** The proofs of a node that are still to be asked for, or asked for now. */
  #tries(key: string, known: KnownProposal, node: TreeNode) {
    return known
      .told(node)
      .map((notice) => ({ notice, task: `${key} ${notice.seat} ${toHex(notice.signature)}` }))
      .filter(({ task }) => this.#backoff.failures(task) < MAX_TRIES);
  }

  /** A proof cannot be judged before its block is executed. */
  #isWorthwhile({ id, proposal, execution }: KnownProposal): boolean {
    return (
      !this.#life.signal.aborted && execution !== undefined && isProvable(this.#view.chain, id, proposal)
    );
  }

  /** @throws if the proof cannot be judged now. The book judges it when checks work again. */
  async #fetch(key: string, notice: ProofNotice, task: string): Promise<void> {
    const { known, node } = this.#wanted.get(key)!;
    const { gossip, book, log, onNews } = this.#view;
    const place = { proposalId: known.id, ...node, seat: notice.seat };
    const proof = await gossip.fetchProof(fromHex(known.id), notice, this.#life.signal);
    if (this.#life.signal.aborted) return;
    if (proof === undefined) {
      this.#backoff.failed(task);
      known.noticeFailed(notice);
      log.debug(place, "no peer gives the proof that a seat has told of");
    } else if ((await book.take(proof)) === "invalid") {
      known.exclude(node, notice.seat);
      log.warn(place, "the proof that a seat has told of does not verify");
    }
    const seat = this.#wanted.get(key)?.seat;
    if (seat !== undefined && !known.isProven(node)) known.take(node, seat);
    onNews();
  }
}
