import {
  type Contribution,
  nodeNumber,
  type ProverBitmap,
  type TranscriptEntry,
  type TreeNode,
} from "@trellis/protocol";

/** P5.1: the outcome of the nodes for which a seat was named. The counts are fractions, because the past fades. */
export interface SeatConduct {
  /** Proven by the seat and part of the proof that L1 accepted. */
  readonly delivered: number;
  /** Proven by the seat, but another proof was used: the seat's was late or was left out. */
  readonly late: number;
  /** Not seen. */
  readonly missing: number;
}

/** The factor by which a judgement fades with each height: half of it remains after 23. */
export const DECAY = 0.97;
/** A judgement of less than this part of a node is forgotten. */
export const FORGOTTEN = 0.05;
/** A late node is half as good as a delivered one: the block could be rescued sooner. */
const LATE_WORTH = 0.5;
/** An unknown seat counts like one with this many observed nodes … */
const PRIOR_NODES = 2;
/** … of which it delivered this part: it gets a chance before seats that are known to fail. */
const PRIOR_RELIABILITY = 0.75;
/** Maximum number of nodes counted for one seat. */
export const MAX_CONDUCT = 1_024;

export const NO_CONDUCT: SeatConduct = { delivered: 0, late: 0, missing: 0 };

/**
 * P5.1: the conduct of the seats that an accepted block's transcript names.
 *
 * @param entries - of the transcript that L1 accepted.
 * @param contributions - of the proof that L1 accepted: who proved which node.
 * @param hasProven - whether the seat's proof of the node was seen, in time or not.
 */
export function judgeTranscript(
  entries: readonly TranscriptEntry[],
  contributions: readonly Contribution[],
  hasProven: (node: TreeNode, seat: number) => boolean,
): Map<number, SeatConduct> {
  const provenBy = new Map(contributions.map(({ node, seat }) => [nodeNumber(node), seat]));
  const conducts = new Map<number, SeatConduct>();
  for (const { node, seat } of entries) {
    const known = conducts.get(seat) ?? NO_CONDUCT;
    if (provenBy.get(nodeNumber(node)) === seat) {
      conducts.set(seat, { ...known, delivered: known.delivered + 1 });
    } else if (hasProven(node, seat)) conducts.set(seat, { ...known, late: known.late + 1 });
    else conducts.set(seat, { ...known, missing: known.missing + 1 });
  }
  return conducts;
}

/**
 * The same from L1's data alone, for a block whose transcript or proof is not available. A named seat that counts in the proof has
 * delivered something; one that does not is missing.
 */
export function judgeBitmaps(named: ProverBitmap, proven: ProverBitmap): Map<number, SeatConduct> {
  return new Map(
    named
      .seats()
      .map((seat) => [
        seat,
        proven.has(seat) ? { ...NO_CONDUCT, delivered: 1 } : { ...NO_CONDUCT, missing: 1 },
      ]),
  );
}

/** The sum of two judgements of a seat. */
export function addConduct(one: SeatConduct, other: SeatConduct): SeatConduct {
  const sum = {
    delivered: one.delivered + other.delivered,
    late: one.late + other.late,
    missing: one.missing + other.missing,
  };
  return scaled(sum, Math.min(1, MAX_CONDUCT / Math.max(1, nodesOf(sum))));
}

/** A judgement after it has faded by one height; undefined if almost nothing remains. */
export function fadeConduct(conduct: SeatConduct): SeatConduct | undefined {
  const faded = scaled(conduct, DECAY);
  return nodesOf(faded) < FORGOTTEN ? undefined : faded;
}

/** P5.1: the weight of a seat when nodes are assigned: approximately the probability that it delivers, 0 … 1. */
export function reliability({ delivered, late, missing }: SeatConduct): number {
  const nodes = nodesOf({ delivered, late, missing }) + PRIOR_NODES;
  return (delivered + LATE_WORTH * late + PRIOR_RELIABILITY * PRIOR_NODES) / nodes;
}

const nodesOf = ({ delivered, late, missing }: SeatConduct): number => delivered + late + missing;

function scaled({ delivered, late, missing }: SeatConduct, by: number): SeatConduct {
  return { delivered: delivered * by, late: late * by, missing: missing * by };
}
