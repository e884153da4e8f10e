import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { RpcClient } from "@trellis/client";
import { Anvil, DEVELOPMENT_CHAIN_ID } from "@trellis/l1";
import { loadConfiguration, TrellisNode } from "@trellis/node";
import type { TrellisEvent } from "@trellis/rpc-api";
import { pino } from "pino";
import { createTestClient, type Hex, http } from "viem";
import { readDeploymentFile } from "../src/shell/network/DeploymentFile.ts";
import { writeNetworkFile } from "../src/shell/network/NetworkFile.ts";
import { documentedSession, runCommand } from "./DocumentedSession.ts";
import { startNode } from "./startNode.ts";

const ETHER = 10n ** 21n;
const NETWORK = "/etc/trellis/network.json";
/** Ports that a busy machine has free. The guide's own may be taken. */
const FREE_PORTS = {
  TRELLIS_RPC_PORT: "0",
  TRELLIS_METRICS_LISTEN: "127.0.0.1:0",
  TRELLIS_GOSSIP_LISTEN: "/ip4/127.0.0.1/tcp/0",
};

/** The `trellis` commands of a step of docs/operators.md, as they stand there. */
async function stepOf(number: number): Promise<string[]> {
  const page = await readFile(new URL("../../../docs/operators.md", import.meta.url), "utf8");
  const [, step = ""] = new RegExp(`^## ${number}\\. .*?\\n(.*?)(?=^## )`, "ms").exec(page) ?? [];
  const lines = [...step.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) =>
    block!.replaceAll("\\\n", " ").split("\n"),
  );
  return lines
    .map((line) => line.replace("sudo -u trellis -H ", ""))
    .filter((line) => /^(\w+=\$\()?trellis /.test(line));
}

test("the operators' guide, command by command, takes a new seat to its pay", {
  timeout: 400_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-guide-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  process.chdir(folder);
  const anvil = new Anvil({ blockSeconds: 1 });
  await anvil.start();
  t.after(() => anvil.stop());
  const l1 = createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) });
  const giveEther = (address: string): Promise<void> =>
    l1.setBalance({ address: address as Hex, value: ETHER });
  const known = { network: join(folder, "network.json"), account: "" };

  /** Runs a line of the guide. */
  const type = async (line: string): Promise<string> => {
    const [, inner] = /^ACCOUNT=\$\((.*) \| cut -d ' ' -f 1\)$/.exec(line) ?? [];
    const words = (inner ?? line)
      .replace(NETWORK, known.network)
      .replace("$ACCOUNT", known.account)
      .split(/ +/);
    t.diagnostic(words.join(" "));
    const out = await runCommand(words.slice(1));
    if (inner !== undefined) known.account = out.split(" ")[0]!;
    return out;
  };

  // The network: a rollup, and a node that proposes and proves.
  await writeFile("settings.json", (await documentedSession()).settings);
  const own: Record<string, string> = {};
  for (const name of ["deployer", "proposer", "seat-0"]) {
    own[name] = (await runCommand(["key", "create", "--file", `${name}.key`])).split(" ")[0]!;
    await giveEther(own[name]);
  }
  const at = ["--rpc", anvil.rpcUrl, "--key-file", "deployer.key"];
  await runCommand(["deploy", "--settings", "settings.json", "--out", "deployment.json", ...at]);
  const on = [...at, "--deployment", "deployment.json"];
  await runCommand(["prover", "stake", "--seat-key-file", "seat-0.key", ...on]);
  await runCommand([
    "proposer",
    "balance",
    "deposit",
    "--amount",
    "1000",
    "--proposer",
    own.proposer!,
    ...on,
  ]);
  const { addresses } = await readDeploymentFile("deployment.json");
  const bootstrap: string[] = [];
  const first = await startNode(folder, anvil.rpcUrl, addresses, {
    onEvent: (event) => {
      if (event.event === "started") bootstrap.push(...event.addresses);
    },
  });
  t.after(() => first.stop());
  await writeNetworkFile(known.network, {
    name: "guide",
    proofs: "simulated",
    l1: { chainId: DEVELOPMENT_CHAIN_ID, rpcUrl: [anvil.rpcUrl], addresses },
    bootstrap,
  });

  // The operator.
  Object.assign(process.env, FREE_PORTS, { TRELLIS_NETWORK: known.network });
  const [init, ...noMore] = await stepOf(2);
  assert.deepEqual(noMore, []);
  assert.match(await type(init!), /key of a seat/);
  const [account, status, balance, tried, stake] = await stepOf(3);
  await type(account!);
  assert.match(await type(status!), /seats: 1 held, .*; stake 100/);
  assert.match(await type(balance!), /^Ether: 0\nasset 0 \(0x[0-9a-f]{40}\): 0\n/);
  await assert.rejects(type(tried!), { code: "TRL-CLI-033" });
  await giveEther(known.account);
  await runCommand(["token", "send", "--to", known.account, "--amount", "100", ...on]);
  assert.match(await type(tried!), /DRY RUN[\s\S]*ProverJoined seat=1/);
  assert.match(await type(stake!), /ProverJoined seat=1/);
  const [doctor] = await stepOf(4);
  assert.match(await type(doctor!), /✓ seats: 1 active: 1\n[\s\S]*✓ peers: 1 of 1 answer/);

  // What ops/systemd starts.
  const claimed = Promise.withResolvers<void>();
  const onEvent = (event: TrellisEvent): void => {
    if (event.event === "l1_transaction" && event.action === "claim") claimed.resolve();
  };
  const run = async (environment: Record<string, string> = {}): Promise<TrellisNode> => {
    const config = await loadConfiguration("node/node.json", { ...process.env, ...environment });
    const node = new TrellisNode(config, { log: pino({ level: "silent" }), onEvent });
    await node.start();
    t.after(() => node.stop());
    return node;
  };
  const node = await run();
  assert.equal((await fetch(`${node.metricsUrl}/health`)).status, 200);
  await claimed.promise;
  const [earnings] = await stepOf(7);
  assert.match(await type(earnings!), /^ +1 +\d+ +\d+ +\d+ +\d+ +(?!0 )[\d.]+ /m);

  // Started again without its bootstrap peer, it finds whom it knew.
  await node.stop();
  const { rpcUrl } = await run({ TRELLIS_GOSSIP_BOOTSTRAP: "" });
  const rpc = new RpcClient(rpcUrl);
  while ((await rpc.call("trellis_status", [])).peers === 0)
    await new Promise((resolve) => setTimeout(resolve, 100));
});
