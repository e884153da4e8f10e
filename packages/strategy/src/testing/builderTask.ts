import { publicKeyOf, State, signSwap, signTransfer } from "@trellis/ledger";
import type { PoolReserves, Transaction } from "@trellis/protocol";
import type { BuildTask } from "../building/BuilderStrategy.ts";

export const ROLLUP = (31337n << 160n) | 0xabcdefn;
/** What each account has of either asset. */
export const RICH = 10n ** 24n;
/** Account 0 is the proposer's own. */
export const OWN_SECRET = 1_000n;
export const secretOf = (index: number): bigint => OWN_SECRET + BigInt(index);

/** For tests: a state with six accounts and a pool in which both assets are worth the same. */
export function builderState(reserves: PoolReserves = [RICH, RICH]): State {
  return State.of(
    Array.from(
      { length: 6 },
      (_, i) => [i, { key: publicKeyOf(secretOf(i)), nonce: 0, balances: [RICH, RICH] }] as const,
    ),
    reserves,
  );
}

/** A user's swap of a share of its balance. */
export function userSwap(from: number, asset: 0 | 1, percent: bigint, fee = 100n, nonce = 0): Transaction {
  const intent = { from, asset, amount: (RICH * percent) / 100n, minimumOut: 1n, fee, nonce };
  return signSwap(ROLLUP, intent, secretOf(from));
}

export function userTransfer(from: number, fee = 100n, nonce = 0): Transaction {
  return signTransfer(ROLLUP, { from, to: 5, asset: 0, amount: 1n, fee, nonce }, secretOf(from));
}

/** A task over {@link builderState} with everything that a test does not care about filled in. */
export function builderTask(fields: Partial<BuildTask> = {}, state = builderState()): BuildTask {
  const { signal = new AbortController().signal } = fields;
  return {
    base: { state, rollupId: ROLLUP, depth: 1, messages: [], skipSignatures: true },
    due: 0,
    candidates: [],
    blockReward: 10_000n,
    alpha: 24,
    bounds: { minBurnBid: 1n, affordable: 10n ** 30n },
    pause: async () => signal.throwIfAborted(),
    signal,
    ...fields,
  };
}
