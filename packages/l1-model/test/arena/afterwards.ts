import { chooseUncles, mayBeUncle } from "@trellis/strategy";
import type { Hex } from "viem";
import type { Chain } from "../Chain.ts";
import { attempt } from "./attempt.ts";
import type { Contender } from "./Contender.ts";
import type { Plan } from "./Plan.ts";

/** Who acts after a round. */
interface Parties {
  readonly chain: Chain;
  /** Seats of the adversary. */
  readonly isOwn: ReadonlySet<number>;
  readonly honest: Hex;
  readonly accomplice: Hex;
}

/** Reward, losing blocks, cases and pay of a round that ended with a block. A claim of pay that L1 refuses is an error (M1, M5). */
export function afterwards(
  winner: Contender,
  contenders: readonly Contender[],
  plan: Plan,
  parties: Parties,
): void {
  const { chain } = parties;
  chain.settle(winner.block);
  nameUncles(winner, contenders, chain);
  reports(winner, plan, parties);
  chain.pass(chain.settings.uncleWindow);
  winner.kept.forEach((proof, i) => {
    chain.claimNodes(winner.block, i, proof);
  });
  chain.claimNewSeats(winner.block);
  chain.pass(1_201);
  for (const seat of new Set(winner.block.named.values()))
    attempt(() => chain.settleCase(winner.block, seat));
}

/** R7: the losing blocks whose new seats get most together. */
function nameUncles(winner: Contender, contenders: readonly Contender[], chain: Chain): void {
  const { proven } = chain.world.rollup;
  const bid = winner.block.proposal.burnBid;
  const candidates = contenders
    .filter((one) => one !== winner && one.kept.length > 0)
    .filter(({ block }) => mayBeUncle(block.proposal.burnBid, bid, chain.settings))
    .map(({ block, kept }) => {
      const proof = kept[proven.at(block.id).best]!;
      return { ...chain.newSeatsIn(block, proof, winner.block), named: [block, proof] as const };
    });
  const chosen = chooseUncles(candidates, chain.settings.uncles);
  if (chosen.length === 0) return;
  const named = chosen.map((one) => one.named);
  chain.nameUncles(winner.block, named);
}

/** R8: the adversary reports honest seats, honest parties report the adversary's, and whoever can answer does. */
function reports(winner: Contender, plan: Plan, { chain, isOwn, honest, accomplice }: Parties): void {
  const { proven } = chain.world.rollup;
  const { block } = winner;
  const missed = [...winner.claimed].filter((number) => !proven.isNodeCommitted(block.id, number));
  for (const [seat, numbers] of Map.groupBy(missed, (number) => block.named.get(number)!)) {
    if (isOwn.has(seat) && plan.reportsItself) {
      attempt(() => chain.report(accomplice, block, seat, numbers.slice(-1)));
      attempt(() => chain.report(honest, block, seat, numbers.slice(0, -1)));
    } else if (isOwn.has(seat) || plan.reports) {
      attempt(() => chain.report(isOwn.has(seat) ? honest : accomplice, block, seat, numbers));
    }
    for (const number of numbers) {
      if (winner.provenBySeat.has(number)) attempt(() => chain.answer(block, seat, number));
    }
  }
}
