import { readFileSync } from "node:fs";
import { PRESETS } from "../../packages/protocol/src/settings/presets.ts";
import { gasCost } from "../../packages/strategy/src/collecting/gasCost.ts";
import {
  type ClaimGas,
  claimShare,
  type SeatEconomics,
  type SeatWork,
  seatEconomics,
} from "../../packages/strategy/src/collecting/seatEconomics.ts";
import { grouped, percent, tableOf, tokens, whole } from "./tableOf.ts";

const TOKEN = 10n ** 18n;
const GWEI = 10n ** 9n;
/** What every transaction costs. */
const BASE_GAS = 21_000n;

/** M7: a seat that is away for ten minutes about once a week. */
const UPTIME = { uptime: 0.999, outageTime: 600 } as const;

/** The least share of provers, and proofs on one machine of two cores. A decided round ends early on a devnet only. */
const NETWORKS: Readonly<Record<"devnet" | "mainnet", SeatWork>> = {
  devnet: {
    ...UPTIME,
    depth: 1,
    seats: 3,
    proverShareBps: PRESETS.devnet.settings.minProverShareBps,
    roundTime: PRESETS.devnet.settings.proposalWindow + 60,
    proofTime: { leaf: 7, merge: 30, root: 30 },
    stake: 100n * TOKEN,
  },
  mainnet: {
    ...UPTIME,
    depth: 11,
    seats: 2_048,
    proverShareBps: PRESETS.mainnet.settings.minProverShareBps,
    roundTime: PRESETS.mainnet.settings.proposalWindow + PRESETS.mainnet.settings.proofWindow,
    // Twice what an idle machine takes.
    proofTime: { leaf: 14, merge: 60, root: 60 },
    stake: 1_000n * TOKEN,
  },
};

/** M7: at this price of a token collecting pays. */
export const TOKEN_PRICE = TOKEN / 5n;
const GAS_PRICES = [1n, 10n, 50n] as const;

const PRESET_NAMES = ["devnet", "mainnet"] as const;

/** M7: what a seat earns and loses under a preset. */
export function economicsOf(preset: (typeof PRESET_NAMES)[number]): SeatEconomics {
  const { settings, court } = PRESETS[preset];
  return seatEconomics(settings, court, NETWORKS[preset]);
}

/** Gas as measured: contracts/snapshots. */
function snapshot(contract: string, name: string): bigint {
  const path = new URL(`../../contracts/snapshots/${contract}.json`, import.meta.url);
  const gas = (JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, string>>)[name];
  if (gas === undefined) throw new Error(`contracts/snapshots/${contract}.json has no "${name}"`);
  return BigInt(gas);
}

function claimGas(): ClaimGas {
  const one = snapshot("Rewards", "claim, one node, depth 11");
  const two = snapshot("Rewards", "claim, two nodes, depth 11");
  return { block: one - BASE_GAS, node: two - one };
}

/** M7: parts of a seat's pay on mainnet that claims in batches take, by gas price in gwei, at {@link TOKEN_PRICE}. */
export function claimShares(): ReadonlyMap<bigint, number> {
  const { blockPay, nodes } = economicsOf("mainnet");
  const prices = GAS_PRICES.map(
    (gwei) => [gwei, { gasPrice: gwei * GWEI, tokenPrice: TOKEN_PRICE }] as const,
  );
  return new Map(prices.map(([gwei, price]) => [gwei, claimShare(blockPay, nodes, claimGas(), price)]));
}

/** M7: what a seat earns and loses. */
export function economicsTable(): string {
  const each = PRESET_NAMES.map((preset) => {
    const { nodePay, ...rest } = economicsOf(preset);
    return { ...rest, ...nodePay, work: NETWORKS[preset], court: PRESETS[preset].court };
  });
  const row = (what: string, how: string, cell: (one: (typeof each)[number]) => string): string[] => [
    what,
    how,
    ...each.map(cell),
  ];
  const amount = (wei: bigint): string => grouped(tokens(wei));
  return tableOf(
    ["what", "how it is computed", "devnet", "mainnet"],
    [
      row("depth; seats", "assumed", ({ work }) => `${work.depth}; ${whole(work.seats)}`),
      row(
        "time of a block",
        "proposal window + proof window; devnet: + a minute",
        ({ work }) => `${work.roundTime} s`,
      ),
      row(
        "proof of a leaf; merge or root",
        "assumed",
        ({ work }) => `${work.proofTime.leaf} s; ${work.proofTime.root} s`,
      ),
      row("provers' pool of a block, tokens", "`blockReward` · `minProverShareBps`", ({ pool }) =>
        amount(pool),
      ),
      row(
        "pay of a leaf; merge; root, tokens",
        "pool · weight / weight of the tree",
        ({ leaf, merge, root, work }) =>
          [leaf, ...(work.depth === 1 ? [] : [merge]), root].map(amount).join("; "),
      ),
      row("pay of a seat for a block, tokens", "pool / seats", ({ blockPay }) => amount(blockPay)),
      row("nodes of a seat in a block", "nodes / seats", ({ nodes }) => grouped(nodes)),
      row(
        "time for which it has claimed one",
        "its nodes · the times of their proofs",
        ({ claimedTime }) => `${grouped(claimedTime)} s`,
      ),
      row(
        "outages",
        "0.1 % · time of a block / 600 s",
        ({ outages }) => `one in ${whole(Math.round(1 / outages))} blocks`,
      ),
      row(
        "outages that hit a claimed node",
        "0.1 % · claimed time / 600 s",
        ({ misses }) => `one in ${whole(Math.round(1 / misses))} blocks`,
      ),
      row(
        "penalty of one at level 0, tokens",
        "`penaltyFactor` · its mean pay + `reportBounty`, at most `slashBps` of the stake",
        ({ penalty }) => amount(penalty),
      ),
      row("factor for levels", "e^(misses in `levelDecay`)", ({ levelFactor }) => grouped(levelFactor, 4)),
      row(
        "lost by penalties, of the pay",
        "misses · penalty · factor / pay of a block",
        ({ lostByPenalties }) => percent(lostByPenalties),
      ),
      row("lost by absence, of the pay", "1 − 99.9 %", ({ lostByAbsence }) => percent(lostByAbsence)),
      row("lost together", "the sum", (one) => percent(one.lostByPenalties + one.lostByAbsence)),
    ],
  );
}

/** M7: what collecting costs. */
export function gasTable(): string {
  const { blockPay, nodes } = economicsOf("mainnet");
  const { block, node } = claimGas();
  const claim = block + BigInt(Math.ceil((nodes - 1) * Number(node)));
  const court =
    snapshot("SlashingCourt", "report, first of the seat") +
    snapshot("SlashingCourt", "settle, with a penalty");
  const bounty = PRESETS.mainnet.court.reportBounty;
  /** Price of a token at which the gas costs as much as it brings, ether. */
  const evens = (gas: bigint, gain: bigint, gwei: bigint): string =>
    grouped(Number(gas * gwei * GWEI) / Number(gain), 2);
  const share = (gas: bigint, gain: bigint, gwei: bigint): string =>
    percent(Number(gasCost(gas, { gasPrice: gwei * GWEI, tokenPrice: TOKEN_PRICE })) / Number(gain));
  const calls = [
    [`claim of a block's nodes in a call for many blocks, ${whole(claim)} gas`, claim, blockPay],
    [`report and settlement of a case, ${whole(court)} gas`, court, bounty],
  ] as const;
  return tableOf(
    ["call", "brings", ...GAS_PRICES.map((gwei) => `at ${gwei} gwei`)],
    calls.map(([name, gas, gain]) => [
      name,
      `${grouped(tokens(gain))} tokens`,
      ...GAS_PRICES.map((gwei) => `${share(gas, gain, gwei)}; ${evens(gas, gain, gwei)} ether`),
    ]),
  );
}
