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
  let late = 0;
  const commitAt = Number(commitTime({ windows: { start: 0n }, now: 0n, proposalWindow: window })) * SECOND;
  for (let bid = 0; bid < bids; bid++) {
    const loop = new EventLoop({ isTraced: false });
    const chain = new L1Chain(loop, l1, random, window * SECOND + 1);
    let isInTime = false;
    loop.run({ until: commitAt });
    chain.send(COMMIT_GAS, {
      onIncluded: () => {
        isInTime = true;
        loop.stop();
      },
    });
    loop.run();
    if (!isInTime) late++;
  }
  return late;
}
