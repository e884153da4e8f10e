import { type ClaimConduct, judgeClaims } from "@trellis/strategy";
import type { Logger } from "pino";
import type { Hex } from "viem";
import type { SeatConducts } from "../../disk/SeatConducts.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import { reportFailure } from "../../telemetry/reportFailure.ts";
import type { Role } from "../Role.ts";
import { ReadyNodes } from "./ReadyNodes.ts";

/** Pauses after a write that failed. */
const RETRY = { firstMs: 5_000, maxMs: 300_000 };
/** L1 reorganises by fewer heights than this. A head further back belongs to a different chain. */
const MAX_REORGANISED = 64n;
/** Key of the task. */
const SAVING = "save";

/** The parts of the node that a judge of seats uses. */
interface JudgeView extends ProposalsView {
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

/**
 * R8: judges the seats that the final block's transcript binds: whether they claimed and proved their nodes once these were ready. Each height
 * counts once. Losing blocks say nothing about their seats: provers stop working on them (P6.2).
 */
export class SeatJudge implements Role {
  readonly #view: JudgeView;
  readonly #conducts: SeatConducts;
  readonly #ready: ReadyNodes;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  #saved: bigint;

  constructor(view: JudgeView, conducts: SeatConducts) {
    this.#view = view;
    this.#conducts = conducts;
    this.#ready = new ReadyNodes(view);
    this.#saved = conducts.height;
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      reportFailure(view, error, "the seats' past performance could not be saved");
    });
  }

  update(): void {
    const { chain } = this.#view;
    if (!chain.isReady) return;
    this.#ready.update();
    if (this.#conducts.height > chain.head.height + MAX_REORGANISED) this.#conducts.clear();
    for (const { height } of chain.finals) {
      if (height > this.#conducts.height) this.#judge(height);
    }
    if (this.#conducts.height !== this.#saved && this.#backoff.isDue(SAVING)) {
      this.#tasks.run(SAVING, () => this.#save());
    }
  }

  async stop(): Promise<void> {
    await this.#tasks.settled();
  }

  #judge(height: bigint): void {
    const final = this.#view.chain.finals.find((block) => block.height === height)!;
    const judged = this.#judgeBlock(final.proposalId);
    this.#conducts.add(height, [judged]);
    const all = [...judged.values()];
    const bound = all.reduce((sum, conduct) => sum + conduct.bound, 0);
    const kept = all.reduce((sum, conduct) => sum + conduct.kept, 0);
    this.#view.emit({
      event: "seats_judged",
      height,
      kept,
      missed: bound - kept,
      known: this.#conducts.size,
    });
  }

  /** Nodes that were not ready for the time of a claim say nothing. Once L1 takes no proof any more, a claim without a proof is none. */
  #judgeBlock(proposalId: Hex): Map<number, ClaimConduct> {
    const { chain, proposals } = this.#view;
    const known = proposals.get(proposalId);
    if (known === undefined) return new Map();
    const ready = this.#ready.of(proposalId);
    const onL1 = chain.commitment(proposalId)?.committedNodes;
    const isOver = chain.isProofWindowOver(known.proposal);
    return judgeClaims(
      [...known.boundSeats()].map(([number, { node, seat }]) => ({
        node,
        seat,
        // Gossip takes a transcript only with the seat's own signature of its vote.
        hasVoted: true,
        wasReady: ready.has(number),
        wasKept:
          onL1?.has(number) === true ||
          known.proofsOf(node).some(({ message }) => message.seat === seat) ||
          (!isOver && known.claimOf(node) !== undefined),
      })),
    );
  }

  async #save(): Promise<void> {
    const { height } = this.#conducts;
    await this.#conducts.save();
    this.#saved = height;
    this.#backoff.succeeded(SAVING);
  }
}
