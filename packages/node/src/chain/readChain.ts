import { type L1Client, L1Follower, type L1View } from "@trellis/l1";
import { Chain } from "./Chain.ts";

const POLL_MS = 1_000;

/**
 * P10.4: rebuilds a rollup from L1's logs alone. It replays every final block's data and compares each state root with the
 * contract's.
 * @throws TRL-NOD-011 if the data does not lead to L1's state roots, TRL-NOD-013 if logs are missing, TRL-L1-010, 011 if L1 cannot be read.
 */
export async function readChain(l1: L1Client): Promise<Chain> {
  const chain = new Chain();
  chain.apply(await readView(l1));
  return chain;
}

/** L1's latest view, with all events since the deployment. @throws TRL-L1-010, 011 if L1 cannot be read. */
export async function readView(l1: L1Client): Promise<L1View> {
  const { promise, resolve, reject } = Promise.withResolvers<L1View>();
  const follower = new L1Follower(
    l1,
    { onView: async (view) => resolve(view), onError: reject },
    { pollMs: POLL_MS },
  );
  follower.start();
  try {
    return await promise;
  } finally {
    await follower.stop();
  }
}
