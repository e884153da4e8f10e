import { type CommittedProposal, courtCalls, doubleVoteReport } from "@trellis/l1";
import { nodeNumber, type TranscriptEntry, votesUsedTwice } from "@trellis/protocol";
import { nodeOccasion } from "@trellis/strategy";
import type { DoubledTranscripts } from "../../proposals/DoubledTranscripts.ts";
import { L1Duties } from "../L1Duties.ts";
import type { Role } from "../Role.ts";
import type { CourtView } from "./CourtView.ts";

const RETRY = { firstMs: 2_000, maxMs: 60_000 };

/** P9.5: reports to L1 the votes that a committed transcript uses twice, once its round is over. */
export class DoubleVoteWatcher implements Role {
  readonly #view: CourtView;
  readonly #duties: L1Duties;
  readonly #transcripts: DoubledTranscripts;

  constructor(view: CourtView, transcripts: DoubledTranscripts) {
    this.#view = view;
    this.#transcripts = transcripts;
    // L1 takes the bond once the round is over and bid and bond are refunded.
    const mayPass = (error: string) => error === "NotRefundable";
    this.#duties = new L1Duties(view, { retry: RETRY, mayPass });
  }

  update(): void {
    const { chain } = this.#view;
    if (!chain.isReady) return;
    for (const id of this.#transcripts.proposals()) {
      const committed = chain.commitment(id);
      if (committed === undefined || chain.isRunning(committed.proposal)) continue;
      const transcript = this.#transcripts.committed(id, committed.transcriptRoot);
      if (transcript === undefined) this.#transcripts.drop(id);
      else this.#watch(committed, transcript.entries);
    }
  }

  stop(): Promise<void> {
    return this.#duties.stop();
  }

  #watch(committed: CommittedProposal, entries: readonly TranscriptEntry[]): void {
    const { proposalId } = committed;
    const { cases } = this.#view.chain;
    for (const pair of votesUsedTwice(entries)) {
      const [first] = pair;
      if (cases.isVoid(proposalId, first.vote, first.seat)) continue;
      const number = nodeNumber(first.node);
      const key = `double ${proposalId} ${number}`;
      if (!this.#duties.isMyTurn(key, nodeOccasion(proposalId, number), false)) continue;
      this.#duties.act(key, {
        action: "reportDoubleVote",
        proposalId,
        run: async () => {
          const { sender, l1 } = this.#view;
          const report = doubleVoteReport(committed, entries, pair);
          return sender.send(courtCalls.reportDoubleVote(l1.addresses, report));
        },
      });
    }
  }
}
