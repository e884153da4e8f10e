import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Anvil } from "@trellis/l1";
import { TrellisError } from "@trellis/protocol";
import { createTestClient, type Hex, http } from "viem";
import { readStateFolder } from "../src/commands/sync/StateFolder.ts";
import { readDeploymentFile } from "../src/shell/network/DeploymentFile.ts";
import { documentedSession, runCommand } from "./DocumentedSession.ts";
import { startNode } from "./startNode.ts";

const ETHER = 10n ** 21n;
/** The block that consumes a deposit takes two windows, on a busy machine some more. */
const DEPOSIT_MS = 180_000;

/** Runs a command until the account that it asks for is on L2. */
async function untilOnL2(args: readonly string[]): Promise<string> {
  const end = performance.now() + DEPOSIT_MS;
  for (;;) {
    try {
      return await runCommand(args);
    } catch (error) {
      const isEarly = error instanceof TrellisError && error.code === "TRL-CLI-040";
      if (!isEarly || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

const json = async (...args: string[]) => JSON.parse(await runCommand([...args, "--json"]));

test("the session of docs/cli.md runs line by line on a real L1 with a real node", {
  timeout: 600_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-session-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const anvil = new Anvil({ blockSeconds: 1 });
  await anvil.start();
  t.after(() => anvil.stop());
  const l1 = createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) });
  const fund = (address: Hex): Promise<void> => l1.setBalance({ address, value: ETHER });
  const { lines, settings } = await documentedSession();
  assert.ok(lines.length > 20, `only ${lines.length} lines found: the search is broken`);
  process.chdir(folder);
  await writeFile("settings.json", settings);
  await writeFile("password", "correct horse\n", { mode: 0o600 });
  process.env.TRELLIS_RPC = anvil.rpcUrl;
  process.env.TRELLIS_DEPLOYMENT = "deployment.json";

  const answers = new Map<string, string>();
  for (const { args: raw, assigns } of lines) {
    const args = raw.map((arg) => (arg.startsWith("$") ? (process.env[arg.slice(1)] ?? arg) : arg));
    const path = args
      .filter((arg) => !arg.startsWith("-"))
      .slice(0, 2)
      .join(" ");
    t.diagnostic(raw.join(" "));
    const run = args[0] === "balance" ? untilOnL2 : runCommand;
    const out = await run(args);
    answers.set(`${path}${args.includes("--dry-run") ? " dry" : ""}`, out);
    if (assigns !== undefined) process.env[assigns.name] = String(JSON.parse(out)[assigns.field]);
    if (path === "key create") await fund(out.split(" ")[0] as Hex);
    if (assigns?.name === "OWNER") await fund(process.env.OWNER as Hex);
    if (path === "proposer balance" && args[2] === "show") {
      const node = await startNode(
        folder,
        anvil.rpcUrl,
        (await readDeploymentFile("deployment.json")).addresses,
      );
      t.after(() => node.stop());
      process.env.TRELLIS_NODE = node.rpcUrl;
    }
  }

  assert.match(
    answers.get("prover stake dry")!,
    /DRY RUN[\s\S]*join: would go through[\s\S]*ProverJoined seat=0/,
  );
  assert.match(answers.get("proposer balance")!, /balance 1000\n/);
  assert.match(
    answers.get("swap --amount dry") ?? answers.get("swap 5 dry")!,
    /sells 5 of asset 0 for 9\.\d+ of asset 1/,
  );
  assert.match(answers.get("bridge claim-withdrawal")!, /WithdrawalClaimed .*amount=2/);
  assert.match(answers.get("bridge force-include")!, /forces a withdraw of 1 of asset 0 from account 0/);

  await t.test(
    "what was written down of the state is the contract's, and a folder is not written twice",
    async () => {
      const { header, state } = await readStateFolder("state");
      assert.equal(state.root(), BigInt(header.stateRoot));
      assert.ok(state.account(0)!.balances[0] < 50n * 10n ** 18n);
      assert.ok(state.reserves[0] >= 500n * 10n ** 18n);
      const [line] = (await readFile("state/accounts.jsonl", "utf8")).split("\n");
      assert.equal(JSON.parse(line!).owner, process.env.OWNER);
      await assert.rejects(runCommand(["sync", "--from-l1", "--out", "state"]), { code: "TRL-CLI-050" });
    },
  );

  await t.test("one object says the same as the text, and refusals come by name", async () => {
    const status = await json("status");
    assert.equal(status.registry.seats[0].exitAt > 0, true);
    assert.ok(BigInt(status.head.height) >= 3n);
    await assert.rejects(
      runCommand(["prover", "withdraw-stake", "--seat", "0", "--key-file", "deployer.key"]),
      (error: TrellisError) => error.code === "TRL-L1-010" && error.context.error === "ExitNotReached",
    );
    await assert.rejects(runCommand(["prover", "exit", "--seat", "9", "--key-file", "deployer.key"]), {
      code: "TRL-CLI-032",
    });
    await assert.rejects(runCommand(["status", "--rpc", "http://127.0.0.1:9"]), { code: "TRL-L1-040" });
  });

  await t.test("another chain's deployment is refused", async () => {
    const other = JSON.parse(await readFile("deployment.json", "utf8"));
    await writeFile("other.json", JSON.stringify({ ...other, chainId: 1 }));
    await writeFile("nothing.json", JSON.stringify({ ...other, rollup: `0x${"99".repeat(20)}` }));
    for (const file of ["other.json", "nothing.json"]) {
      await assert.rejects(runCommand(["status", "--deployment", file]), { code: "TRL-CLI-030" });
    }
  });
});
