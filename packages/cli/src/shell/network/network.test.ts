import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { loadConfiguration } from "@trellis/node";
import { Command } from "commander";
import { FakeNode } from "../../../../client/src/testing/FakeNode.ts";
import { FakeIo } from "../../../test/FakeIo.ts";
import { TEST_ADDRESSES } from "../../../test/testAddresses.ts";
import { program } from "../../program.ts";
import { readDeploymentFile, writeDeploymentFile } from "./DeploymentFile.ts";
import { type Network, networkPath, readNetworkFile, writeNetworkFile } from "./NetworkFile.ts";
import { findPlaces, networkOption, placeOption } from "./places.ts";

const PEER = "/ip4/192.0.2.1/tcp/9300/p2p/12D3KooWHqMazMuSVYKn6qNVs6qJ6xHs1ZaPjr58rHJmH7rm9GaH";
const NETWORK: Network = {
  name: "devnet",
  proofs: "simulated",
  l1: {
    chainId: 31_337,
    rpcUrl: ["http://127.0.0.1:8545", "http://127.0.0.1:8546"],
    addresses: TEST_ADDRESSES,
  },
  bootstrap: [PEER],
  node: "http://127.0.0.1:8645",
  index: "http://127.0.0.1:8646",
};
const VARIABLES = [
  "TRELLIS_NETWORK",
  "TRELLIS_RPC",
  "TRELLIS_DEPLOYMENT",
  "TRELLIS_NODE",
  "TRELLIS_INDEX",
  "XDG_CONFIG_HOME",
];

let folder: string;
let file: string;
const kept = VARIABLES.map((name) => [name, process.env[name]] as const);
const clean = (): void => {
  for (const name of VARIABLES) delete process.env[name];
};
before(async () => {
  clean();
  folder = await mkdtemp(join(tmpdir(), "trellis-network-"));
  file = join(folder, "network.json");
  await writeNetworkFile(file, NETWORK);
});
afterEach(clean);
after(async () => {
  for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
  await rm(folder, { recursive: true, force: true });
});

/** The places of a command that has all of them. */
async function found(...args: string[]) {
  const command = new Command("all").exitOverride();
  const places = { rpc: "rpc", deployment: "deployment", node: "node", index: "index" } as const;
  for (const place of Object.values(places)) command.addOption(placeOption(place));
  command.addOption(networkOption()).action(() => {});
  await command.parseAsync(args, { from: "user" });
  return (await findPlaces(command, places, ["rpc", "deployment", "node"])).options;
}

test("a network file is written and read back unchanged, and holds the deployment", async () => {
  assert.deepEqual(await readNetworkFile(file), NETWORK);
  assert.deepEqual(await readDeploymentFile(file), { chainId: 31_337, addresses: TEST_ADDRESSES });
  await assert.rejects(writeNetworkFile(file, NETWORK), { code: "TRL-CLI-006" });
});

test("TRL-CLI-005 a missing, torn, foreign or wrong network file is refused, and the message says which it is", async () => {
  const text = await readFile(file, "utf8");
  const value = JSON.parse(text);
  const at = join(folder, "wrong.json");
  await writeDeploymentFile(join(folder, "deployment.json"), { chainId: 1, addresses: TEST_ADDRESSES });
  for (const [wrong, words] of [
    [text.slice(0, text.length / 2), /is not valid JSON$/],
    ["", /is not valid JSON$/],
    ["5", /is no network file: name a network\.json/],
    [await readFile(join(folder, "deployment.json"), "utf8"), /it is a deployment file, for --deployment/],
    [JSON.stringify({ ...value, version: 2 }), /version: this trellis reads version 1/],
    [JSON.stringify({ ...value, bootstrap: ["nobody"], name: "A b" }), /name: .*bootstrap\.0: /],
    [JSON.stringify({ ...value, node: "ftp://a" }), /node: expected an http or https URL/],
    [JSON.stringify({ ...value, index: "http://me:secret@a" }), /index: .* may hold no password$/],
    [JSON.stringify({ ...value, key: "0x1" }), /key/],
    [`"${"x".repeat(2 ** 20)}"`, /is too large/],
  ] as const) {
    await writeFile(at, wrong);
    await assert.rejects(readNetworkFile(at), { code: "TRL-CLI-005", message: words });
  }
  await assert.rejects(readNetworkFile(join(folder, "nowhere.json")), {
    code: "TRL-CLI-005",
    message: /nowhere\.json: ENOENT/,
  });
});

test("a name stands for a file of the folder of networks, and anything else is a path", async () => {
  assert.equal(networkPath("main", { XDG_CONFIG_HOME: "/etc/me" }), "/etc/me/trellis/networks/main.json");
  assert.equal(networkPath("main", {}), join(homedir(), ".config/trellis/networks/main.json"));
  for (const path of ["./main", "main.json", "/a/b", "Main"]) assert.equal(networkPath(path), path);
  process.env.XDG_CONFIG_HOME = folder;
  await mkdir(join(folder, "trellis/networks"), { recursive: true });
  await writeNetworkFile(join(folder, "trellis/networks/main.json"), NETWORK);
  assert.equal((await found("--network", "main")).node, NETWORK.node);
  await assert.rejects(found("--network", "other"), { code: "TRL-CLI-005", message: /other\.json: ENOENT/ });
});

test("the network fills in what was not given; an option goes before the environment, its own before --network", async () => {
  const all = {
    rpc: NETWORK.l1.rpcUrl.join(","),
    deployment: file,
    node: NETWORK.node,
    index: NETWORK.index,
  };
  assert.deepEqual(await found("--network", file), all);
  assert.deepEqual(await found("--network", file, "--node", "http://n"), { ...all, node: "http://n" });
  process.env.TRELLIS_NODE = "http://env";
  assert.deepEqual(await found("--network", file), all, "an option goes before the environment");
  process.env.TRELLIS_NETWORK = file;
  assert.deepEqual(await found(), { ...all, node: "http://env" }, "of the environment, the place goes first");
});

test("TRL-CLI-004 a missing place is named, with the ways to name it", async () => {
  await assert.rejects(found("--rpc", "http://a", "--deployment", file), {
    code: "TRL-CLI-004",
    message: /^TRL-CLI-004: --node: name it by --node or TRELLIS_NODE, or the network by --network/,
  });
  const { node, index, ...bare } = NETWORK;
  await writeNetworkFile(join(folder, "bare.json"), bare);
  await assert.rejects(found("--network", join(folder, "bare.json")), {
    code: "TRL-CLI-004",
    message: /--node: the network devnet names none/,
  });
});

test("a network that the environment names and nobody needs may be gone", async () => {
  process.env.TRELLIS_NETWORK = join(folder, "gone.json");
  const all = ["--rpc", "http://a", "--deployment", file, "--node", "http://n", "--index", "http://i"];
  assert.equal((await found(...all)).rpc, "http://a");
  await assert.rejects(found(), { code: "TRL-CLI-005" });
});

test("every command that takes a place takes --network, but for deploy, before which there is none", () => {
  const lacking: string[] = [];
  const look = (command: Command, path: string): void => {
    const has = (long: string): boolean => command.options.some((option) => option.long === long);
    const places = ["--rpc", "--deployment", "--node", "--index"];
    if (places.some(has) && !has("--network")) lacking.push(path);
    for (const sub of command.commands) look(sub, `${path} ${sub.name()}`.trim());
  };
  look(program(new FakeIo()), "");
  assert.deepEqual(lacking, ["deploy"]);
});

test("a command asks the node of the network", async (t) => {
  const node = await FakeNode.start([5n]);
  t.after(() => node.stop());
  const path = join(folder, "fake.json");
  await writeNetworkFile(path, { ...NETWORK, node: node.url });
  const io = new FakeIo();
  await program(io).parseAsync(["balance", "--index", "0", "--json", "--network", path], { from: "user" });
  assert.equal(JSON.parse(io.written).index, 0);
});

test("trellis init takes L1, deployment, peers and proofs from the network", async () => {
  const init = async (dir: string, ...more: string[]) => {
    const args = ["init", "full", "--network", file, "--dir", join(folder, dir), ...more];
    await program(new FakeIo()).parseAsync(args, { from: "user" });
    return loadConfiguration(join(folder, dir, "node.json"));
  };
  const config = await init("node");
  assert.deepEqual(config.l1.rpcUrl, NETWORK.l1.rpcUrl);
  assert.equal(config.l1.addresses.lens, TEST_ADDRESSES.lens);
  assert.deepEqual([config.gossip.bootstrap, config.proofs], [[PEER], "simulated"]);
  const own = await init("own", "--bootstrap", "", "--proofs", "real", "--rpc", "http://127.0.0.1:1");
  assert.deepEqual([own.l1.rpcUrl, own.gossip.bootstrap, own.proofs], ["http://127.0.0.1:1", [], "real"]);
});
