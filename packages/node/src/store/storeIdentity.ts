import { fromHex, type RollupDomain, toHex } from "@trellis/protocol";

/** What a store is of, as a text: another deployment's, or one for other keys, is another store. */
export function storeIdentity({ chainId, rollup }: RollupDomain, deployedAt: bigint, owner: string): string {
  return `rollup ${toHex(rollup)} on chain ${chainId} since block ${deployedAt}, for ${owner}`;
}

/** The deployment of such a text. @throws an error if it is none. */
export function domainOf(identity: string): RollupDomain {
  const [, rollup, chainId] = /^rollup (0x[0-9a-f]{40}) on chain ([0-9]{1,20}) /.exec(identity) ?? [];
  if (rollup === undefined || chainId === undefined)
    throw new Error(`this names no rollup: ${identity.slice(0, 80)}`);
  return { chainId: BigInt(chainId), rollup: fromHex(rollup) };
}
