import { type AwaitedNode, rescueOpensAt, rescueTime } from "@trellis/strategy";

/** R15: when seats step in for others. Times are milliseconds of one clock. */
export interface RescuePolicy {
  readonly name: string;
  /** When a node that its seat has not proven is open to others. @param seconds - measured time of such a proof. */
  opensAt(node: AwaitedNode, seconds: number, claimTime: number): number;
  /** Whether all ranks step in at one time, so that none needs to be found. */
  readonly isUnranked?: boolean;
  /** When the seat of this rank steps in. */
  dueAt(opensAt: number, rank: number, seconds: number): number;
}

/** What nodes do. */
export const SHIPPED: RescuePolicy = { name: "shipped", opensAt: rescueOpensAt, dueAt: rescueTime };

/** Nobody steps in. */
export const NO_RESCUE: RescuePolicy = {
  name: "none",
  opensAt: () => Number.POSITIVE_INFINITY,
  dueAt: () => Number.POSITIVE_INFINITY,
};

/** A15: who sees an open node proves it, all at once. */
export const STAMPEDE: RescuePolicy = {
  ...SHIPPED,
  name: "stampede",
  isUnranked: true,
  dueAt: (opensAt) => opensAt,
};

/** One seat after the other, for ever: the turns do not double. */
export const ONE_BY_ONE: RescuePolicy = {
  ...SHIPPED,
  name: "oneByOne",
  dueAt: (opensAt, rank, seconds) => opensAt + rank * (rescueTime(0, 1, seconds) - rescueTime(0, 0, seconds)),
};

/** The shipped rule with another patience for claimed nodes. @param factor - of the time of such a proof; the shipped one is 2. */
export function withPatience(factor: number, policy: RescuePolicy = SHIPPED): RescuePolicy {
  return {
    ...policy,
    name: `${policy.name}, patience ${factor}`,
    opensAt(node, seconds, claimTime) {
      const opensAt = policy.opensAt(node, seconds, claimTime);
      const waits = node.isNamed && node.isClaimed && !node.isLate;
      return waits ? node.readyAt + 1_000 * factor * seconds : opensAt;
    },
  };
}
