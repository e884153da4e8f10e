import type { ProverStrategy } from "@trellis/strategy";
import type { Chain } from "../chain/Chain.ts";

/** For tests: in the first rounds of each height it votes and claims, and proves nothing. */
export function silentStrategy(
  honest: ProverStrategy,
  chain: Pick<Chain, "running">,
  silentRounds: number,
): ProverStrategy {
  return {
    ...honest,
    name: `silent ${honest.name}`,
    order: (blocks) => (chain.running.round < silentRounds ? [] : honest.order(blocks)),
  };
}
