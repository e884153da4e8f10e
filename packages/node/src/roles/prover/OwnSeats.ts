import { addressOf, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import type { Hex } from "viem";
import type { Chain } from "../../chain/Chain.ts";
import type { RoundView } from "../../chain/RoundView.ts";

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

  /** P2.3, R4: own seats that count in a round, by the keys that they had when it opened. */
  countedIn({ active, proverSetRoot }: Pick<RoundView, "active" | "proverSetRoot">): OwnSeat[] {
    return this.#keys.flatMap((own) => {
      const seat = this.#chain.seats.seatOf(own.publicKey, proverSetRoot);
      return seat === undefined || !active.has(seat) ? [] : [{ seat, ...own }];
    });
  }
}
