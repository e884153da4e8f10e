import { type L1View, type RollupStatus, windowsOf } from "@trellis/l1";
import { type OpenWindows, ProverBitmap } from "@trellis/protocol";

/** A round that runs, as a node sees it on L1. */
export interface RoundView {
  /** Whether it proposes on top of the running round (P3.4), rather than being it. */
  readonly isNext: boolean;
  readonly height: bigint;
  readonly round: number;
  /** `height/round`: identifies it among the running rounds. */
  readonly key: string;
  /** Undefined until the window opens, which the first commitment does (P3.3). */
  readonly windows: OpenWindows | undefined;
  /** Seats that may be counted in it (P2.3). */
  readonly active: ProverBitmap;
  /** P7.3: exponent of its scores, eighths. */
  readonly alpha: number;
}

/** The running round and, in pipelined mode, the next one, while that takes proposals or waits for the running one to end. */
export function roundViews({ status }: Pick<L1View, "status">): RoundView[] {
  const { next } = status;
  const running = viewOf(status, windowsOf(status), false);
  if (next.roundId === 0n) return [running];
  const windows = next.windowOpen ? { start: next.windowStart, commitEnd: next.commitEnd } : undefined;
  return [running, viewOf(next, windows, true)];
}

function viewOf(
  { height, round, alpha, activeBitmap }: Pick<RollupStatus, "height" | "round" | "alpha" | "activeBitmap">,
  windows: OpenWindows | undefined,
  isNext: boolean,
): RoundView {
  const active = ProverBitmap.fromWords(activeBitmap);
  return { isNext, height, round, key: `${height}/${round}`, windows, active, alpha };
}
