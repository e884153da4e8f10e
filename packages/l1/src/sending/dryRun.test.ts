import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hasCode, joinCall, TestL1, testKey } from "../../test/TestL1.ts";
import { dryRun } from "./dryRun.ts";
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

test("an L1 that is gone is not a refusal", TIMEOUT, async () => {
  const gone = await TestL1.start();
  await gone.stop();
  await assert.rejects(
    dryRun(gone.public, gone.deployer.address, [l1Call(gone.addresses, "rollup", "finalize", [])]),
    hasCode("TRL-L1-011", "finalize"),
  );
});
