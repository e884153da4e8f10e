import { poseidon2Hash } from "../../packages/field/src/index.ts";
import { publicKeyOf } from "../../packages/ledger/src/signing/schnorr.ts";
import { escapeProof } from "../../packages/ledger/src/state/escapeProof.ts";
import { State } from "../../packages/ledger/src/state/State.ts";
import { messageFee, placesAskedFor } from "../../packages/protocol/src/transactions/forced.ts";

const ETHER = 10n ** 18n;
/** Balances of the first accounts of a bridge, and reserves of the pool. */
const BALANCES: readonly (readonly [bigint, bigint])[] = [
  [1_000n * ETHER + 1n, 7n],
  [0n, 5n * ETHER],
  [3n, 0n],
  [0n, 0n],
  [2n * ETHER, 11n * ETHER],
];
const RESERVES = [400n * ETHER, 200n * ETHER] as const;
const text = (values: readonly bigint[]): string[] => values.map(String);

/** R12: a state, and the way out of it for each of its accounts. */
export function escapes() {
  const accounts = BALANCES.map((balances, i) => ({
    key: publicKeyOf(7_000_003n * BigInt(i + 1)),
    nonce: i * 1_000,
    balances,
  }));
  const state = State.of(accounts.entries(), RESERVES);
  return {
    root: String(state.root()),
    reserves: text(RESERVES),
    accounts: accounts.map(({ key, balances }, i) => {
      const proof = escapeProof(state, i);
      return {
        keyX: String(key.x),
        keyY: String(key.y),
        balances: text(balances),
        account: text(proof.account),
        leaf: String(poseidon2Hash([...proof.account])),
        siblings: text(proof.siblings),
        state: text(proof.state),
      };
    }),
  };
}

/** R10: what a message burns by the length of the queue, and the places asked for by the halvings. */
export function messageRules() {
  const fees = [0n, 1n, 10n ** 15n, 7n * ETHER].flatMap((baseFee) =>
    [0n, 1n, 2n, 255n, 256n, 257n, 512n, 10_000n, 1n << 32n].map((length) => ({ baseFee, length })),
  );
  return {
    baseFee: fees.map(({ baseFee }) => String(baseFee)),
    length: fees.map(({ length }) => String(length)),
    fee: fees.map(({ baseFee, length }) => String(messageFee(baseFee, length))),
    halvings: Array.from({ length: 12 }, (_, i) => i).concat(255, 256, 4_000_000_000),
    places: Array.from({ length: 12 }, (_, i) => i)
      .concat(255, 256, 4_000_000_000)
      .map(placesAskedFor),
  };
}
