import { entriesFault, type Reveal, type TranscriptTree } from "@trellis/protocol";
import type { LedgerThread } from "../transactions/LedgerThread.ts";
import { transcriptSteps } from "./transcriptSteps.ts";

/** The transcripts of reveals. Each is hashed once while its reveal is in memory, off the event loop. */
export class RevealBook {
  readonly #thread: Pick<LedgerThread, "run">;
  readonly #transcripts = new WeakMap<Reveal, TranscriptTree>();

  constructor(components: { readonly thread: Pick<LedgerThread, "run"> }) {
    this.#thread = components.thread;
  }

  /**
   * R2: the transcript of a reveal.
   * @throws as `LedgerThread.run` does, which says nothing about the reveal. @throws TRL-PRO-006 for a seat outside 0..2047.
   */
  async transcriptOf(reveal: Reveal): Promise<TranscriptTree> {
    const known = this.#transcripts.get(reveal);
    if (known !== undefined) return known;
    const transcript = await this.#thread.run(transcriptSteps(reveal.entries));
    this.#transcripts.set(reveal, transcript);
    return transcript;
  }

  /** R2: whether a reveal's entries fit a tree of this depth and lead to this root. @throws as `LedgerThread.run` does. */
  async isTranscript(reveal: Reveal, depth: number, transcriptRoot: bigint): Promise<boolean> {
    if (entriesFault(reveal.entries, depth) !== undefined) return false;
    return (await this.transcriptOf(reveal)).root() === transcriptRoot;
  }
}
