import {
  exitDelayOf,
  type StakeSettings,
  settingsFaults,
} from "../../packages/l1/src/contracts/settingsFaults.ts";
import { PRESETS, type Preset } from "../../packages/protocol/src/settings/presets.ts";
import type { CourtSettings, RollupSettings } from "../../packages/protocol/src/settings/settings.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const UINT96 = 2n ** 96n - 1n;

/** Settings in the order of the struct `Settings` of Types.sol. */
const NAMES = [
  "slotTime",
  "proposalWindow",
  "proofWindow",
  "inclusionDelay",
  "escapeDelay",
  "uncleWindow",
  "minBurnBid",
  "bond",
  "bondBps",
  "blockReward",
  "leafWeight",
  "mergeWeight",
  "rootWeight",
  "uncommittedFactorBps",
  "minProverShareBps",
  "targetProvers",
  "alphaMin",
  "alphaMax",
  "unclePayBps",
  "uncleMinBps",
  "uncles",
  "messageFee",
  "earlyEnd",
  "pipelined",
] as const satisfies readonly (keyof RollupSettings)[];
/** Likewise of `CourtSettings`. */
const COURT_NAMES = [
  "reportWindow",
  "contestWindow",
  "penaltyFactor",
  "reportBounty",
  "levelDecay",
  "slashBps",
] as const satisfies readonly (keyof CourtSettings)[];

const { mainnet } = PRESETS;
/** Windows with room on both sides, so that a change breaks no rule but its own. */
const WIDE: Preset = {
  settings: {
    ...mainnet.settings,
    proposalWindow: HOUR,
    proofWindow: 10 * HOUR,
    inclusionDelay: 10 * DAY,
    uncleWindow: HOUR,
  },
  court: { ...mainnet.court, contestWindow: DAY },
};
const LONGEST_ROUND = HOUR + 5 * 12 + 10 * HOUR;

/** Ends of the ranges in {@link WIDE}, and the largest number that the setting's type can say. */
const RANGES: readonly (readonly [
  name: (typeof NAMES)[number],
  min: number | bigint,
  max: number | bigint,
  most: number | bigint,
])[] = [
  ["slotTime", 1, 60, 2 ** 16 - 1],
  ["inclusionDelay", LONGEST_ROUND, 30 * DAY, 2 ** 32 - 1],
  ["escapeDelay", DAY, 365 * DAY, 2 ** 32 - 1],
  ["uncleWindow", 60, 30 * DAY, 2 ** 32 - 1],
  ["minBurnBid", 1n, UINT96, UINT96],
  ["bond", 0n, UINT96, UINT96],
  ["bondBps", 0, 100_000, 2 ** 32 - 1],
  ["blockReward", 0n, UINT96, UINT96],
  ["leafWeight", 1, 2 ** 16 - 1, 2 ** 16 - 1],
  ["mergeWeight", 1, 2 ** 16 - 1, 2 ** 16 - 1],
  ["rootWeight", 1, 2 ** 16 - 1, 2 ** 16 - 1],
  ["uncommittedFactorBps", 0, 10_000, 2 ** 16 - 1],
  ["minProverShareBps", 0, 10_000, 2 ** 16 - 1],
  ["targetProvers", 1, 2_048, 2 ** 16 - 1],
  ["alphaMin", 65_536, 196_608, 2 ** 24 - 1],
  ["alphaMax", 196_608, 376_832, 2 ** 24 - 1],
  ["unclePayBps", 0, 10_000, 2 ** 16 - 1],
  ["uncleMinBps", 0, 10_000, 2 ** 16 - 1],
  ["uncles", 0, 8, 2 ** 8 - 1],
  ["messageFee", 0n, UINT96, UINT96],
];
const COURT_RANGES: readonly (readonly [
  name: (typeof COURT_NAMES)[number],
  min: number | bigint,
  max: number | bigint,
  most: number | bigint,
])[] = [
  ["reportWindow", 60, 30 * DAY, 2 ** 32 - 1],
  ["contestWindow", 10 * HOUR, 30 * DAY, 2 ** 32 - 1],
  ["penaltyFactor", 0, 100, 2 ** 16 - 1],
  ["reportBounty", 0n, UINT96, UINT96],
  ["levelDecay", 1, 365 * DAY, 2 ** 32 - 1],
  ["slashBps", 1, 10_000, 2 ** 16 - 1],
];

/** Both ends, and the numbers beyond them that the type can say. */
function edges(min: number | bigint, max: number | bigint, most: number | bigint): (number | bigint)[] {
  const [below, above] = typeof min === "bigint" ? [min - 1n, BigInt(max) + 1n] : [min - 1, Number(max) + 1];
  return [below, min, max, above].filter((value) => value >= 0 && value <= most);
}

/** Ranges that follow from other settings, and settings of which several are wrong: L1 names the first. */
const TOGETHER: readonly { settings?: Partial<RollupSettings>; court?: Partial<CourtSettings> }[] = [
  { settings: { proposalWindow: 59 } },
  { settings: { proposalWindow: 60, proofWindow: 59 } },
  { settings: { proposalWindow: 60, proofWindow: 60 } },
  { settings: { proposalWindow: 60, proofWindow: 1_860 } },
  { settings: { proposalWindow: 60, proofWindow: 1_861 } },
  {
    settings: { proposalWindow: DAY, proofWindow: 7 * DAY, inclusionDelay: 30 * DAY },
    court: { contestWindow: 7 * DAY },
  },
  { settings: { proposalWindow: DAY, proofWindow: 7 * DAY + 1 } },
  { settings: { proposalWindow: DAY + 1 } },
  { settings: { proposalWindow: 60, proofWindow: 7 * DAY + 1 } },
  // R13: a slot of 60 s asks for windows of 300 s.
  { settings: { slotTime: 60, uncleWindow: 299 } },
  { settings: { slotTime: 60, uncleWindow: 300 }, court: { reportWindow: 299 } },
  // P3.4: a round waits for its parent's proofs, and its proposals may be open once more.
  { settings: { pipelined: true, inclusionDelay: 2 * 10 * HOUR + HOUR + 59 } },
  { settings: { pipelined: true, inclusionDelay: 2 * 10 * HOUR + HOUR + 60 } },
  { settings: { pipelined: true, proofWindow: 600, inclusionDelay: 2 * (HOUR + 60) + 599 } },
  { settings: { pipelined: true, proofWindow: 600, inclusionDelay: 2 * (HOUR + 60) + 600 } },
  { settings: { uncles: 9, slotTime: 0 }, court: { slashBps: 0 } },
];

const STAKES: StakeSettings = { stake: 100n, minStake: 50n, exitDelay: exitDelayOf(WIDE) };
/** R8: seconds in which a seat of {@link WIDE} can be slashed. */
const SLASHABLE = LONGEST_ROUND + 2 * DAY;
const STAKE_CHANGES: readonly Partial<StakeSettings>[] = [
  {},
  { stake: 0n, minStake: 0n },
  { stake: 1n, minStake: 1n },
  { stake: UINT96, minStake: UINT96 },
  { minStake: 0n },
  { minStake: 101n },
  { exitDelay: SLASHABLE },
  { exitDelay: SLASHABLE + 1 },
  { exitDelay: 365 * DAY },
  { exitDelay: 365 * DAY + 1 },
];

const asNumber = (value: number | bigint | boolean): string =>
  String(Number.isInteger(value) ? value : BigInt(value));
const faultsOf = (preset: Preset, stakes: StakeSettings) =>
  settingsFaults(preset, stakes).map(({ setting, value, min, max }) => ({
    setting,
    value: String(value),
    min: String(min),
    max: String(max),
  }));

/** P11, R13: settings that L1 takes and settings that it refuses, with the reasons in the order in which L1 looks for them. */
export function settings() {
  const changed = ({ settings, court }: (typeof TOGETHER)[number]): Preset => ({
    settings: { ...WIDE.settings, ...settings },
    court: { ...WIDE.court, ...court },
  });
  const presets: readonly Preset[] = [
    WIDE,
    ...Object.values(PRESETS),
    ...RANGES.flatMap(([name, ...range]) =>
      edges(...range).map((value) => changed({ settings: { [name]: value } })),
    ),
    ...COURT_RANGES.flatMap(([name, ...range]) =>
      edges(...range).map((value) => changed({ court: { [name]: value } })),
    ),
    ...TOGETHER.map(changed),
  ];
  return {
    names: NAMES,
    courtNames: COURT_NAMES,
    cases: presets.map((preset) => ({
      settings: NAMES.map((name) => asNumber(preset.settings[name])),
      court: COURT_NAMES.map((name) => asNumber(preset.court[name])),
      // The stakes are the registry's own: below.
      faults: faultsOf(preset, { ...STAKES, exitDelay: 365 * DAY }),
    })),
    stakes: STAKE_CHANGES.map((change) => {
      const { stake, minStake, exitDelay } = { ...STAKES, ...change };
      return {
        stake: String(stake),
        minStake: String(minStake),
        exitDelay,
        faults: faultsOf(WIDE, { stake, minStake, exitDelay }),
      };
    }),
    /** The case whose settings the stakes go with. */
    wide: 0,
  };
}
