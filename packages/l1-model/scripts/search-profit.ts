import { parseArgs } from "node:util";
import { Duel, type DuelResult, type DuelSetup } from "../test/arena/Duel.ts";
import { honestPlan, type OwnBlock, type Plan, type SeatConduct } from "../test/arena/Plan.ts";
import { ETHER } from "../test/Chain.ts";

/**
 * Searches for plans by which an adversary earns more than the same seats and bids earn honestly, or by which honest parties lose much more
 * than the adversary: random plans first, then changes of the best ones. It prints the best of each setup.
 *
 * node packages/l1-model/scripts/search-profit.ts --seconds 120 [--seed 1] [--setup 3]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "120" },
    seed: { type: "string", default: "1" },
    setup: { type: "string" },
  },
});

/** The same numbers for the same seed by shifts and exclusive ors. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const any = numbers(Number(values.seed));
const pick = <T>(...of: readonly T[]): T => of[any(of.length)]!;

function anyBlock(depth: number): OwnBlock {
  return {
    bidPercent: pick(1, 5, 10, 50, 90, 99, 100, 101, 110, 150, 300, 1_000, 2_100),
    depth: pick(1, 2, depth, depth),
    names: pick("ownOnce", "ownAll", "voters"),
    bitmap: pick("named", "active"),
    isRevealed: any(2) === 0,
    proof: pick("full", "ownOnly", "none"),
    isFirst: any(2) === 0,
    endsEarly: any(2) === 0,
  };
}

function anyConduct(): SeatConduct {
  return {
    votesPercent: pick(0, 25, 50, 100, 100),
    claims: any(2) === 0,
    work: pick("prove", "withhold", "holdBack"),
    rescues: any(2) === 0,
    proof: pick("none", "full", "swap"),
    isFirst: any(2) === 0,
  };
}

function anyPlan(depth: number): Plan {
  return {
    blocks: Array.from({ length: pick(0, 1, 1, 2, 3) }, () => anyBlock(depth)),
    conduct: anyConduct(),
    reports: any(2) === 0,
    reportsItself: any(2) === 0,
  };
}

/** The plan with one thing changed. */
function changed(plan: Plan, depth: number): Plan {
  const other = anyPlan(depth);
  switch (any(5)) {
    case 0:
      return { ...plan, blocks: other.blocks };
    case 1: {
      const key = pick(...(Object.keys(plan.conduct) as (keyof SeatConduct)[]));
      return { ...plan, conduct: { ...plan.conduct, [key]: other.conduct[key] } };
    }
    case 2:
      return { ...plan, reports: other.reports, reportsItself: other.reportsItself };
    default: {
      if (plan.blocks.length === 0) return { ...plan, blocks: [anyBlock(depth)] };
      const at = any(plan.blocks.length);
      const fresh = anyBlock(depth);
      const key = pick(...(Object.keys(fresh) as (keyof OwnBlock)[]));
      return { ...plan, blocks: plan.blocks.with(at, { ...plan.blocks[at]!, [key]: fresh[key] }) };
    }
  }
}

const tokens = (wei: bigint): number => Number((wei * 1_000n) / ETHER) / 1_000;

/** What honest provers lose of their pay, and an honest proposer of its own money. A win lost to a higher bid is no harm. */
function harmOf(result: DuelResult, base: DuelResult): bigint {
  const ownMoney = result.honestProposer < 0n ? -result.honestProposer : 0n;
  return base.honestProvers - result.honestProvers + ownMoney;
}

/** M3: not voting for rivals is allowed: b · (1 − (1 − q)^(α/2)) at α = 3, wei. */
function allowed({ bid, ownSeats, honestSeats }: DuelSetup): bigint {
  const others = honestSeats / (honestSeats + ownSeats);
  return (bid * BigInt(Math.floor(1e6 * (1 - others ** 1.5)))) / 1_000_000n;
}

const SETUPS: readonly DuelSetup[] = [2n, 20n, 45n].flatMap((bid) =>
  [
    [12, 3],
    [9, 6],
    [8, 7],
  ].map(([honestSeats, ownSeats]) => ({
    honestSeats: honestSeats!,
    ownSeats: ownSeats!,
    depth: 3,
    bid: bid * ETHER,
    capacity: 2,
  })),
);

function search(setup: DuelSetup, until: number): void {
  const duel = new Duel(setup);
  const { depth } = setup;
  // What honest bids of any size and honest work earn, and what they earn without a bid of their own.
  const bids = [undefined, 90, 99, 100, 101, 110, 150, 300];
  const honest = bids.map((bid) => ({ bid, result: duel.play([honestPlan(bid, depth)]) }));
  const most = honest.reduce((best, one) => (one.result.adversary > best.result.adversary ? one : best));
  const plain = honest[0]!.result;
  let profit = { gain: 0n, plan: undefined as Plan | undefined, result: plain };
  let grief = { ratio: 3, plan: undefined as Plan | undefined, result: plain };
  let tried = 0;
  while (Date.now() < until) {
    const from = pick(undefined, profit.plan, profit.plan, grief.plan);
    const plan = from === undefined ? anyPlan(depth) : changed(from, depth);
    const result = duel.play([plan]);
    tried += 1;
    const isWin = result.winners.includes("adversary");
    const gain = result.adversary - most.result.adversary - (isWin ? allowed(setup) : 0n);
    if (gain > profit.gain) profit = { gain, plan, result };
    const loss = most.result.adversary - result.adversary;
    const harm = harmOf(result, plain);
    const ratio = harm < ETHER / 10n ? 0 : Number(harm) / Math.max(Number(loss), 1e17);
    if (ratio > grief.ratio) grief = { ratio, plan, result };
    if (result.honestStakeLost > 0n) console.log("HONEST STAKE LOST", JSON.stringify({ setup, plan }, text));
  }
  const of = ({ adversary, honestProvers, honestProposer, adversaryProofs, winners }: DuelResult) => ({
    adversary: tokens(adversary),
    provers: tokens(honestProvers),
    proposer: tokens(honestProposer),
    adversaryProofs,
    winners: winners.join(),
  });
  console.log(
    `\n${setup.honestSeats} honest seats, ${setup.ownSeats} of the adversary, bid ${tokens(setup.bid)}: ${tried} plans`,
  );
  console.log("  honest without a bid", of(plain), `; best honest bid ${most.bid} %`, of(most.result));
  console.log("  profit", tokens(profit.gain), of(profit.result), JSON.stringify(profit.plan));
  console.log("  griefing", grief.ratio.toFixed(2), of(grief.result), JSON.stringify(grief.plan));
}

const text = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}` : value);

const setups = values.setup === undefined ? SETUPS : [SETUPS[Number(values.setup)]!];
for (const setup of setups) search(setup, Date.now() + (1_000 * Number(values.seconds)) / setups.length);
