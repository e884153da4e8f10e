import { TrellisError } from "@trellis/protocol";
import type { Hex, PublicClient } from "viem";
import type { Broadcaster } from "./Broadcaster.ts";
import { Delivery, type DeliveryInit } from "./Delivery.ts";

const POLL_MS = 500;
const CANCEL_GAS = 21_000n;

/**
 * Waits until the account's earlier transactions are mined, also those of another run. One that waits for too long is cancelled: nothing
 * else could be sent before it.
 * @returns the next nonce.
 * @throws as {@link Delivery.run}, if it cannot be cancelled.
 */
export async function clearEarlier(
  client: PublicClient,
  broadcaster: Broadcaster,
  address: Hex,
  init: DeliveryInit,
): Promise<number> {
  const { clock, wait, raiseAfterMs, cancelAfterMs } = init;
  const mined = (): Promise<number> => client.getTransactionCount({ address });
  const until = clock() + 2 * cancelAfterMs;
  let since = { nonce: await mined(), at: clock() };
  for (;;) {
    const [sent, nonce] = await Promise.all([
      client.getTransactionCount({ address, blockTag: "pending" }),
      mined(),
    ]);
    if (sent <= nonce) return nonce;
    if (nonce > since.nonce) since = { nonce, at: clock() };
    if (clock() > until) {
      throw new TrellisError("TRL-L1-019", "earlier transactions of the account stay pending", {
        address,
        nonce,
        sent,
      });
    }
    if (clock() >= since.at + raiseAfterMs) {
      const draft = { action: "cancel an earlier transaction", to: address, gas: CANCEL_GAS };
      const parcel = { draft, nonce, isDue: async () => true };
      // The earlier one may be mined in its place.
      await new Delivery(client, broadcaster, address, parcel, init).run().catch((error) => {
        if (!(error instanceof TrellisError) || error.code !== "TRL-L1-015") throw error;
      });
      continue;
    }
    await wait(POLL_MS);
  }
}
