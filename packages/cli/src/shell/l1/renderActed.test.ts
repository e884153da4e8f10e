import assert from "node:assert/strict";
import { test } from "node:test";
import { renderActed } from "./renderActed.ts";

/** The last line of the text for an event with these arguments. */
function told(args: Readonly<Record<string, unknown>>): string | undefined {
  const transactions = [{ action: "deposit", gas: 21_000n, events: [{ event: "AccountOpened", args }] }];
  return renderActed({ dryRun: true, from: `0x${"0d".repeat(20)}`, transactions, gas: 21_000n, cost: 1n }).at(
    -2,
  );
}

test("keys and roots are shown as full hexadecimal numbers, whatever their size", () => {
  const keyY = 17631683881184975370165255887551781615748388533673675138860n;
  const keyX = 2n ** 253n + 1n;
  const hex = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;
  assert.equal(
    told({ accountIndex: 3, keyX, keyY, stateRoot: 1n }),
    `  AccountOpened accountIndex=3 keyX=${hex(keyX)} keyY=${hex(keyY)} stateRoot=${hex(1n)}`,
  );
});

test("amounts are tokens, other numbers decimal, long bytes are cut, structs left out", () => {
  const score = 2n ** 225n;
  const data = `0x${"ab".repeat(100)}`;
  assert.equal(
    told({ amount: 15n * 10n ** 17n, score, data, proposal: { height: 1n } }),
    `  AccountOpened amount=1.5 score=${score} data=0x${"ab".repeat(8)}…(100 bytes)`,
  );
});
