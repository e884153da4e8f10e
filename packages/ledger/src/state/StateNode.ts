import type { Account } from "./Account.ts";

/** Nodes are immutable except for the hash, which is computed on first use, so forks can share them. */
export interface Branch {
  readonly left: StateNode;
  readonly right: StateNode;
  hash: bigint | undefined;
}

export interface Leaf {
  readonly account: Account;
  hash: bigint | undefined;
}

/** A node of the account tree; undefined where there is no account. */
export type StateNode = Branch | Leaf | undefined;
