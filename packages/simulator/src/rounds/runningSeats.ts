import type { RandomStream } from "../random/RandomStream.ts";
import { SeatSet } from "./SeatSet.ts";
import type { Seats } from "./Seats.ts";

/**
 * Seats whose machines run in a round. Those that are down are found by the gaps between them, so that few draws are made.
 * @param chances - chance of each agent's machines to run, by its number; 1 if left out.
 */
export function runningSeats(
  seats: Seats,
  chances: readonly (number | undefined)[],
  random: RandomStream,
): SeatSet {
  const up = SeatSet.empty();
  for (const [agent, uptime = 1] of chances.entries()) {
    up.addAll(seats.of(agent));
    if (uptime >= 1 || seats.countOf(agent) === 0) continue;
    const own = seats.of(agent).seats();
    const rate = Math.log(uptime);
    for (let at = 0; ; at++) {
      at += uptime <= 0 ? 0 : Math.floor(Math.log(random.open()) / rate);
      if (at >= own.length) break;
      up.delete(own[at]!);
    }
  }
  return up;
}
