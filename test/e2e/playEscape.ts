import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publicKeyOf } from "../../packages/ledger/src/signing/schnorr.ts";
import { assertBalances } from "./assertBalances.ts";
import { ScenarioNetwork, TOKEN, tokenAt } from "./ScenarioNetwork.ts";
import { proposer, prover } from "./scenario.ts";

const MAIN = fileURLToPath(new URL("../../packages/cli/src/main.ts", import.meta.url));
const GRANT = 200n * TOKEN;
/** The user's L2 key. */
const L2_SECRET = 7n;

/** R12: everybody who makes blocks vanishes. When the escape delay is over, anyone stops the rollup, and everybody takes out what is theirs. */
export async function playEscape(t: TestContext): Promise<void> {
  const network = await ScenarioNetwork.start(t, {
    parties: [proposer("high", 0.5), prover("ada", 0), prover("bob", 1), { name: "user", tokens: GRANT }],
  });
  const { settings } = network;
  const env = {
    ...process.env,
    TRELLIS_RPC: network.rpcUrl,
    TRELLIS_DEPLOYMENT: await network.writeDeployment(),
  };
  const trellis = async (name: string, ...args: readonly string[]): Promise<void> => {
    const all = [MAIN, ...args, "--key-file", network.keyFileOf(name), "--json"];
    await promisify(execFile)(process.execPath, all, { env });
  };
  const { x, y } = publicKeyOf(L2_SECRET);
  const account = `0x${x.toString(16)},0x${y.toString(16)}@${network.addressOf.get("user")}`;
  await trellis("user", "bridge", "deposit", "--amount", "50", "--to", account);
  await network.until(() =>
    network.onL1("Finalized").some(({ messagesConsumed }) => messagesConsumed === 1n),
  );
  // The next round has only begun, so no proof waits.
  await Promise.all(["high", "ada", "bob"].map((name) => network.kill(name)));
  await trellis("user", "bridge", "deposit", "--amount", "30", "--to", account);
  await t.test("R12 before the delay nobody can stop it", () =>
    assert.rejects(trellis("user", "bridge", "stop")),
  );
  await network.skip(settings.inclusionDelay + settings.escapeDelay + 10);
  await trellis("user", "bridge", "stop");
  await trellis("user", "bridge", "escape", "--account-index", "0");
  await trellis("user", "bridge", "return-deposits");
  await trellis("ada", "prover", "withdraw-stake", "--seat", "0");
  await trellis("bob", "prover", "withdraw-stake", "--seat", "1");
  await trellis("high", "proposer", "refund");
  const balance = await network.l1.read("auction", "balanceOf", [network.addressOf.get("high")!]);
  await trellis("high", "proposer", "balance", "withdraw", "--amount", `${balance}wei`);
  await network.until(() => network.onL1("BalanceWithdrawn").length === 1);

  const token = await tokenAt(network, await network.l1.public.getBlockNumber());
  await t.test("R12 nothing is locked in: the vault is empty", async () =>
    assert.equal(await token.of(network.addresses.vault), 0n),
  );
  await t.test("R12 the user has what it had, less what its messages burned", async () => {
    const fees = network.onL1("MessageQueued").reduce((sum, { fee }) => sum + fee, 0n);
    assert.equal(await token.of(network.addressOf.get("user")!), GRANT - fees);
  });
  await t.test("every token is where the rules put it, to the wei", () => assertBalances(network));
}
