import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { encryptWallet, walletFileText, walletKeys } from "@trellis/client";
import { decodeFee, decodeMinimumOut } from "@trellis/protocol";
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

const STUCK = {
  hash: HASH,
  transaction: { kind: "swap", asset: 0, from: 0, amount: 5n, fee: 100n, nonce: 0, minimumOut: 10n ** 18n },
  obstacle: { reason: "price", nonce: 0, minimumOut: 10n ** 18n, out: 8n * 10n ** 17n },
} as const;

test("balance and status say why a transaction waits, what it would take, and how to cancel it", async (t) => {
  const { node, run } = await world(t);
  const words =
    /swap with nonce 0 asks for 1, and the pool pays 0\.8 now \(25 % too little\); .* trellis tx cancel --nonce 0/;
  node.pending = [STUCK];
  const { written } = await run("balance", "--wallet", walletFile);
  assert.match(
    written,
    /nonce 0, 1 pending transactions at this node:\n {2}nonce 0: swap of 0 of asset 0, 0x0a0a/,
  );
  assert.match(written, words);
  assert.equal(JSON.parse((await run("balance", "--index", "0", "--json")).written).pending[0].hash, HASH);
  node.standings = [{ status: "pending", obstacle: STUCK.obstacle }];
  assert.match((await run("tx", "status", "--hash", HASH)).written, words);
  node.standings = [{ status: "pending", obstacle: { reason: "gap", nonce: 4 } }];
  assert.match(
    (await run("tx", "status", "--hash", HASH)).written,
    /none of the account with nonce 4.*--nonce 4\n$/,
  );
});

test("tx cancel puts a transfer of nothing in a transaction's place, by hash or by nonce", async (t) => {
  const { node, run } = await world(t);
  const cancel = ["tx", "cancel", "--wallet", walletFile];
  node.pending = [STUCK];
  const dry = JSON.parse((await run(...cancel, "--hash", HASH, "--dry-run", "--json")).written);
  assert.deepEqual([dry.dryRun, dry.cancels, dry.nonce, dry.fee], [true, HASH, 0, "110"]);
  assert.equal(node.admitted.length, 0);
  assert.match(
    (await run(...cancel, "--hash", HASH)).written,
    /in the place of the swap with nonce 0[\s\S]*sent: 0x/,
  );
  await run(...cancel, "--nonce", "0", "--fee", "500wei");
  assert.deepEqual(
    node.admitted.map(({ tx }) => [tx.kind, tx.from, tx.to, tx.amount, tx.nonce, decodeFee(tx.fee)]),
    [
      ["transfer", 0, 0, 0n, 0, 110n],
      ["transfer", 0, 0, 0n, 0, 500n],
    ],
  );
});

test("what cannot be cancelled is said before anything is sent", async (t) => {
  const { node, run } = await world(t);
  const cancel = ["tx", "cancel", "--wallet", walletFile];
  for (const wrong of [[], ["--hash", HASH, "--nonce", "0"]]) {
    await assert.rejects(run(...cancel, ...wrong), {
      code: "TRL-CLI-004",
      message: /either --hash or --nonce/,
    });
  }
  node.standings = [{ status: "final", height: 3n, index: 1 }];
  await assert.rejects(run(...cancel, "--hash", HASH), { code: "TRL-CLI-045", message: /final: place 1/ });
  node.pending = [STUCK];
  await assert.rejects(run(...cancel, "--nonce", "1"), { code: "TRL-CLI-045" });
  await assert.rejects(run(...cancel, "--nonce", "0", "--fee", "109wei"), {
    code: "TRL-CLI-004",
    message: /110wei or more/,
  });
  assert.equal(node.admitted.length, 0);
  node.standings = [{ status: "included", height: 3n, index: 1, proposalId: HASH }];
  assert.match((await run(...cancel, "--nonce", "0")).written, /works only if another block wins/);
});

test("TRL-CLN-015: a transaction that is in no block when it expires is cancelled, and the command says which was faster", async (t) => {
  const { node, run, own } = await world(t);
  const [first, second] = [1, 2].map((n) => `0x${String(n).padStart(64, "0")}`) as [string, string];
  const swap = ["swap", "--amount", "100wei", ...own, "--expires-after", "1s", "--wait"];
  node.reserves = [10_000n, 20_000n];
  node.pending = [STUCK];
  const final = { status: "final", height: 3n, index: 1 } as const;
  const replaced = { status: "dropped", code: "TRL-LED-058", reason: "another has replaced it" } as const;
  node.standingsOf.set(first, [{ status: "pending" }]);
  node.standingsOf.set(second, [final]);
  const io = new FakeIo("pw");
  await assert.rejects(program(io).parseAsync([...swap, "--json", "--node", node.url], { from: "user" }), {
    code: "TRL-CLN-015",
    message: /expired after 1 s: its cancellation is final in its place/,
  });
  assert.equal(JSON.parse(io.written).error.context.cancellation, second);
  assert.deepEqual(
    node.admitted.map(({ tx }) => [tx.kind, tx.from, tx.nonce, tx.amount]),
    [
      ["swap", 0, 0, 100n],
      ["transfer", 0, 0, 0n],
    ],
  );

  const [third, fourth] = [3, 4].map((n) => `0x${String(n).padStart(64, "0")}`) as [string, string];
  node.standingsOf.set(third, [{ status: "pending" }]);
  const cancelled = node
    .admits(({ kind }) => kind === "transfer", 2)
    .then(() => node.standingsOf.set(third, [replaced, final]));
  node.standingsOf.set(fourth, [{ status: "pending" }]);
  const lost = await run(...swap, "--nonce", "0");
  await cancelled;
  assert.match(
    lost.complained,
    /expired: its cancellation 0x0+4 is sent; the first of the two in a block counts/,
  );
  assert.match(lost.written, /it is final: it was faster than its cancellation\n$/);
});

test("TRL-CLI-004: what expires is waited for, and for longer than that", async (t) => {
  const { node, run, own } = await world(t);
  const transfer = ["transfer", "--to", "1", "--amount", "1wei", ...own];
  const cases: readonly [string[], RegExp][] = [
    [["--expires-after", "2m"], /--expires-after: only with --wait/],
    [["--expires-after", "10m", "--wait"], /--expires-after: must be less than --timeout, 600 s/],
    [["--expires-after", "2 minutes", "--wait"], /--expires-after: expected a time, as 90s, 2m or 1h/],
    [["--expires-after", "25h", "--wait"], /--expires-after: must be at most 24h/],
  ];
  for (const [options, message] of cases)
    await assert.rejects(run(...transfer, ...options), { code: "TRL-CLI-004", message });
  assert.equal(node.admitted.length, 0);
});

test("TRL-CLI-046: --wait says that a transaction was executed before its cancellation", async (t) => {
  const { node, run } = await world(t);
  const cancel = ["tx", "cancel", "--wallet", walletFile, "--nonce", "0", "--wait"];
  node.pending = [STUCK];
  const final = { status: "final", height: 3n, index: 1 } as const;
  node.standings = [{ status: "pending" }, { status: "pending" }, final];
  assert.match((await run(...cancel)).written, /cancelled: what took its place is final\n$/);
  const used = { status: "dropped", code: "TRL-LED-051", reason: "the nonce has been used" } as const;
  node.standings = [{ status: "pending" }, used, final];
  await assert.rejects(run(...cancel), { code: "TRL-CLI-046", message: /faster.*: final: place 1/ });
  node.standings = [{ status: "pending" }, { ...used, code: "TRL-LED-055" }];
  await assert.rejects(run(...cancel), { code: "TRL-CLN-009" });
});
