import type { RollupDomain } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Emit } from "../calls/EventLog.ts";
import type { Journal } from "../calls/Journal.ts";
import type { Verdicts } from "../calls/Verdicts.ts";
import type { Registry } from "../registry/Registry.ts";
import type { Token } from "../token/Token.ts";
import type { RollupEvents } from "./RollupEvents.ts";
import type { RollupSettings } from "./RollupSettings.ts";

/** What the rollup and its parts work with. */
export interface RollupInit {
  readonly journal: Journal;
  readonly emit: Emit<RollupEvents>;
  readonly verdicts: Verdicts;
  readonly settings: RollupSettings;
  readonly domain: RollupDomain;
  /** The rollup's own address. */
  readonly address: Hex;
  /** The one contract that may fine proposers and pay contests. */
  readonly court: Hex;
  readonly token: Token;
  readonly secondAsset: Token;
  readonly registry: Registry;
  readonly genesisStateRoot: bigint;
}
