/** A block of the adversary's own. */
export interface OwnBlock {
  /** Its bid, in percent of the honest proposer's. */
  readonly bidPercent: number;
  readonly depth: number;
  /** Whom its transcript names: own seats once, own seats for all nodes, or all who voted. */
  readonly names: "ownOnce" | "ownAll" | "voters";
  /** Whose bits its bitmap has. */
  readonly bitmap: "named" | "active";
  /** Whether order and transcript are shown. If not, nobody else can prove it. */
  readonly isRevealed: boolean;
  /** The adversary's own proof of it: everything, own nodes with all else rescued by own seats, or none. */
  readonly proof: "full" | "ownOnly" | "none";
  /** Whether that proof comes before those of the honest provers. */
  readonly isFirst: boolean;
  /** Whether its proposer ends the round as soon as it can. */
  readonly endsEarly: boolean;
}

/** What the adversary does with its seats at the honest proposer's block. */
export interface SeatConduct {
  /** Own seats that vote for it, percent. */
  readonly votesPercent: number;
  /** Whether they claim the nodes that they are named for. */
  readonly claims: boolean;
  /** Whether they prove them in the open, not at all, or show them only in a proof of their own at the end. */
  readonly work: "prove" | "withhold" | "holdBack";
  /** Whether they rescue before others do. */
  readonly rescues: boolean;
  /** Own proof of it: none, all, or one in which each seat has one node and own seats have rescued all others. */
  readonly proof: "none" | "full" | "swap";
  readonly isFirst: boolean;
}

/** All that the adversary does in a round. */
export interface Plan {
  readonly blocks: readonly OwnBlock[];
  readonly conduct: SeatConduct;
  /** Whether it reports every claimed node that no kept proof shows. */
  readonly reports: boolean;
  /** Whether its seats are reported by another address of its own, by their cheapest node, before anybody else. */
  readonly reportsItself: boolean;
}

/** The adversary as an honest prover. */
export const HONEST_CONDUCT: SeatConduct = {
  votesPercent: 100,
  claims: true,
  work: "prove",
  rescues: false,
  proof: "none",
  isFirst: false,
};

/** The adversary as an honest prover, with or without a bid of its own that names all who voted. */
export function honestPlan(bidPercent: number | undefined, depth: number): Plan {
  const block: OwnBlock = {
    bidPercent: bidPercent ?? 0,
    depth,
    names: "voters",
    bitmap: "named",
    isRevealed: true,
    proof: "full",
    isFirst: false,
    endsEarly: false,
  };
  return {
    blocks: bidPercent === undefined ? [] : [block],
    conduct: HONEST_CONDUCT,
    reports: true,
    reportsItself: false,
  };
}
