import type { Preset, RollupSettings } from "@trellis/protocol";
import { TrellisError } from "@trellis/protocol";

/** A setting that L1 refuses. */
export interface SettingFault {
  readonly setting: string;
  readonly value: bigint;
  readonly min: bigint;
  readonly max: bigint;
}

/** What the registry is set to. Amounts in wei, times in seconds. */
export interface StakeSettings {
  readonly stake: bigint;
  readonly minStake: bigint;
  readonly exitDelay: number;
}

const DAY = 86_400;
const MIN_SLOTS = 5;
/** R17: by how many slots late leaders extend the proposal window. */
const EXTENSIONS = 5;
/** The ring of 64 rounds holds every round whose proof window is open. */
const MAX_PROOF_WINDOWS = 31;
const ALPHA_ONE = 65_536;
const UINT96 = 2n ** 96n - 1n;
const UINT16 = 2 ** 16 - 1;

/** Longest time in seconds from a round's snapshot to the last proof in it, if nobody delays `finalize`; as on L1. */
export function longestRound({ proposalWindow, proofWindow, slotTime, pipelined }: RollupSettings): number {
  const proposals = proposalWindow + EXTENSIONS * slotTime;
  if (!pipelined) return proposals + proofWindow;
  return Math.max(proposals, proofWindow) + proposals + proofWindow;
}

/**
 * P2.2: how long a stake stays after its owner asks for exit, seconds: a day longer than any time in which the seat can be slashed, and
 * at least seven days.
 */
export function exitDelayOf({ settings, court }: Preset): number {
  return Math.max(7 * DAY, slashableFor({ settings, court }) + DAY);
}

/** The settings that L1 would refuse (R13), in the order in which it checks them. */
export function settingsFaults({ settings: s, court: c }: Preset, stakes: StakeSettings): SettingFault[] {
  const least = MIN_SLOTS * s.slotTime;
  const ranges: readonly (readonly [string, number | bigint, number | bigint, number | bigint])[] = [
    ["slotTime", s.slotTime, 1, 60],
    ["proposalWindow", s.proposalWindow, least, DAY],
    ["proofWindow", s.proofWindow, least, 7 * DAY],
    ["proofWindow", s.proofWindow, least, MAX_PROOF_WINDOWS * s.proposalWindow],
    ["inclusionDelay", s.inclusionDelay, longestRound(s), 30 * DAY],
    ["escapeDelay", s.escapeDelay, DAY, 365 * DAY],
    ["uncleWindow", s.uncleWindow, least, 30 * DAY],
    ["minBurnBid", s.minBurnBid, 1, UINT96],
    ["bond", s.bond, 0, UINT96],
    ["bondBps", s.bondBps, 0, 100_000],
    ["blockReward", s.blockReward, 0, UINT96],
    ["leafWeight", s.leafWeight, 1, UINT16],
    ["mergeWeight", s.mergeWeight, 1, UINT16],
    ["rootWeight", s.rootWeight, 1, UINT16],
    ["uncommittedFactorBps", s.uncommittedFactorBps, 0, 10_000],
    ["minProverShareBps", s.minProverShareBps, 0, 10_000],
    ["targetProvers", s.targetProvers, 1, 2_048],
    ["alphaMin", s.alphaMin, ALPHA_ONE, 3 * ALPHA_ONE],
    ["alphaMax", s.alphaMax, 3 * ALPHA_ONE, (23 * ALPHA_ONE) / 4],
    ["unclePayBps", s.unclePayBps, 0, 10_000],
    ["uncleMinBps", s.uncleMinBps, 0, 10_000],
    ["uncles", s.uncles, 0, 8],
    ["messageFee", s.messageFee, 0, UINT96],
    ["reportWindow", c.reportWindow, least, 30 * DAY],
    ["contestWindow", c.contestWindow, s.proofWindow, 30 * DAY],
    ["penaltyFactor", c.penaltyFactor, 0, 100],
    ["reportBounty", c.reportBounty, 0, UINT96],
    ["levelDecay", c.levelDecay, 1, 365 * DAY],
    ["slashBps", c.slashBps, 1, 10_000],
    ["stake", stakes.stake, 1, UINT96],
    ["minStake", stakes.minStake, 1, stakes.stake],
    ["exitDelay", stakes.exitDelay, slashableFor({ settings: s, court: c }) + 1, 365 * DAY],
  ];
  // Of two ranges of one setting, the first that it leaves is the fault.
  const faults = new Map<string, SettingFault>();
  for (const [setting, value, min, max] of ranges) {
    if (faults.has(setting) || (isWhole(value) && value >= min && value <= max)) continue;
    faults.set(setting, { setting, value: wholeOf(value), min: BigInt(min), max: BigInt(max) });
  }
  return [...faults.values()];
}

/** @throws TRL-L1-022 naming the first setting that L1 would refuse, and its range. */
export function requireSettings(preset: Preset, stakes: StakeSettings): void {
  const [fault] = settingsFaults(preset, stakes);
  if (fault === undefined) return;
  const { setting, value, min, max } = fault;
  throw new TrellisError(
    "TRL-L1-022",
    `${setting} is ${value}: L1 takes a whole number from ${min} to ${max}; change it, or the settings that its range depends on`,
    { ...fault },
  );
}

/** R8: seconds from a round's snapshot until the last case about it may be settled. */
function slashableFor({ settings, court }: Preset): number {
  return longestRound(settings) + court.reportWindow + court.contestWindow;
}

const isWhole = (value: number | bigint): boolean => typeof value === "bigint" || Number.isSafeInteger(value);
const wholeOf = (value: number | bigint): bigint => (isWhole(value) ? BigInt(value) : -1n);
