import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { GRUMPKIN_ORDER } from "@trellis/field";
import { publicKeyOf } from "@trellis/ledger";
import { messageOf, NOOP, toBytes } from "@trellis/protocol";
import type { Hex } from "viem";
import {
  builderState,
  builderTask,
  OWN_SECRET,
  userSwap,
} from "../../../../strategy/src/testing/builderTask.ts";
import { parseConfiguration } from "../../config/Configuration.ts";
import { writeSecretKeyFile } from "../../disk/secretKeyFile.ts";
import { configurationInput } from "../../testing/configurationInput.ts";
import { TestNode } from "../../testing/TestNode.ts";
import { createBuilderStrategy, readBuilderKey } from "./createBuilderStrategy.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-builder-"));
});
after(() => rm(folder, { recursive: true, force: true }));

function settingsOf(priceFeed: object, l2KeyFile = join(folder, "l2.key")) {
  const strategy = { kind: "backrun" as const, l2KeyFile, priceFeed: priceFeed as never };
  return parseConfiguration({ ...configurationInput(), proposer: { strategy } }).proposer!;
}

test("the fee strategy needs no key", async () => {
  const { proposer } = parseConfiguration({ ...configurationInput(), proposer: {} });
  assert.equal(await readBuilderKey(proposer!), undefined);
  const node = await TestNode.started();
  assert.equal(createBuilderStrategy(node.parts, proposer!, undefined).name, "fees");
});

test("a trading strategy's key is read from its file, and must be an L2 key", async () => {
  const good = join(folder, "l2.key");
  await writeSecretKeyFile(good, toBytes(OWN_SECRET, 32));
  assert.equal(await readBuilderKey(settingsOf({ kind: "fixed", price: "1" }, good)), OWN_SECRET);
  const large = join(folder, "large.key");
  await writeSecretKeyFile(large, toBytes(GRUMPKIN_ORDER, 32));
  await assert.rejects(readBuilderKey(settingsOf({ kind: "fixed", price: "1" }, large)), {
    code: "TRL-NOD-025",
  });
  await assert.rejects(readBuilderKey(settingsOf({ kind: "fixed", price: "1" }, join(folder, "none"))), {
    code: "TRL-NOD-004",
  });
});

test("it trades with the account of its key that the proposer's L1 address owns", async () => {
  const settings = settingsOf({ kind: "fixed", price: "1" });
  const task = () => builderTask({ candidates: [userSwap(1, 0, 10n)] }, builderState());
  for (const [owner, trades] of [
    [undefined, 1],
    [`0x${"77".repeat(20)}`, 0],
  ] as const) {
    const node = await TestNode.started();
    const deposit = messageOf({ ...NOOP, kind: "deposit", amount: 5n }, publicKeyOf(OWN_SECRET));
    node.l1.deposit(deposit, (owner ?? node.parts.sender.address) as Hex);
    node.see();
    const strategy = createBuilderStrategy(node.parts, settings, OWN_SECRET);
    assert.equal(strategy.name, "backrun");
    assert.equal((await strategy.plan(task())).swaps.length, trades);
  }
});

test("a price feed that keeps failing is reported once", async () => {
  const node = await TestNode.started();
  const deposit = messageOf({ ...NOOP, kind: "deposit", amount: 5n }, publicKeyOf(OWN_SECRET));
  node.l1.deposit(deposit, node.parts.sender.address);
  node.see();
  const settings = settingsOf({ kind: "file", path: join(folder, "no-price.json") });
  const strategy = createBuilderStrategy(node.parts, settings, OWN_SECRET);
  for (let i = 0; i < 3; i++) {
    const plan = await strategy.plan(builderTask({ candidates: [userSwap(1, 0, 10n)] }));
    assert.deepEqual(plan.swaps, []);
  }
  assert.deepEqual(
    node.of("problem").map(({ code }) => code),
    ["TRL-NOD-024"],
  );
});
