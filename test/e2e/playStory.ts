import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createPublicClient, erc20Abi, type Hex, http } from "viem";
import { abi as bridgeAbi } from "../../packages/l1/src/generated/Bridge.ts";
import { abi as lensAbi } from "../../packages/l1/src/generated/TrellisLens.ts";
import { publicKeyOf } from "../../packages/ledger/src/signing/schnorr.ts";
import type { TrellisRun } from "./TrellisRun.ts";

const MAIN = fileURLToPath(new URL("../../packages/cli/src/main.ts", import.meta.url));
const TOKEN = 10n ** 18n;
const DEPOSITED = 50;
const WITHDRAWN = 20;
/** Heights within which all of it has to happen. */
const MAX_HEIGHTS = 12;
/** The user's L2 key. */
const L2_SECRET = 7n;

/**
 * Flags under which proposers take messages of L1 only when they must.
 * @param inclusionDelay - seconds, at least the devnet's longest round (R13).
 */
export const unwilling = (inclusionDelay: number): string[] => [
  "--queue",
  "due",
  "--inclusion-delay",
  String(inclusionDelay),
];

/**
 * Lives through what a rollup is for, on a running devnet whose proposers are unwilling: a user deposits, forces a withdrawal on L1
 * and claims it there; a proposer that trades wins a block with the profit of its order; and the state is rebuilt from L1 alone.
 */
export async function playStory(run: TrellisRun): Promise<void> {
  const running = await run.waitFor(({ event }) => event === "running");
  const dataDir = String(running.dataDir);
  const client = createPublicClient({ transport: http(String(running.l1Rpc)) });
  const env = {
    ...process.env,
    TRELLIS_RPC: String(running.l1Rpc),
    TRELLIS_NODE: String(running.rpc),
    TRELLIS_DEPLOYMENT: join(dataDir, "deployment.json"),
  };
  const trellis = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args, "--json"], { env });
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const { token, bridge, lens } = JSON.parse(await readFile(env.TRELLIS_DEPLOYMENT, "utf8")) as Readonly<
    Record<"token" | "bridge" | "lens", Hex>
  >;
  const key = join(dataDir, "user.key");
  const owner = String((await trellis("key", "show", "--file", key)).address) as Hex;
  const tokens = (): Promise<bigint> =>
    client.readContract({
      address: token,
      abi: erc20Abi,
      functionName: "balanceOf",
      args: [owner],
    });
  const status = (blockNumber?: bigint) =>
    client.readContract({
      address: lens,
      abi: lensAbi,
      functionName: "status",
      ...(blockNumber === undefined ? {} : { blockNumber }),
    });

  const { x, y } = publicKeyOf(L2_SECRET);
  const account = `0x${x.toString(16)},0x${y.toString(16)}@${owner}`;
  await trellis("bridge", "deposit", "--amount", String(DEPOSITED), "--to", account, "--key-file", key);
  const [known, index] = await client.readContract({
    address: bridge,
    abi: bridgeAbi,
    functionName: "accountOf",
    args: [x, y, owner],
  });
  assert.ok(known);
  const force = ["--kind", "withdraw", "--from-account", String(index), "--amount", String(WITHDRAWN)];
  await trellis("bridge", "force-include", ...force, "--key-file", key);
  const { messagesQueued } = await status();

  // Whether the user's messages are in a final block, and a block is final whose proposer gained by its order.
  const isTraded = (proposalId: string): boolean =>
    run.events.some(
      (one) =>
        one.event === "proposed" &&
        one.proposalId === proposalId &&
        one.strategy === "backrun" &&
        BigInt(String(one.backrun)) > 0n,
    );
  let traded = false;
  for (let height = 1; ; height++) {
    assert.ok(height <= MAX_HEIGHTS, `not all has happened within ${MAX_HEIGHTS} heights`);
    const { winner } = await run.waitFor(({ event, height: of }) => event === "final" && of === height);
    traded ||= isTraded((winner as { readonly proposalId: string }).proposalId);
    if (traded && (await status()).messagesConsumed >= messagesQueued) break;
  }

  const before = await tokens();
  await trellis("bridge", "claim-withdrawal", "--key-file", key);
  assert.equal((await tokens()) - before, BigInt(WITHDRAWN) * TOKEN, "the withdrawal is paid on L1");
  await trellis("bridge", "claim-withdrawal", "--key-file", key);
  assert.equal((await tokens()) - before, BigInt(WITHDRAWN) * TOKEN, "and never twice");

  const folder = await mkdtemp(join(tmpdir(), "trellis-story-"));
  try {
    const out = join(folder, "state");
    await trellis("sync", "--from-l1", "--out", out);
    const state = JSON.parse(await readFile(join(out, "state.json"), "utf8")) as Record<string, string>;
    const { stateRoot, head } = await status(BigInt(state.l1Block!));
    assert.equal(BigInt(state.stateRoot!), stateRoot, "a state rebuilt from L1 alone ends on L1's root");
    assert.equal(state.proposalId, head);
    const lines = (await readFile(join(out, "accounts.jsonl"), "utf8")).trim().split("\n");
    const own = lines.map((line) => JSON.parse(line)).find((one) => one.index === index);
    const fee = TOKEN / 1_000n;
    assert.deepEqual(own?.balances, [String(BigInt(DEPOSITED - WITHDRAWN) * TOKEN - fee), "0"]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
