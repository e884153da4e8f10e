import { GENESIS_ALPHA } from "@trellis/protocol";

/** `Round` in Types.sol, without the root of its snapshot. */
export interface Round {
  readonly id: number;
  readonly height: number;
  /** Rounds of its height before it. */
  readonly number: number;
  /** Timestamps. 0: the window is not open. */
  readonly start: bigint;
  readonly commitEnd: bigint;
  readonly proofStart: bigint;
  readonly alpha: number;
  /** R17: slots by which late leaders extended the window. */
  readonly extensions: number;
  readonly commitments: number;
}

/** No round. */
export const NO_ROUND: Round = {
  id: 0,
  height: 0,
  number: 0,
  start: 0n,
  commitEnd: 0n,
  proofStart: 0n,
  alpha: 0,
  extensions: 0,
  commitments: 0,
};

/** The first round of a rollup: it waits for a commitment. */
export const GENESIS_ROUND: Round = { ...NO_ROUND, id: 1, height: 1, alpha: GENESIS_ALPHA };
