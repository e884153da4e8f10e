import type { L1Client } from "./L1Client.ts";

/** L1 blocks whose logs are asked for at once: providers refuse more. */
const RANGE = 2_000n;

/** The L1 blocks from a deployment to the latest, in ranges that L1 nodes answer. */
export async function* logRanges(client: L1Client): AsyncGenerator<{ fromBlock: bigint; toBlock: bigint }> {
  const latest = await client.public.getBlockNumber();
  for (let fromBlock = client.addresses.deployedAt; fromBlock <= latest; fromBlock += RANGE) {
    const last = fromBlock + RANGE - 1n;
    yield { fromBlock, toBlock: last < latest ? last : latest };
  }
}
