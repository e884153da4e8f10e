import type { CourtSettings, RollupSettings } from "@trellis/protocol";
import { fromHex, type RollupDomain, TrellisError, toHex } from "@trellis/protocol";
import type { Store } from "./openStore.ts";

/** What an index is of: the deployment's constants. */
export interface Deployment {
  readonly domain: RollupDomain;
  readonly settings: RollupSettings;
  readonly court: CourtSettings;
  /** A full stake, wei. */
  readonly stake: bigint;
}

/**
 * Writes what the index is of, once.
 * @throws TRL-IDX-003 if the database is of another deployment.
 */
export async function writeDeployment(store: Store, deployment: Deployment): Promise<void> {
  const value = encode(deployment);
  const stored = await readMeta(store, "deployment");
  if (stored === undefined) {
    await store.insertInto("meta").values({ key: "deployment", value }).execute();
  } else if (stored !== value) {
    const { domain } = decode(stored);
    throw new TrellisError(
      "TRL-IDX-003",
      `this index is of the rollup ${toHex(domain.rollup)} on chain ${domain.chainId}; give the node another dataDir, or remove the index's file`,
      { rollup: toHex(domain.rollup), chainId: domain.chainId },
    );
  }
}

/** What the index is of. @throws TRL-IDX-004 if nothing has been written yet. */
export async function readDeployment(store: Store): Promise<Deployment> {
  const stored = await readMeta(store, "deployment");
  if (stored === undefined) {
    throw new TrellisError("TRL-IDX-004", "the index has not read L1 yet; ask again in a few seconds");
  }
  return decode(stored);
}

/** A value of the table `meta`. */
export async function readMeta(store: Store, key: string): Promise<string | undefined> {
  return (await store.selectFrom("meta").select("value").where("key", "=", key).executeTakeFirst())?.value;
}

const encode = ({ domain, ...rest }: Deployment): string =>
  JSON.stringify({ ...rest, chainId: domain.chainId, rollup: toHex(domain.rollup) }, (_, value) =>
    typeof value === "bigint" ? `${value}n` : value,
  );

function decode(text: string): Deployment {
  const { chainId, rollup, ...rest } = JSON.parse(text, (_, value) =>
    typeof value === "string" && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );
  return { ...rest, domain: { chainId, rollup: fromHex(rollup) } };
}
