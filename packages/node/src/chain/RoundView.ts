import { type L1View, type RollupStatus, roundWindows } from "@trellis/l1";
import { type OpenWindows, ProverBitmap } from "@trellis/protocol";

/** A round that runs, as a node sees it on L1. */
export interface RoundView {
  /** Whether it proposes on top of the running round (P3.4), rather than being it. */
  readonly isNext: boolean;
  /** Number of the round since the deployment. */
  readonly roundId: number;
  readonly height: bigint;
  /** Round of its height, from 0. */
  readonly round: number;
  /** `height/round`: identifies it among the running rounds. */
  readonly key: string;
  /** Undefined until the window opens, which the first commitment does (P3.3). */
  readonly windows: OpenWindows | undefined;
  /** R17: slots by which late leaders have moved the end of the proposal window. */
  readonly extensions: number;
  /** Seats that may be counted in it (P2.3). */
  readonly active: ProverBitmap;
  /** R3: root of the seat tree in its snapshot. */
  readonly proverSetRoot: bigint;
  /** R14: exponent of its scores, in 2^-16. */
  readonly alpha: number;
}

/** The running round and, in pipelined mode, the one above, while that takes proposals or waits for the running one to end. */
export function roundViews({ status }: Pick<L1View, "status">): RoundView[] {
  const running = viewOf(status.running, false);
  if (status.above.round.id === 0) return [running];
  const above = viewOf(status.above, true);
  return [running, { ...above, windows: above.windows ?? windowAbove(status) }];
}

/**
 * P3.4: the window that the first commitment above opens: it starts with the proof window of the block below. Undefined if that window has
 * passed: then the first commitment starts one.
 */
function windowAbove({ running, above }: RollupStatus): OpenWindows | undefined {
  const { start, commitEnd } = above.round;
  if (start === 0 || start !== running.round.proofStart) return undefined;
  return { start: BigInt(start), commitEnd: BigInt(commitEnd) };
}

function viewOf(status: RollupStatus["running"], isNext: boolean): RoundView {
  const { round, activeBitmap, proverSetRoot } = status;
  const height = BigInt(round.height);
  return {
    isNext,
    roundId: round.id,
    height,
    round: round.number,
    key: `${height}/${round.number}`,
    windows: roundWindows(status),
    extensions: round.extensions,
    active: ProverBitmap.fromWords(activeBitmap),
    proverSetRoot,
    alpha: round.alpha,
  };
}
