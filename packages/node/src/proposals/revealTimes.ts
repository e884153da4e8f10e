import type { RevealTimes } from "@trellis/strategy";
import type { Chain } from "../chain/Chain.ts";

/** R17: the times of the running round that decide who reveals when; undefined before its proposal window opens. */
export function revealTimes(chain: Pick<Chain, "running" | "settings">): RevealTimes | undefined {
  const { windows } = chain.running;
  const proofStart = windows?.proofStart ?? windows?.commitEnd;
  if (proofStart === undefined) return undefined;
  const { proofWindow, slotTime } = chain.settings;
  return { proofStart, proofWindow, slotTime };
}
