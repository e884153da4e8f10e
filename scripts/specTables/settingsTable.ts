import { exitDelayOf } from "../../packages/l1/src/contracts/settingsFaults.ts";
import { PRESETS, type Preset } from "../../packages/protocol/src/settings/presets.ts";
import type { CourtSettings, RollupSettings } from "../../packages/protocol/src/settings/settings.ts";
import { grouped, tableOf, tokens, whole } from "./tableOf.ts";

/** What the page says about a setting: rule, meaning, unit, range. */
type Row = readonly [rule: string, meaning: string, unit: string, range: string];

const BPS = "1/10,000";
const ALPHA = "2⁻¹⁶";
const AMOUNT = "0 … 2^96 − 1 wei";
const PART = "0 … 10,000";

const SETTINGS: Readonly<Record<keyof RollupSettings, Row>> = {
  slotTime: ["R13", "length of an L1 slot; L1 cannot check it", "s", "1 … 60"],
  proposalWindow: ["P3.1", "length of the proposal window", "s", "5 slots … 86,400"],
  proofWindow: ["P3.2", "length of the proof window", "s", "5 slots … 604,800, at most 31 proposal windows"],
  inclusionDelay: ["R10", "when a queued message is due", "s", "the longest round … 2,592,000"],
  escapeDelay: [
    "R12",
    "how long the oldest message must have been due before the rollup can be stopped",
    "s",
    "86,400 … 31,536,000",
  ],
  uncleWindow: ["R7", "how long losing blocks may be named", "s", "5 slots … 2,592,000"],
  minBurnBid: ["P7.2", "least bid", "tokens", "1 wei … 2^96 − 1 wei"],
  bond: ["R9", "least bond of a commitment", "tokens", AMOUNT],
  bondBps: ["R9", "bond as a part of the bid", BPS, "0 … 100,000"],
  blockReward: ["P8.3", "reward of a block", "tokens", AMOUNT],
  leafWeight: ["P8.3", "weight of a leaf in the provers' pay", "", "1 … 65,535"],
  mergeWeight: ["P8.3", "weight of a merge", "", "1 … 65,535"],
  rootWeight: ["P8.3", "weight of the root", "", "1 … 65,535"],
  uncommittedFactorBps: ["P6.6", "part of a node's share for a rescuer", BPS, PART],
  minProverShareBps: ["R6", "least share of the reward that goes to provers", BPS, PART],
  targetProvers: ["R14", "provers of a block that leave α as it is", "seats", "1 … 2,048"],
  alphaMin: ["R14", "least α", ALPHA, "65,536 … 196,608"],
  alphaMax: ["R14", "greatest α", ALPHA, "196,608 … 376,832"],
  unclePayBps: ["R7", "rate u: greatest pay of a new seat, as a part of a winner's seat's pay", BPS, PART],
  uncleMinBps: ["R7", "least bid of a named block, as a part of the winner's bid", BPS, PART],
  uncles: ["R7", "most losing blocks that are named in a round", "", "0 … 8"],
  messageFee: ["R10", "what a message burns while the queue is empty", "tokens", AMOUNT],
  earlyEnd: ["R16", "whether a decided round may end early", "", "yes or no"],
  pipelined: ["P3.4", "whether the next height takes proposals while this one is proven", "", "yes or no"],
};
const COURT: Readonly<Record<keyof CourtSettings, Row>> = {
  reportWindow: ["R8", "how long after the proof window a seat can be reported", "s", "5 slots … 2,592,000"],
  contestWindow: [
    "R8",
    "how long after the report window a seat can answer",
    "s",
    "the proof window … 2,592,000",
  ],
  penaltyFactor: ["R8", "a case takes the pay of its open nodes so many times", "", "0 … 100"],
  reportBounty: ["R8", "what the reporter gets of a slashed stake", "tokens", AMOUNT],
  levelDecay: ["R8", "time in which a seat's level falls by one", "s", "1 … 31,536,000"],
  slashBps: ["R8", "most that a case takes, as a part of the full stake", BPS, "1 … 10,000"],
};

function cellOf(value: number | bigint | boolean): string {
  if (typeof value === "bigint") return grouped(tokens(value), 12);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return whole(value);
}

const { devnet, quick, mainnet } = PRESETS;

function rowsOf<Group extends object>(
  rows: Readonly<Record<keyof Group & string, Row>>,
  ...presets: readonly Group[]
): string[][] {
  return Object.entries<Row>(rows).map(([name, cells]) => [
    `\`${name}\``,
    ...cells,
    ...presets.map((preset) => cellOf(preset[name as keyof Group] as number | bigint | boolean)),
  ]);
}

/** P11: every setting of a deployment. */
export function settingsTable(): string {
  const registry = [
    ["`stake`", "P2.1", "stake of a seat", "tokens", "1 wei … 2^96 − 1 wei", "100", "no preset"],
    [
      "`minStake`",
      "P2.2",
      "stake below which a slashed seat is not active",
      "tokens",
      "1 wei … `stake`",
      "half of `stake`",
      "half of `stake`",
    ],
    [
      "`exitDelay`",
      "P2.2",
      "time between asking for exit and withdrawing",
      "s",
      "longer than the longest round, report window and contest window together … 31,536,000",
      whole(exitDelayOf(devnet)),
      whole(exitDelayOf(mainnet)),
    ],
  ];
  return tableOf(
    ["setting", "rule", "meaning", "unit", "range", "devnet", "mainnet"],
    [
      ...rowsOf<RollupSettings>(SETTINGS, devnet.settings, mainnet.settings),
      ...rowsOf<CourtSettings>(COURT, devnet.court, mainnet.court),
      ...registry,
    ],
  );
}

/** P11: in what the preset `quick` differs from `devnet`. */
export function quickPreset(): string {
  const all = (preset: Preset): object => ({ ...preset.settings, ...preset.court });
  const usual = Object.entries(all(devnet));
  const other = Object.values(all(quick));
  const changes = usual.flatMap(([name, value], i) =>
    value === other[i] ? [] : [`\`${name}\` ${cellOf(other[i])}`],
  );
  return `The preset \`quick\` is \`devnet\` with ${changes.slice(0, -1).join(", ")} and ${changes.at(-1)}.`;
}
