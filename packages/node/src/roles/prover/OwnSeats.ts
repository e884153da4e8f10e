import { addressOf, type ProverBitmap, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import type { Chain } from "../../chain/Chain.ts";

/** A seat of this node. */
export interface OwnSeat {
  readonly seat: number;
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly address: Hex;
}

/** The seats of this node's keys. L1 assigns seats to keys. */
export class OwnSeats {
  readonly #chain: Pick<Chain, "seats">;
  readonly #keys: readonly Omit<OwnSeat, "seat">[];

  constructor(chain: Pick<Chain, "seats">, secretKeys: readonly Uint8Array[]) {
    this.#chain = chain;
    this.#keys = secretKeys.map((secretKey) => {
      const publicKey = publicKeyOf(secretKey);
      return { secretKey, publicKey, address: toHex(addressOf(publicKey)) };
    });
  }

  /** All seats that the keys own on L1 now. */
  all(): OwnSeat[] {
    return this.#keys.flatMap((key) => {
      const seat = this.#chain.seats.seatOf(key.publicKey);
      return seat === undefined ? [] : [{ seat, ...key }];
    });
  }

  /** P2.3: own seats that may be counted in a round. @param active - the round's active seats. */
  countedIn(active: ProverBitmap): OwnSeat[] {
    return this.all().filter(({ seat }) => active.has(seat));
  }
}
