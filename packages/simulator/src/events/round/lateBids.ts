import { commitTime } from "@trellis/strategy";
import type { RandomStream } from "../../random/RandomStream.ts";
import { EventLoop } from "../core/EventLoop.ts";
import { COMMIT_GAS } from "../l1/callGas.ts";
import { L1Chain, type L1Settings } from "../l1/L1Chain.ts";

const SECOND = 1_000;

/**
 * P5.3: how many of some commitments, sent when the strategy sends them, L1 takes too late for the proposal window.
 * @param window - its length, seconds.
 */
export function lateBids(l1: L1Settings, window: number, bids: number, random: RandomStream): number {
  const commitAt = Number(commitTime({ windows: { start: 0n }, now: 0n, proposalWindow: window })) * SECOND;
  // Windows open with a block of L1, one after the other.
  const slot = l1.slotTime * SECOND;
  const period = Math.ceil((window * SECOND) / slot) * slot;
  const loop = new EventLoop({ isTraced: false });
  const chain = new L1Chain(loop, l1, random, bids * period + slot);
  let inTime = 0;
  for (let bid = 0; bid < bids; bid++) {
    const opened = bid * period;
    loop.run({ until: opened + commitAt });
    chain.send(COMMIT_GAS, {
      onIncluded: (time) => {
        if (time <= opened + window * SECOND) inTime++;
      },
    });
  }
  loop.run();
  return bids - inTime;
}
