import assert from "node:assert/strict";
import { test } from "node:test";
import type { Account, TransactionWitness } from "@trellis/ledger";
import type { Transaction } from "@trellis/protocol";
import { BlockFixture } from "../../test/BlockFixture.ts";
import { replayLeaf } from "./replayLeaf.ts";

// Leaf 0: two deposits that open accounts, a transfer, no-ops. Leaf 1: all else.
const { executed } = new BlockFixture({ depth: 1 });
const [first, second] = executed.leaves.map((leaf) => ({
  leaf,
  start: {
    rollupId: leaf.rollupId,
    stateBefore: leaf.stateBefore,
    accountsRoot: leaf.accountsBefore,
    reserves: leaf.reservesBefore,
    messagesBefore: leaf.messagesBefore,
    transactions: leaf.witnesses(),
  },
}));

test("a leaf's replay agrees with the ledger's execution", () => {
  for (const { leaf, start } of [first!, second!]) {
    const { stateAfter, messagesAfter, txsRoot, dataHash, fees } = leaf;
    assert.deepEqual(replayLeaf(start), { stateAfter, messagesAfter, txsRoot, dataHash, fees });
  }
});

type Change = (witness: TransactionWitness) => TransactionWitness;
const tx =
  (change: Partial<Transaction>): Change =>
  (witness) => ({ ...witness, tx: { ...witness.tx, ...change } });
const account =
  (who: "sender" | "recipient", change: Partial<Account>): Change =>
  (witness) => ({
    ...witness,
    [who]: { ...witness[who], account: { ...witness[who].account, ...change } },
  });
const path =
  (who: "sender" | "recipient"): Change =>
  (witness) => ({ ...witness, [who]: { ...witness[who], path: witness[who].path.with(3, 5n) } });

const DEPOSIT = 0;
const TRANSFER = 2;
const NOTHING = 5;
const SEED = 1;
const SWAP = 3;
const WITHDRAW = 4;
const FORCED = 5;
const FAILED = 6;
const broken: readonly [name: string, place: number, change: Change, rule: RegExp][] = [
  ["P4.1: a no-op with an amount", NOTHING, tx({ amount: 1n }), /out of range/],
  ["P4.1: a no-op with a nonce", NOTHING, tx({ nonce: 1 }), /out of range/],
  ["P8.6: a deposit with a fee", DEPOSIT, tx({ fee: 32 }), /out of range/],
  ["P8.6: a deposit with a sender", DEPOSIT, tx({ from: 1 }), /out of range/],
  ["P10.1: an amount of 2^96", TRANSFER, tx({ amount: 1n << 96n }), /out of range/],
  ["P10.1: an account index beyond the tree", TRANSFER, tx({ to: 1 << 20 }), /out of range/],
  ["P10.2: a fee that does not decode", TRANSFER, tx({ fee: 31 }), /out of range/],
  ["P1.1: another amount than signed", TRANSFER, tx({ amount: 999n }), /P1\.1: signature/],
  ["P1.1: another recipient than signed", TRANSFER, tx({ to: 0 }), /P1\.1: signature/],
  ["P1.1: another fee than signed", TRANSFER, tx({ fee: 0 }), /P1\.1: signature/],
  [
    "P1.1: another key than the signer's",
    TRANSFER,
    account("sender", { key: { x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n } }),
    /P1\.1: signature/,
  ],
  ["P10.1: another nonce than the account's", TRANSFER, account("sender", { nonce: 4 }), /nonce is not/],
  [
    "P10.1: a sender with too little",
    TRANSFER,
    account("sender", { balances: [1n, 0n] }),
    /asset 0 too small/,
  ],
  [
    "P10.1: a sender richer than the state says",
    TRANSFER,
    account("sender", { balances: [10n ** 19n, 0n] }),
    /sender not in the state/,
  ],
  ["P10.1: a sender's changed path", TRANSFER, path("sender"), /sender not in the state/],
  ["P10.1: a recipient's changed path", TRANSFER, path("recipient"), /recipient not in the state/],
  [
    "P10.1: a recipient poorer than the state says",
    TRANSFER,
    account("recipient", { balances: [0n, 0n] }),
    /recipient not in the state/,
  ],
  [
    "P10.1: a transfer to nobody",
    TRANSFER,
    (witness) => ({ ...witness, recipientExists: false }),
    /does not exist/,
  ],
  [
    "P10.1: a recipient whose balance overflows",
    TRANSFER,
    account("recipient", { balances: [(1n << 128n) - 1n, 0n] }),
    /too large/,
  ],
  ["P10.1: a negative balance", TRANSFER, account("sender", { balances: [-1n, 0n] }), /account or its path/],
  [
    "P10.1: a path cut short",
    TRANSFER,
    (witness) => ({ ...witness, sender: { ...witness.sender, path: [] } }),
    /account or its path/,
  ],
  [
    "P8.6: a deposit that opens a rich account",
    DEPOSIT,
    account("recipient", { balances: [5n, 0n] }),
    /not empty/,
  ],
  [
    "P8.6: a deposit to an empty place as if it were taken",
    DEPOSIT,
    (witness) => ({ ...witness, recipientExists: true }),
    /recipient not in the state/,
  ],
  [
    "P8.6: a second deposit as if its place were empty",
    TRANSFER,
    (witness) => ({
      ...witness,
      tx: { ...witness.tx, kind: "deposit", from: 0, fee: 0, nonce: 0, signature: new Uint8Array(64) },
      recipientExists: false,
    }),
    /not empty|not in the state/,
  ],
];
const brokenAnswer: typeof broken = [
  ["P10.1: a seed of nothing", SEED, tx({ amount: 0n }), /out of range/],
  ["P10.1: a withdrawal with a recipient", WITHDRAW, tx({ to: 1 }), /out of range/],
  ["P10.1: a least amount that does not decode", SWAP, tx({ to: 25 }), /out of range/],
  ["P1.1: another least amount than signed", SWAP, tx({ to: 1 << 5 }), /P1\.1: signature of the swap/],
  ["P1.1: another amount withdrawn than signed", WITHDRAW, tx({ amount: 78n }), /P1\.1: signature/],
  ["P10.1: a seller not of the state", SWAP, path("sender"), /sender not in the state/],
  [
    "P10.1: a seller with too little",
    SWAP,
    account("sender", { balances: [10n ** 18n, 99_999n] }),
    /asset 1 too small/,
  ],
  [
    "P10.1: a seller whose other balance overflows",
    SWAP,
    account("sender", { balances: [(1n << 128n) - 1n, 10n ** 18n] }),
    /bought too large/,
  ],
  ["P10.3: a forced transaction with a nonce", FORCED, tx({ nonce: 1 }), /out of range/],
  ["P10.3: failed what can execute", FORCED, tx({ failed: true }), /P10\.3: failed/],
  ["P10.3: executed what cannot", FAILED, tx({ failed: false }), /P10\.3: failed/],
  ["P10.2: a signed transaction that fails", WITHDRAW, tx({ failed: true }), /out of range/],
  [
    "P10.3: a sender poorer than the state says, so that it fails",
    FORCED,
    (witness) => tx({ failed: true })(account("sender", { balances: [0n, 0n] })(witness)),
    /sender not in the state/,
  ],
  ["P10.3: a forced transfer to nobody", FORCED, (w) => ({ ...w, recipientExists: false }), /does not exist/],
];
const cases = [
  ...broken.map((one) => [first!.start, ...one] as const),
  ...brokenAnswer.map((one) => [second!.start, ...one] as const),
];
for (const [start, name, place, change, rule] of cases) {
  test(`${name} is refused`, () => {
    const transactions = start.transactions.with(place, change(start.transactions[place]!));
    assert.throws(
      () => replayLeaf({ ...start, transactions }),
      (error: { code: string; message: string }) => {
        assert.equal(error.code, "TRL-PRV-150");
        assert.match(error.message, rule);
        return true;
      },
    );
  });
}

test("P8.6: a deposit's key decides the message that it consumes", () => {
  const { start, leaf } = first!;
  const stolen = account("recipient", { key: { x: 1n, y: 2n } })(start.transactions[0]!);
  const end = (() => {
    // Only the deposit: the transactions after it would not match the changed state.
    const transactions = [stolen, ...start.transactions.slice(3), ...start.transactions.slice(6)].slice(0, 8);
    return replayLeaf({ ...start, transactions });
  })();
  assert.notDeepEqual(end.messagesAfter, leaf.messagesAfter);
});

test("P4.1: a leaf has eight transactions and starts at its stated state", () => {
  const { start } = second!;
  assert.throws(() => replayLeaf({ ...start, transactions: start.transactions.slice(1) }), /P4\.1/);
  assert.throws(() => replayLeaf({ ...start, stateBefore: first!.leaf.stateBefore }), /P6\.4/);
  assert.throws(() => replayLeaf({ ...start, accountsRoot: 5n }), /P6\.4/);
  assert.throws(() => replayLeaf({ ...start, reserves: [1n, 0n] }), /P6\.4/);
  assert.throws(() => replayLeaf({ ...start, reserves: [1n << 112n, 0n] }), /P10\.1: reserve/);
  assert.throws(() => replayLeaf({ ...start, rollupId: 5n }), /P1\.1: signature/);
});
