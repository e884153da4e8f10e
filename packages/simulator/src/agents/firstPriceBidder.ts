import { type Agent, defineAgent, type RoundView } from "../rounds/Agent.ts";
import { wei } from "../rounds/settings.ts";

/**
 * The bid that gains most against rivals whose highest bid is distributed as `chanceToWin` says: it maximises (value − bid) · chance. By
 * golden sections, to 10^-9 of the value; the gain must have one peak.
 * @param chanceToWin - that the highest rival bids less. @returns in the unit of the value.
 */
export function bestResponse(value: number, chanceToWin: (bid: number) => number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  const gain = (bid: number): number => (value - bid) * chanceToWin(bid);
  let [low, high] = [0, value];
  let [a, b] = [high - golden * high, golden * high];
  let [gainA, gainB] = [gain(a), gain(b)];
  while (high - low > 1e-9 * Math.max(value, 1e-300)) {
    if (gainA >= gainB) {
      [high, b, gainB] = [b, a, gainA];
      a = high - golden * (high - low);
      gainA = gain(a);
    } else {
      [low, a, gainA] = [a, b, gainB];
      b = low + golden * (high - low);
      gainB = gain(b);
    }
  }
  return (low + high) / 2;
}

/**
 * The part of its value that each of m equal bidders with values U[0,1] bids when each answers the others best: found by repeated best
 * responses from any start, (m − 1)/m in closed form.
 */
export function equilibriumPart(bidders: number): number {
  // From the highest rivals down; the answer of a bidder in the middle, whom no rival's limit binds.
  let part = 1;
  for (let i = 0; i < 100; i++) {
    const rivals = part;
    const next = 2 * bestResponse(0.5, (bid) => Math.min(1, bid / rivals) ** (bidders - 1));
    if (Math.abs(next - part) < 1e-9) break;
    part = next;
  }
  return part;
}

/** A bidder in a first-price auction that burns its bid. The reward is not counted: `value` is all that winning brings, tokens. */
export function firstPriceBidder(name: string, part: number, value: (view: RoundView) => number): Agent {
  return defineAgent({
    name,
    propose(view) {
      const { minProverShareBps } = view.settings.rollup;
      return [{ burnBid: wei(part * value(view)), proverShareBps: minProverShareBps }];
    },
  });
}
