import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hasCode, joinCall, TestL1, testKey } from "../../test/TestL1.ts";
import { dryRun } from "./dryRun.ts";
import { etherNeeded } from "./etherShortage.ts";
import { l1Call } from "./L1Call.ts";

const TIMEOUT = { timeout: 60_000 };
const TOKEN = 10n ** 18n;
let l1: TestL1;
before(async () => {
  l1 = await TestL1.start();
});
after(() => l1.stop());

test(
  "each call sees the effects of those before it, their events are reported, and nothing is sent",
  TIMEOUT,
  async () => {
    const prover = await l1.sender("dry");
    await l1.deployer.send(l1Call(l1.addresses, "token", "transfer", [prover.address, 100n * TOKEN]));
    const { number } = await l1.public.getBlock();
    const [approve, join] = await dryRun(l1.public, prover.address, [
      l1Call(l1.addresses, "token", "approve", [l1.addresses.vault, 100n * TOKEN]),
      joinCall(l1.addresses, testKey("dry seat"), prover.address),
    ]);
    assert.equal(approve?.action, "approve");
    assert.deepEqual(
      join?.events.map(({ event }) => event),
      ["ProverJoined", "Transfer"].sort(),
    );
    const joined = join?.events.find(({ event }) => event === "ProverJoined");
    assert.equal(joined?.args.seat, 0);
    assert.ok(join!.gas > 100_000n && join!.gas < 2_000_000n);
    assert.equal((await l1.public.getBlock()).number, number);
    assert.equal(await prover.nonce(), 0);
  },
);

test("the error names the refused call and the contract's error", TIMEOUT, async () => {
  const prover = await l1.sender("poor");
  await assert.rejects(
    dryRun(l1.public, prover.address, [
      l1Call(l1.addresses, "token", "approve", [l1.addresses.vault, 100n * TOKEN]),
      joinCall(l1.addresses, testKey("poor seat"), prover.address),
    ]),
    hasCode("TRL-L1-010", "join: the contract refuses with TransferFromFailed()"),
  );
  await assert.rejects(
    dryRun(l1.public, prover.address, [l1Call(l1.addresses, "rollup", "finalize", [])]),
    hasCode("TRL-L1-010", "finalize", /RoundNotOpen|ProofWindowStillOpen/),
  );
});

test(
  "TRL-L1-016 an account that cannot pay for the gas is told how much is missing, to the wei",
  TIMEOUT,
  async () => {
    const prover = await l1.sender("broke");
    const approve = l1Call(l1.addresses, "token", "approve", [l1.addresses.vault, 1n]);
    const fund = (value: bigint): Promise<void> => l1.test.setBalance({ address: prover.address, value });
    await fund(5n);
    const refused = await dryRun(l1.public, prover.address, [approve, approve]).catch((error) => error);
    hasCode("TRL-L1-016", "approve: ", prover.address, "0.000000000000000005")(refused);
    const { needed, missing } = refused.context;
    assert.equal(needed - missing, 5n);
    await fund(needed);
    // The account has what the message names, unless L1's price has changed: nobody makes blocks here.
    assert.equal((await dryRun(l1.public, prover.address, [approve, approve])).length, 2);
    await fund(needed - 1n);
    await assert.rejects(dryRun(l1.public, prover.address, [approve, approve]), hasCode("TRL-L1-016"));
    await fund(needed);
    for (const call of [approve, approve]) await prover.send(call);
  },
);

test("what is needed is the most that L1 asks for at once, after what was spent before", () => {
  const fees = { maxFeePerGas: 21n, maxPriorityFeePerGas: 1n };
  assert.equal(etherNeeded([], 10n, fees), 0n);
  assert.equal(etherNeeded([21_000n], 10n, fees), 21_000n * 21n);
  assert.equal(etherNeeded([100n], 10n, fees), 120n * 21n);
  assert.equal(etherNeeded([100n, 50n], 10n, fees), 120n * 21n, "the first takes more");
  assert.equal(etherNeeded([100n, 100n], 10n, fees), 100n * 11n + 120n * 21n);
});

test("an L1 that is gone is not a refusal", TIMEOUT, async () => {
  const gone = await TestL1.start();
  await gone.stop();
  await assert.rejects(
    dryRun(gone.public, gone.deployer.address, [l1Call(gone.addresses, "rollup", "finalize", [])]),
    hasCode("TRL-L1-011", "finalize"),
  );
});
