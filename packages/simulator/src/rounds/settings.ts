import { type CourtSettings, PRESETS, type RollupSettings } from "@trellis/protocol";

/** Wei of one token. */
export const TOKEN = 10n ** 18n;

/** The settings of a deployment that a round needs. */
export interface RoundSettings {
  readonly rollup: RollupSettings;
  readonly court: CourtSettings;
  /** Full stake of a seat, wei. */
  readonly stake: bigint;
}

/** The preset `mainnet`, with the stake that experiments begin with. */
export const MAINNET: RoundSettings = {
  rollup: PRESETS.mainnet.settings,
  court: PRESETS.mainnet.court,
  stake: 1_000n * TOKEN,
};

/** Tokens as wei, to a billionth of a token. */
export function wei(tokens: number): bigint {
  return BigInt(Math.round(tokens * 1e9)) * 10n ** 9n;
}

/** Wei as tokens, in double precision. */
export function tokens(amount: bigint): number {
  return Number(amount) / 1e18;
}
