import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { loadConfiguration, readSecretKeyFile } from "@trellis/node";
import { addressOf, toHex } from "@trellis/protocol";
import { publicKeyOf } from "@trellis/protocol/keys";
import { FakeIo } from "../../../test/FakeIo.ts";
import { program } from "../../program.ts";

const PEER = "/ip4/192.0.2.1/tcp/9300/p2p/12D3KooWHqMazMuSVYKn6qNVs6qJ6xHs1ZaPjr58rHJmH7rm9GaH";

/** A folder for one test, with a deployment file on a chain. */
async function prepared(t: TestContext, chainId = 31_337) {
  const folder = await mkdtemp(join(tmpdir(), "trellis-init-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const address = (digit: number): string => `0x${digit.toString(16).repeat(40)}`;
  const names = ["token", "secondAsset", "constants", "vault", "registry", "auction", "rollup", "rewards"];
  const contracts = [...names, "bridge", "court", "lens", "blockVerifier"].map((name, i) => [
    name,
    address(i + 1),
  ]);
  const deployment = join(folder, "deployment.json");
  await writeFile(deployment, JSON.stringify({ chainId, ...Object.fromEntries(contracts), deployedAt: "7" }));
  return { folder, deployment, dir: join(folder, "node") };
}

async function init(io: FakeIo, ...args: string[]): Promise<string> {
  await program(io).parseAsync(["init", ...args], { from: "user" });
  return io.written;
}

test("a prover gets a configuration that a node takes, and encrypted keys that only their owner can read", async (t) => {
  const { dir, deployment } = await prepared(t);
  const args = [
    "--dir",
    dir,
    "--deployment",
    deployment,
    "--rpc",
    "http://127.0.0.1:8545,http://127.0.0.1:8546",
  ];
  const text = await init(new FakeIo(), "prover", ...args, "--seats", "2", "--bootstrap", PEER);
  const config = await loadConfiguration(join(dir, "node.json"));
  assert.equal(config.prover?.seatKeyFiles.length, 2);
  assert.deepEqual(config.gossip.bootstrap, [PEER]);
  assert.equal(config.l1.chainId, 31_337);
  const { keyPasswordFile: passwordFile } = config;
  const addresses = new Set<string>();
  for (const file of [config.l1KeyFile!, ...config.prover!.seatKeyFiles]) {
    assert.equal((await stat(file)).mode & 0o777, 0o600, file);
    assert.equal(JSON.parse(await readFile(file, "utf8")).version, 3, "a keystore");
    addresses.add(toHex(addressOf(publicKeyOf(await readSecretKeyFile(file, { passwordFile })))));
  }
  assert.equal(addresses.size, 3, "each key is another one");
  for (const address of addresses) assert.ok(text.includes(address), address);
  assert.equal((await stat(passwordFile!)).mode & 0o777, 0o600);
  const password = (await readFile(passwordFile!, "utf8")).trim();
  assert.ok(password.length >= 32 && !text.includes(password), "the password is not shown");
});

test("a full node has no keys, and a proposer one", async (t) => {
  const { folder, deployment } = await prepared(t);
  const common = ["--deployment", deployment, "--rpc", "http://127.0.0.1:8545"];
  await init(new FakeIo(), "full", "--dir", join(folder, "full"), ...common);
  assert.deepEqual((await readdir(join(folder, "full"))).sort(), ["deployment.json", "node.json"]);
  await init(new FakeIo(), "proposer", "--dir", join(folder, "proposer"), ...common);
  const config = await loadConfiguration(join(folder, "proposer", "node.json"));
  assert.ok(config.proposer !== undefined && config.l1KeyFile !== undefined);
});

test("a chain that is no development chain gets the ceremony's reference string", async (t) => {
  const { dir, deployment } = await prepared(t, 5);
  const text = await init(
    new FakeIo(),
    "prover",
    "--dir",
    dir,
    "--deployment",
    deployment,
    "--rpc",
    "http://a.example",
  );
  assert.equal((await loadConfiguration(join(dir, "node.json"))).srs.kind, "ignition");
  assert.match(text, /reference string/);
});

test("every command that comes next is one that trellis takes", async (t) => {
  const { dir, deployment } = await prepared(t);
  const known = program(new FakeIo());
  for (const role of ["prover", "proposer", "full"]) {
    const at = ["--dir", `${dir}-${role}`, "--deployment", deployment, "--rpc", "http://127.0.0.1:8545"];
    const { next } = JSON.parse(await init(new FakeIo(), role, ...at, "--json")) as { next: string[] };
    const lines = next.filter((line) => !line.startsWith("#"));
    assert.ok(lines.length >= 2, role);
    for (const line of lines) {
      const words = line.split(" ");
      assert.equal(words.shift(), "trellis");
      let command = known;
      while (command.commands.some((sub) => sub.name() === words[0])) {
        const name = words.shift();
        command = command.commands.find((sub) => sub.name() === name)!;
      }
      const { unknown, operands } = command.parseOptions(words);
      assert.deepEqual([unknown, operands], [[], []], line);
      for (const { mandatory, long } of command.options) {
        if (mandatory) assert.ok(words.includes(long!), `${line} lacks ${long}`);
      }
    }
  }
});

test("on a terminal it asks for what was not given; an empty answer takes the preset", async (t) => {
  const { dir, deployment } = await prepared(t);
  const io = new FakeIo("http://127.0.0.1:8545", deployment, dir, "", PEER, "");
  io.isInteractive = true;
  await init(io, "full");
  const config = await loadConfiguration(join(dir, "node.json"));
  assert.deepEqual([config.name, config.gossip.bootstrap], ["full", [PEER]]);
  assert.equal(io.asked.length, 6);
});

test("without a terminal a missing flag is named", async (t) => {
  const { dir } = await prepared(t);
  await assert.rejects(init(new FakeIo(), "full", "--dir", dir), {
    code: "TRL-CLI-004",
    message: /--rpc: set it/,
  });
});

test("TRL-CLI-061 a folder with other things in it is refused, and nothing is written", async (t) => {
  const { dir, folder, deployment } = await prepared(t);
  const common = ["--deployment", deployment, "--rpc", "http://127.0.0.1:8545"];
  await assert.rejects(init(new FakeIo(), "full", "--dir", folder, ...common), { code: "TRL-CLI-061" });
  assert.deepEqual(await readdir(folder), ["deployment.json"]);
  await assert.rejects(init(new FakeIo(), "full", "--dir", deployment, ...common), { code: "TRL-CLI-061" });
  await assert.rejects(init(new FakeIo(), "full", "--dir", dir, "--bootstrap", "nonsense", ...common), {
    code: "TRL-NOD-001",
  });
  await assert.rejects(readdir(dir), { code: "ENOENT" }, "a wrong choice writes nothing");
});

test("a second run keeps keys and configuration, and makes what is missing", async (t) => {
  const { dir, deployment } = await prepared(t);
  const args = [
    "prover",
    "--dir",
    dir,
    "--deployment",
    deployment,
    "--rpc",
    "http://127.0.0.1:8545",
    "--json",
  ];
  const first = JSON.parse(await init(new FakeIo(), ...args));
  await rm(join(dir, "seat-0.json"));
  const second = JSON.parse(await init(new FakeIo(), ...args, "--name", "other"));
  assert.equal((await loadConfiguration(join(dir, "node.json"))).name, "prover", "nothing is overwritten");
  assert.equal(second.account, first.account);
  assert.notDeepEqual(second.seats, first.seats, "the lost key is another one now");
});
