import { addressOf, fromHex, joinDigest, SeatTree, toBigInt, toHex } from "@trellis/protocol";
import type { Hex } from "viem";
import type { Journal } from "../calls/Journal.ts";
import { JournalCell } from "../calls/JournalCell.ts";
import { JournalMap } from "../calls/JournalMap.ts";
import { refuseIf } from "../calls/refuseIf.ts";
import type { Verdicts } from "../calls/Verdicts.ts";
import { isSecp256k1Point } from "./isSecp256k1Point.ts";

/** What the keys are checked with. */
export interface SeatKeysInit {
  readonly journal: Journal;
  readonly verdicts: Verdicts;
  /** Of the registry. */
  readonly address: Hex;
  readonly chainId: bigint;
}

/** The seats' keys: which seat a key has, and the tree over them (R3, R4). SeatTree.sol. Keys have 64 bytes. */
export class SeatKeys {
  readonly #init: SeatKeysInit;
  readonly #keys: JournalCell<ReadonlyMap<number, Uint8Array>>;
  /** Seat of a key, by the key's address; undefined once it has left the tree. */
  readonly #seatOf: JournalMap<Hex, number | undefined>;
  /** A tree over `inTree`: not state, since it can be made again. */
  readonly #tree = new SeatTree();
  #inTree: ReadonlyMap<number, Uint8Array> = new Map();

  constructor(init: SeatKeysInit) {
    this.#init = init;
    this.#keys = new JournalCell<ReadonlyMap<number, Uint8Array>>(init.journal, this.#inTree);
    this.#seatOf = new JournalMap(init.journal);
  }

  seatOf(key: Hex): number | undefined {
    return this.#seatOf.get(key);
  }

  /** @returns the address of a key that may take a seat. @throws Refusal `InvalidKey`, `KeyTaken`, `InvalidJoinSignature`. */
  requireNew(publicKey: Uint8Array, payout: Hex, signature: Uint8Array): Hex {
    const { verdicts, address, chainId } = this.#init;
    refuseIf(!isSecp256k1Point(...coordinates(publicKey)), "InvalidKey");
    const key = toHex(addressOf(publicKey));
    refuseIf(this.seatOf(key) !== undefined, "KeyTaken");
    const digest = joinDigest({ chainId, registry: fromHex(address), payout: fromHex(payout) });
    refuseIf(!verdicts.acceptsSignature(key, digest, signature), "InvalidJoinSignature");
    return key;
  }

  /** @param former - address of the seat's key before. */
  set(seat: number, key: Hex, publicKey: Uint8Array, former: Hex | undefined): void {
    if (former !== undefined) this.#seatOf.set(former, undefined);
    this.#seatOf.set(key, seat);
    this.#keys.value = new Map(this.#keys.value).set(seat, publicKey);
  }

  root(): bigint {
    const keys = this.#keys.value;
    if (keys !== this.#inTree) {
      for (const seat of this.#inTree.keys()) if (!keys.has(seat)) this.#tree.clear(seat);
      for (const [seat, key] of keys) if (this.#inTree.get(seat) !== key) this.#tree.set(seat, key);
      this.#inTree = keys;
    }
    return this.#tree.root();
  }
}

/** A key's coordinates as numbers. */
export function coordinates(publicKey: Uint8Array): [x: bigint, y: bigint] {
  return [toBigInt(publicKey.subarray(0, 32)), toBigInt(publicKey.subarray(32))];
}
