import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { encryptWallet, walletFileText, walletKeys } from "@trellis/client";
import { decodeMinimumOut } from "@trellis/protocol";
import { FakeNode } from "../../../../client/src/testing/FakeNode.ts";
import { FakeIo } from "../../../test/FakeIo.ts";
import { program } from "../../program.ts";

const MNEMONIC = `${"abandon ".repeat(11)}about`;
const OTHER = 77n;
const HASH = `0x${"0a".repeat(32)}` as const;
let folder: string;
let walletFile: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-l2-commands-test-"));
  walletFile = join(folder, "wallet.json");
  await writeFile(walletFile, walletFileText(await encryptWallet(MNEMONIC, "pw", { n: 2 ** 14 })), {
    mode: 0o600,
  });
});
after(() => rm(folder, { recursive: true, force: true }));

/** A node that knows the wallet's account 0 and another, and commands that ask it. */
async function world(t: TestContext) {
  const node = await FakeNode.start([walletKeys(MNEMONIC).l2Secret, OTHER]);
  t.after(() => node.stop());
  const run = async (...args: string[]) => {
    const io = new FakeIo("pw");
    await program(io).parseAsync([...args, "--node", node.url], { from: "user" });
    return io;
  };
  return { node, run, own: ["--wallet", walletFile, "--fee", "1wei"] };
}

test("a transfer is signed by the wallet, and a dry run sends nothing", async (t) => {
  const { node, run, own } = await world(t);
  const args = ["transfer", "--to", "1", "--amount", "900wei", ...own];
  const dry = JSON.parse((await run(...args, "--dry-run", "--json")).written);
  assert.deepEqual(
    [dry.dryRun, dry.from, dry.to, dry.amount, dry.fee, dry.hash],
    [true, 0, 1, "900", "1", undefined],
  );
  assert.equal(node.admitted.length, 0);
  const sent = JSON.parse((await run(...args, "--json")).written);
  assert.match(sent.hash, /^0x[0-9a-f]{64}$/);
  assert.deepEqual(
    node.admitted.map(({ tx }) => [tx.kind, tx.to, tx.amount]),
    [["transfer", 1, 900n]],
  );
});

test("a swap shows its quote, and keeps to its slippage and to --min-out", async (t) => {
  const { node, run, own } = await world(t);
  node.reserves = [10_000n, 20_000n];
  const args = ["swap", "--amount", "100wei", ...own];
  const { quote, minimumOut } = JSON.parse((await run(...args, "--slippage", "10", "--json")).written);
  assert.deepEqual([quote, minimumOut], ["197", "177"]);
  await run(...args, "--min-out", "190wei");
  assert.deepEqual(
    node.admitted.map(({ tx }) => decodeMinimumOut(tx.to)),
    [177n, 190n],
  );
  await assert.rejects(run(...args, "--min-out", "198wei"), { code: "TRL-CLI-041" });
  node.reserves = [0n, 0n];
  await assert.rejects(run(...args), { code: "TRL-CLN-006" });
});

test("a command can wait for a withdrawal, and reports every change beside the result", async (t) => {
  const { node, run, own } = await world(t);
  const place = { height: 3n, index: 2 };
  node.standings = [
    { status: "pending" },
    { status: "included", ...place, proposalId: HASH },
    { status: "final", ...place },
  ];
  const io = await run("withdraw", "--asset", "1", "--amount", "5wei", "--wait", "final", ...own);
  assert.match(io.written, /to 0x9858effd232b4033e47d90003d41ec34ecaeda94 on L1[\s\S]*it is final\n$/);
  assert.match(io.complained, /^pending[\s\S]*included: place 2[\s\S]*final: place 2/);
});

test("an impossible transaction is refused before anything is signed", async (t) => {
  const { node, run, own } = await world(t);
  const transfer = ["transfer", "--amount", "1wei", ...own];
  await assert.rejects(run("transfer", "--to", "1", "--amount", "1000wei", ...own), { code: "TRL-CLI-042" });
  await assert.rejects(run(...transfer, "--to", "9"), { code: "TRL-CLI-040" });
  await assert.rejects(run(...transfer, "--to", "nobody"), { code: "TRL-CLI-004", message: /--to/ });
  await assert.rejects(run(...transfer, "--to", "1", "--account", "3"), { code: "TRL-CLI-040" });
  await assert.rejects(run("transfer", "--to", "1", "--amount", "1wei"), {
    code: "TRL-CLI-004",
    message: /--wallet/,
  });
  await assert.rejects(run(...transfer, "--to", "1", "--key-file", "x"), { code: "TRL-CLI-004" });
  await assert.rejects(run("transfer", "--to", "1", "--amount", "1wei", "--key-file", "x"), {
    message: /--owner/,
  });
  await assert.rejects(run(...transfer, "--to", "1", "--wait", "soon"), {
    code: "TRL-CLI-004",
    message: /--wait/,
  });
  assert.equal(node.admitted.length, 0);
});

test("balances and transactions are shown without password", async (t) => {
  const { node, run } = await world(t);
  const io = await run("balance", "--wallet", walletFile);
  assert.match(io.written, /^account 0, 0x[\s\S]*asset 0 \(native\): 0\n/);
  assert.deepEqual(io.asked, []);
  assert.equal(JSON.parse((await run("balance", "--index", "1", "--json")).written).index, 1);
  assert.match((await run("tx", "status", "--hash", HASH)).written, /^unknown/);
  node.standings = [{ status: "dropped", reason: "the mempool was full", code: "TRL-LED-056" }];
  const { written } = await run("tx", "status", "--hash", HASH);
  assert.equal(written, "dropped: the mempool was full (TRL-LED-056)\n");
  node.standings = [{ status: "pending" }];
  await assert.rejects(run("tx", "status", "--hash", HASH, "--wait", "final", "--timeout", "0"), {
    code: "TRL-CLN-005",
  });
});
