import type { L1Sender, Mined } from "@trellis/l1";
import { type L1Client, l1Calls } from "@trellis/l1";
import { LEAF_TRANSACTIONS } from "@trellis/protocol";
import { type AssignNodes, takesRightMessages } from "@trellis/strategy";
import type { Logger } from "pino";
import type { Chain } from "../../chain/Chain.ts";
import type { OwnReveals } from "../../disk/OwnReveals.ts";
import type { KnownProposal } from "../../proposals/KnownProposal.ts";
import { transcriptSteps } from "../../proposals/transcriptSteps.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { LedgerThread } from "../../transactions/LedgerThread.ts";
import type { MessageTermsReader } from "../messageTerms.ts";
import { refusal } from "../refusal.ts";
import type { OwnBlock, OwnTranscript } from "./OwnBlocks.ts";
import { otherCommitment } from "./otherCommitment.ts";

/** What a proposer has seen of the seats. */
export interface KnownConduct {
  /** R8: whether a seat votes and does not claim. */
  isIdle(seat: number): boolean;
  /** P5.1: weight when nodes are assigned, 0 … 1. */
  weight(seat: number): number;
  /** P5.1: who comes first where there is no room for all seats; higher is earlier. */
  precedence(seat: number): number;
}

/** The parts of the node that a committer uses. */
export interface CommitterView {
  readonly chain: Chain;
  readonly sender: L1Sender;
  readonly l1: L1Client;
  readonly thread: LedgerThread;
  readonly emit: EventSink;
  readonly log: Logger;
}

/** What a committer chooses by. */
export interface CommitterInit {
  /** P5.1: how votes are assigned to nodes. */
  readonly assign: AssignNodes;
  readonly conduct: KnownConduct;
  /** Where committed orders are saved for later runs. */
  readonly reveals: OwnReveals | undefined;
  readonly terms: MessageTermsReader;
}

/** P5: names seats for the nodes of a block, and commits the transcript's root and the seats on L1. */
export class Committer {
  readonly #view: CommitterView;
  readonly #init: CommitterInit;
  /** Id of the other commitment that a problem was last reported of. */
  #told: string | undefined;

  constructor(view: CommitterView, init: CommitterInit) {
    this.#view = view;
    this.#init = init;
  }

  /**
   * Commits a block with its current votes. Does nothing until an active seat has voted. A block whose messages are not those that L1 asks
   * for by now is marked instead: it could not be proven, and would cost its bond.
   * @throws TRL-NOD-026 and TRL-NOD-027 if the round has, or may get, another commitment of this proposer; TRL-NOD-009 if the order cannot be
   * saved; errors of reading L1 and of sending to it.
   */
  async commit(own: OwnBlock): Promise<void> {
    this.#refuseSecond(own);
    if (!(await this.#hasRightMessages(own))) {
      own.isUnfit = true;
      this.#view.log.warn({ proposalId: own.known.id }, "L1 asks for other messages than the block takes");
      return;
    }
    own.transcript ??= await this.#assemble(own.known);
    const { transcript } = own;
    if (transcript === undefined) return;
    const { entries } = transcript;
    await this.#init.reveals?.save({ signed: own.signed, reveal: { ...own.order, entries } });
    const { hash, gasUsed, blockNumber } = await this.#send(own, transcript);
    own.committedIn = blockNumber;
    const proposalId = own.known.id;
    this.#view.emit({ event: "l1_transaction", action: "commit", hash, gas: gasUsed, proposalId });
  }

  async #send(own: OwnBlock, { tree, committed }: OwnTranscript): Promise<Mined> {
    const { sender, l1 } = this.#view;
    try {
      return await sender.send(l1Calls.commit(l1.addresses, own.known.proposal, tree.root(), committed));
    } catch (error) {
      // A call that L1 refuses was not sent, so the next one may name the seats that have voted since.
      const reason = refusal(error);
      if (reason !== undefined && reason !== "AlreadyCommitted") {
        own.transcript = undefined;
        await this.#init.reveals?.remove(own.known.id);
      }
      throw error;
    }
  }

  /** Tells of each other commitment once. */
  #refuseSecond({ known }: OwnBlock): void {
    const { chain, sender, emit } = this.#view;
    const { reveals } = this.#init;
    const error = otherCommitment({ chain, reveals, proposer: sender.address }, known);
    if (error === undefined) return;
    const about = String(error.context.proposalId);
    if (this.#told !== about) emit({ event: "problem", code: error.code, message: error.message });
    this.#told = about;
    throw error;
  }

  /** R10: as if the round opened now, if it has not. */
  async #hasRightMessages({ known, messages }: OwnBlock): Promise<boolean> {
    const { chain } = this.#view;
    const round = chain.roundOf(known.proposal);
    if (round === undefined || messages === undefined) return true;
    const terms = await this.#init.terms.of(round, messages.below, round.windows?.start ?? chain.now);
    return takesRightMessages(messages.consumed, LEAF_TRANSACTIONS * 2 ** known.proposal.depth, terms);
  }

  /** P5.1, P5.2: undefined while no active seat has voted. */
  async #assemble(known: KnownProposal): Promise<OwnTranscript | undefined> {
    const { chain, thread, emit } = this.#view;
    const { assign, conduct } = this.#init;
    const round = chain.roundOf(known.proposal);
    if (round === undefined) return undefined;
    const { entries, committed } = assign(known.votes, known.proposal.depth, {
      active: round.active,
      isIdle: (seat) => conduct.isIdle(seat),
      weight: (seat) => conduct.weight(seat),
      precedence: (seat) => conduct.precedence(seat),
    });
    if (entries.length === 0) return undefined;
    // The root of a deep tree takes long, so it is hashed in the thread.
    const tree = await thread.run(transcriptSteps(entries));
    emit({
      event: "transcript",
      proposalId: known.id,
      depth: known.proposal.depth,
      provers: committed.count(),
      entries: entries.map(({ node, seat }) => ({ depth: node.depth, index: node.index, seat })),
    });
    return { entries, tree, committed };
  }
}
