import type { Gossip } from "@trellis/gossip";
import type { NodeProof } from "@trellis/protocol";
import { nodeKey, TrellisError } from "@trellis/protocol";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import type { ProofBook } from "../../proposals/proofs/ProofBook.ts";
import type { RetriedTasks } from "../../tasks/RetriedTasks.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import { proofKey } from "../../proposals/proofs/proofKey.ts";

/** Gossip's reasons after which a proof need not be published again. */
const SENT_ALREADY = new Set(["known", "too_many_of_node"]);

/** The parts of the node that publishing a proof uses. */
export interface FinishedProofsView {
  readonly gossip: Gossip;
  readonly emit: EventSink;
}

/**
 * Proofs made here, until the book and gossip have taken them. Proofs are too expensive to lose when a check or the network fails. The
 * next proof does not wait for either.
 */
export class FinishedProofs {
  readonly #view: FinishedProofsView;
  readonly #book: ProofBook;
  readonly #tasks: RetriedTasks;
  readonly #unsent = new Map<string, { readonly known: KnownProposal; readonly message: NodeProof }>();

  constructor(view: FinishedProofsView, book: ProofBook, tasks: RetriedTasks) {
    this.#view = view;
    this.#book = book;
    this.#tasks = tasks;
  }

  /** Whether the proof with this {@link proofKey} is finished and waits. */
  has(key: string): boolean {
    return this.#unsent.has(key);
  }

  add(known: KnownProposal, message: NodeProof): void {
    const key = proofKey(known, message.node);
    this.#unsent.set(key, { known, message });
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
    const { known, message } = this.#unsent.get(key)!;
    this.#tasks.start(`send ${key}`, () => this.#hand(known, message, key));
  }

  /** Stores and publishes a proof. @throws if it has to be tried again; TRL-NOD-033 if gossip does not take it now. */
  async #hand(known: KnownProposal, message: NodeProof, key: string): Promise<void> {
    const { gossip, emit } = this.#view;
    if ((await this.#book.take(message, true)) === "invalid") {
      this.#unsent.delete(key);
      this.#tasks.failed(key);
      emit({
        event: "problem",
        code: "TRL-NOD-030",
        message: `the proof made here of node ${nodeKey(message.node)} of ${known.id} does not verify`,
      });
      return;
    }
    const { verdict } = await gossip.publish("node_proof", message);
    if (verdict.result !== "accept" && !SENT_ALREADY.has(verdict.reason)) {
      throw new TrellisError("TRL-NOD-033", `gossip does not relay this node's proof: ${verdict.reason}`);
    }
    this.#unsent.delete(key);
  }
}
