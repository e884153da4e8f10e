import { TrellisError } from "@trellis/protocol";
import { accountLeafInputs } from "./Account.ts";
import { type State, stateRootInputs } from "./State.ts";

/** R12: what the bridge's `escape` asks for, so that it pays an account's balances once the rollup has stopped. */
export interface EscapeProof {
  readonly accountIndex: number;
  /** The five fields of the account's leaf: key x, key y, nonce, balance 0, balance 1. */
  readonly account: readonly bigint[];
  /** The 20 siblings of the account's place, from the leaf up. */
  readonly siblings: readonly bigint[];
  /** The six fields of the state root; the first is the root of the accounts. */
  readonly state: readonly bigint[];
}

/**
 * R12: the escape of an account out of the last final state.
 * @param state - The last final state, of which L1 has the root.
 * @throws TRL-LED-003 for an index outside the tree, TRL-LED-006 for a place without an account.
 */
export function escapeProof(state: State, accountIndex: number): EscapeProof {
  const account = state.account(accountIndex);
  if (account === undefined) {
    throw new TrellisError("TRL-LED-006", "There is no such account in this state: nothing can leave.", {
      accountIndex,
    });
  }
  return {
    accountIndex,
    account: accountLeafInputs(account),
    siblings: state.path(accountIndex),
    state: stateRootInputs(state.accountsRoot(), state.reserves),
  };
}
