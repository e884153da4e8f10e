import { addressOf, BoundedMap, type ProverBitmap, toHex } from "@trellis/protocol";
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

interface Counted {
  readonly active: ProverBitmap;
  readonly seats: readonly OwnSeat[];
}

/** Rounds whose own seats are remembered: those of which L1 takes proofs at a time. */
const KEPT_ROUNDS = 64;

/** The seats of this node's keys. L1 assigns seats to keys. */
export class OwnSeats {
  readonly #chain: Pick<Chain, "seats">;
  readonly #keys: readonly Omit<OwnSeat, "seat">[];
  /** What {@link countedIn} found, by the root of the round's seats. */
  readonly #counted = new BoundedMap<bigint, Counted>(KEPT_ROUNDS);

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

  /**
   * P2.3, R4: own seats that count in a round, by the keys that they had when it opened. The same array until something changes: roles ask
   * at each update, and a process may have hundreds of keys.
   */
  countedIn({ active, proverSetRoot }: Pick<RoundView, "active" | "proverSetRoot">): readonly OwnSeat[] {
    const known = this.#counted.get(proverSetRoot);
    if (known !== undefined && (known.active === active || known.active.equals(active))) return known.seats;
    const { seats: directory } = this.#chain;
    const seats = this.#keys.flatMap((own) => {
      const seat = directory.seatOf(own.publicKey, proverSetRoot);
      return seat === undefined || !active.has(seat) ? [] : [{ seat, ...own }];
    });
    // The set of seats with a root never changes. Whether it is known here does.
    if (directory.hasRoot(proverSetRoot)) this.#counted.setNewest(proverSetRoot, { active, seats });
    return seats;
  }
}
