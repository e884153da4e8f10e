import type { L1Event } from "@trellis/l1";
import { type OpenWindows, type ProverBitmap, type RollupSettings, TrackedMap } from "@trellis/protocol";

/** A round whose proposal window has opened, as L1's events tell of it. */
export interface OpenedRound {
  readonly roundId: number;
  readonly height: bigint;
  /** Round of its height, from 0. */
  readonly round: number;
  /** P3.4: without a proof window while the block below is not final. */
  readonly windows: OpenWindows;
  /** R3: root of the seat tree in its snapshot. */
  readonly proverSetRoot: bigint;
  /** Seats that count in it. */
  readonly active: ProverBitmap;
  /** R14: exponent of its scores, in 2^-16. */
  readonly alpha: number;
}

/** L1 takes proofs of the last 64 rounds. */
const KEPT = 64;

/** Rounds with their windows and snapshots, rebuilt from the auction's events. */
export class RoundBook {
  /** The rounds by their ids. For a store. */
  readonly tables = { rounds: new TrackedMap<number, OpenedRound>() };
  /** The last final height. For a store. */
  head = 0n;

  /** A round of the last 64; undefined if it is older or has not opened. */
  get(roundId: number): OpenedRound | undefined {
    return this.tables.rounds.get(roundId);
  }

  /** The opened round with this number at a height, of the last 64. */
  at(height: bigint, round: number): OpenedRound | undefined {
    for (const opened of this.tables.rounds.values()) {
      if (opened.height === height && opened.round === round) return opened;
    }
    return undefined;
  }

  /** Applies an event. Events of other kinds change nothing. @param active - seats that a snapshot takes now. */
  apply(event: L1Event, active: ProverBitmap, settings: RollupSettings): void {
    switch (event.eventName) {
      case "RoundOpened": {
        const { height, round, start, commitEnd, proverSetRoot, alpha } = event.args;
        const roundId = Number(event.args.roundId);
        // The round above the running one gets its proof window when the block below it is final.
        const isRunning = !settings.pipelined || height === this.head + 1n;
        const windows = { start, commitEnd, ...(isRunning ? proofWindow(commitEnd, settings) : {}) };
        this.tables.rounds.set(roundId, { roundId, height, round, windows, proverSetRoot, active, alpha });
        for (const old of this.tables.rounds.keys())
          if (old + KEPT <= roundId) this.tables.rounds.delete(old);
        break;
      }
      case "WindowMoved": {
        const { roundId, commitEnd } = event.args;
        const known = this.tables.rounds.get(Number(roundId));
        if (known === undefined) break;
        const hasProofs = known.windows.proofStart !== undefined;
        this.#setWindows(known, {
          ...known.windows,
          commitEnd,
          ...(hasProofs ? proofWindow(commitEnd, settings) : {}),
        });
        break;
      }
      case "ProofWindowSet": {
        const { roundId, proofStart, proofEnd } = event.args;
        const known = this.tables.rounds.get(Number(roundId));
        if (known !== undefined) this.#setWindows(known, { ...known.windows, proofStart, proofEnd });
        break;
      }
      case "Finalized": {
        this.head = event.args.height;
        // A round that opened in the same transaction, before this event, is the running one.
        const [last] = [...this.tables.rounds.values()].slice(-1);
        if (last?.height !== this.head + 1n || last.windows.proofStart !== undefined) break;
        this.#setWindows(last, { ...last.windows, ...proofWindow(last.windows.commitEnd, settings) });
        break;
      }
      case "RoundAbandoned":
        this.tables.rounds.delete(Number(event.args.roundId));
        break;
    }
  }

  #setWindows(round: OpenedRound, windows: OpenWindows): void {
    this.tables.rounds.set(round.roundId, { ...round, windows });
  }
}

function proofWindow(
  commitEnd: bigint,
  { proofWindow }: RollupSettings,
): { readonly proofStart: bigint; readonly proofEnd: bigint } {
  return { proofStart: commitEnd, proofEnd: commitEnd + BigInt(proofWindow) };
}
