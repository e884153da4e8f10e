/** What an event of the contracts says that a transaction did. */
const ACTS: Readonly<Record<string, string>> = {
  RoundOpened: "opened a round",
  WindowMoved: "moved the end of a window",
  ProofWindowSet: "opened the proof window",
  Committed: "committed a proposal",
  RoundRestarted: "restarted the height",
  RoundAbandoned: "gave the round up",
  Refunded: "refunded a loser",
  BalanceDeposited: "deposited for bids",
  BalanceWithdrawn: "withdrew from bids",
  BlockProven: "proved a block",
  Finalized: "made the block final",
  DataPublished: "published data",
  RewardSettled: "settled the reward",
  UnclesNamed: "named losing blocks",
  NodePaid: "paid for a node",
  NewSeatPaid: "paid a new seat",
  Reported: "reported a seat",
  NodeCleared: "answered a report",
  CaseSettled: "settled a case",
  StakeSlashed: "slashed a stake",
  SnapshotTaken: "took a snapshot of the seats",
  MessageQueued: "queued a message",
  AccountOpened: "opened an account",
  WithdrawalClaimed: "claimed a withdrawal",
  RollupStopped: "stopped the rollup",
};

/** An act in a few words. An event without words of its own is shown by its name. */
export function actText({ event, count }: { readonly event: string; readonly count: number }): string {
  const text = ACTS[event] ?? event;
  return count === 1 ? text : `${text} (${count} times)`;
}
