import { setTimeout as delay } from "node:timers/promises";
import type { Gossip } from "@trellis/gossip";
import {
  compareInNoticeBatch,
  fromHex,
  MAX_BATCH_NOTICES,
  type NodeProof,
  nodeKey,
  noticeOf,
  TrellisError,
} from "@trellis/protocol";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import { proofKey } from "../../proposals/proofs/proofKey.ts";
import type { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";

/** Gossip's reasons for which peers take a notice no more. */
const TOO_MANY = new Set(["proven_too_often", "too_many_of_node", "too_many_of_seat"]);
/** How long a notice waits for others, so that they travel together. Milliseconds. */
const GATHER_MS = 50;

/** The parts of the node that publishing a proof uses. */
export interface FinishedProofsView {
  readonly gossip: Gossip;
  readonly emit: EventSink;
}

/** What publishing works with. */
export interface FinishedProofsInit {
  readonly book: ProofBook;
  readonly tasks: RetriedTasks;
  /** {@link GATHER_MS} by default. */
  readonly gatherMs?: number | undefined;
}

interface Finished {
  readonly known: KnownProposal;
  readonly message: NodeProof;
  /** Whether the book has it, and peers can have it. */
  isOffered: boolean;
}

/**
 * Proofs made here, until the book and gossip have taken them. Proofs are too expensive to lose when a check or the network fails. The
 * next proof does not wait for either. Gossip gets notices of them (P6.5), several in one message.
 */
export class FinishedProofs {
  readonly #view: FinishedProofsView;
  readonly #init: FinishedProofsInit;
  readonly #unsent = new Map<string, Finished>();

  constructor(view: FinishedProofsView, init: FinishedProofsInit) {
    this.#view = view;
    this.#init = init;
  }

  /** Whether the proof with this {@link proofKey} is finished and waits. */
  has(key: string): boolean {
    return this.#unsent.has(key);
  }

  add(known: KnownProposal, message: NodeProof): void {
    const key = proofKey(known, message.node);
    this.#unsent.set(key, { known, message, isOffered: false });
    this.#start(key);
  }

  /** Tries again to store and publish waiting proofs. */
  update(): void {
    for (const key of this.#unsent.keys()) this.#start(key);
  }

  /** Drops the proofs of blocks whose proofs L1 takes no more. */
  drop(isOver: (known: KnownProposal) => boolean): void {
    for (const [key, { known }] of this.#unsent) if (isOver(known)) this.#unsent.delete(key);
  }

  #start(key: string): void {
    const finished = this.#unsent.get(key)!;
    if (finished.isOffered) this.#send(finished.known);
    else this.#init.tasks.start(`send ${key}`, () => this.#offer(finished, key));
  }

  /** Stores a proof, and has its notice sent. @throws if it has to be tried again. */
  async #offer(finished: Finished, key: string): Promise<void> {
    const { gossip, emit } = this.#view;
    const { known, message } = finished;
    if ((await this.#init.book.take(message, true)) === "invalid") {
      this.#unsent.delete(key);
      this.#init.tasks.failed(key);
      emit({
        event: "problem",
        code: "TRL-NOD-030",
        message: `the proof made here of node ${nodeKey(message.node)} of ${known.id} does not verify`,
      });
      return;
    }
    gossip.offerProof(message);
    finished.isOffered = true;
    this.#send(known);
  }

  #send(known: KnownProposal): void {
    this.#init.tasks.start(`notices ${known.id}`, () => this.#sendAll(known));
  }

  /** Sends the notices of a block's proofs, also of those that are finished meanwhile. @throws TRL-NOD-033 if gossip does not take them now. */
  async #sendAll(known: KnownProposal): Promise<void> {
    const { gatherMs = GATHER_MS } = this.#init;
    if (gatherMs > 0) await delay(gatherMs, undefined, { ref: false });
    for (let batch = this.#offeredOf(known); batch.length > 0; batch = this.#offeredOf(known)) {
      await this.#publish(known, batch);
    }
  }

  /** @throws TRL-NOD-033 if gossip does not take the notices now. */
  async #publish(known: KnownProposal, batch: readonly Finished[]): Promise<void> {
    const notices = batch.map(({ message }) => noticeOf(message)).sort(compareInNoticeBatch);
    const { verdict } = await this.#view.gossip.publish("proof_notices", {
      proposalId: fromHex(known.id),
      notices,
    });
    const reason = verdict.result === "accept" ? "known" : verdict.reason;
    if (TOO_MANY.has(reason) && batch.length > 1) {
      // One that peers take no more of may keep the others out.
      for (const one of batch) await this.#publish(known, [one]);
      return;
    }
    if (reason !== "known" && !TOO_MANY.has(reason)) {
      throw new TrellisError("TRL-NOD-033", `gossip does not relay this node's proofs: ${reason}`);
    }
    for (const { message } of batch) this.#unsent.delete(proofKey(known, message.node));
  }

  /** As many proofs of a block as a message has notices. */
  #offeredOf(known: KnownProposal): Finished[] {
    const offered = [...this.#unsent.values()].filter((one) => one.known === known && one.isOffered);
    return offered.slice(0, MAX_BATCH_NOTICES);
  }
}
