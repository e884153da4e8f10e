import { judgeBitmaps, judgeTranscript, type SeatConduct } from "@trellis/strategy";
import type { Logger } from "pino";
import type { ProvenBlock } from "../../chain/Chain.ts";
import type { SeatConducts } from "../../disk/SeatConducts.ts";
import { acceptedProof } from "../../proposals/acceptedProof.ts";
import type { ProposalsView } from "../../proposals/rankedProposals.ts";
import { BackgroundTasks } from "../../tasks/BackgroundTasks.ts";
import { Backoff } from "../../tasks/Backoff.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import type { Role } from "../Role.ts";

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
 * P5.1: judges the seats named in the transcripts of a final height, by the proofs from L1 and from gossip. Each height counts once. A
 * proposal without an accepted proof says nothing about its seats: provers stop working on beaten blocks (P6.2).
 */
export class SeatJudge implements Role {
  readonly #view: JudgeView;
  readonly #conducts: SeatConducts;
  readonly #tasks: BackgroundTasks;
  readonly #backoff: Backoff;
  #saved: bigint;

  constructor(view: JudgeView, conducts: SeatConducts) {
    this.#view = view;
    this.#conducts = conducts;
    this.#saved = conducts.height;
    this.#backoff = new Backoff(view.clock, RETRY);
    this.#tasks = new BackgroundTasks((error, key) => {
      this.#backoff.failed(key);
      view.log.warn({ error }, "the seats' past performance could not be saved");
    });
  }

  update(): void {
    const { chain } = this.#view;
    if (!chain.isReady) return;
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
    const judgements = this.#view.chain.provenAt(height).map((block) => this.#judgeBlock(block));
    this.#conducts.add(height, judgements);
    const all = judgements.flatMap((judged) => [...judged.values()]);
    const sum = (of: (conduct: SeatConduct) => number): number =>
      all.reduce((total, conduct) => total + of(conduct), 0);
    this.#view.emit({
      event: "seats_judged",
      height,
      delivered: sum(({ delivered }) => delivered),
      late: sum(({ late }) => late),
      missing: sum(({ missing }) => missing),
      known: this.#conducts.size,
    });
  }

  /** Judges node by node if this node has transcript and proof, otherwise by the bitmaps that L1 recorded. */
  #judgeBlock({ proposalId, provenBitmap }: ProvenBlock): Map<number, SeatConduct> {
    const { chain, proposals } = this.#view;
    const known = proposals.get(proposalId);
    const accepted = acceptedProof(chain, known);
    if (known?.transcript !== undefined && accepted !== undefined) {
      return judgeTranscript(known.transcript.entries, accepted.message.contributions, (node, seat) =>
        known.proofsOf(node).some(({ message }) => message.seat === seat),
      );
    }
    const committed = chain.commitment(proposalId);
    return committed === undefined ? new Map() : judgeBitmaps(committed.bitmap, provenBitmap);
  }

  async #save(): Promise<void> {
    const { height } = this.#conducts;
    await this.#conducts.save();
    this.#saved = height;
    this.#backoff.succeeded(SAVING);
  }
}
