import { GRUMPKIN_ORDER } from "@trellis/field";
import type { L1Sender } from "@trellis/l1";
import { publicKeyOf } from "@trellis/ledger";
import { TrellisError, toBigInt } from "@trellis/protocol";
import { BackrunStrategy, type BuilderStrategy, FeesStrategy } from "@trellis/strategy";
import type { Logger } from "pino";
import type { Chain } from "../../chain/Chain.ts";
import type { ProposerSettings } from "../../config/Configuration.ts";
import { readSecretKeyFile } from "../../disk/secretKeyFile.ts";
import type { Clock } from "../../tasks/Clock.ts";
import type { EventSink } from "../../telemetry/EventSink.ts";
import { PriceFeed } from "./PriceFeed.ts";
import { priceSource } from "./priceSources.ts";

/**
 * The secret of the proposer's own L2 account, if its strategy needs one.
 * @param passwordFile - its first line is the password, if the key file is a keystore.
 * @throws TRL-NOD-004 as {@link readSecretKeyFile} does; TRL-NOD-025 if the number is not an L2 secret key.
 */
export async function readBuilderKey(
  { strategy }: ProposerSettings,
  passwordFile?: string,
): Promise<bigint | undefined> {
  if (strategy.kind !== "backrun") return undefined;
  const secret = toBigInt(
    await readSecretKeyFile(strategy.l2KeyFile, { field: "proposer.strategy.l2KeyFile", passwordFile }),
  );
  if (secret >= GRUMPKIN_ORDER) {
    throw new TrellisError(
      "TRL-NOD-025",
      "the number in the key file is too large for an L2 secret key; create another key",
      {
        path: strategy.l2KeyFile,
      },
    );
  }
  return secret;
}

/** The parts of the node that a proposer's strategy uses. */
interface StrategyView {
  readonly chain: Chain;
  readonly sender: L1Sender;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly log: Logger;
}

/** The strategy that the configuration selects (ADR 0019). @param secret - from {@link readBuilderKey}. */
export function createBuilderStrategy(
  { chain, sender, clock, emit, log }: StrategyView,
  settings: ProposerSettings,
  secret: bigint | undefined,
): BuilderStrategy {
  const { strategy } = settings;
  if (strategy.kind !== "backrun" || secret === undefined) return new FeesStrategy(settings);
  const { x, y } = publicKeyOf(secret);
  let reported: string | undefined;
  const feed = new PriceFeed(priceSource(strategy.priceFeed, clock), {
    maxAgeSeconds: strategy.maxPriceAgeSeconds,
    clock,
    onProblem: (error) => {
      log.warn({ error }, "the price feed gave no price");
      // A fault that repeats is reported once.
      if (reported !== error.message) emit({ event: "problem", code: error.code, message: error.message });
      reported = error.message;
    },
  });
  return new BackrunStrategy({
    settings,
    account: { secret, index: () => chain.accountIndex(x, y, sender.address) },
    price: (signal) => feed.price(signal),
    minProfit: strategy.minProfit,
  });
}
