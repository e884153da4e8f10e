import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { createPublicClient, http } from "viem";
import { hasCode, isGroupAlive, until } from "../../test/TestL1.ts";
import { Anvil } from "./Anvil.ts";

const TIMEOUT = { timeout: 60_000 };

test("a chain answers once started, and stop leaves no process", TIMEOUT, async () => {
  const anvil = new Anvil({ blockSeconds: 1 });
  await anvil.start();
  const pid = anvil.pid!;
  const client = createPublicClient({ transport: http(anvil.rpcUrl) });
  assert.equal(await client.getChainId(), 31_337);
  assert.ok(isGroupAlive(pid));
  await assert.rejects(anvil.start(), hasCode("TRL-L1-003"));
  await anvil.stop();
  assert.equal(isGroupAlive(pid), false);
  assert.equal(anvil.pid, undefined);
  assert.equal(anvil.rpcUrl, "");
  await anvil.stop();
});

test("a stopped chain can be started again, with another chain id", TIMEOUT, async () => {
  const anvil = new Anvil({ blockSeconds: 0, chainId: 5 });
  for (let i = 0; i < 2; i++) {
    await anvil.start();
    const client = createPublicClient({ transport: http(anvil.rpcUrl) });
    assert.equal(await client.getChainId(), 5);
    await anvil.stop();
  }
});

test("if the port is taken, the error says so and no process is left", TIMEOUT, async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const anvil = new Anvil({ blockSeconds: 1, port });
  await assert.rejects(anvil.start(), hasCode("TRL-L1-002", "Address already in use"));
  assert.equal(anvil.pid, undefined);
  server.close();
});

test("onExit is called when the chain ends by itself, not after stop", TIMEOUT, async () => {
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const onExit = (complaint: string): void => {
    told.push(complaint);
    resolve();
  };
  const killed = new Anvil({ blockSeconds: 1, onExit });
  await killed.start();
  killed.kill();
  await promise;
  assert.equal(killed.pid, undefined);
  const stopped = new Anvil({ blockSeconds: 1, onExit });
  await stopped.start();
  await stopped.stop();
  assert.equal(told.length, 1);
});

test("a chain ends when its starter ends, however that happens", TIMEOUT, async () => {
  const starter = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { Anvil } from ${JSON.stringify(new URL("./Anvil.ts", import.meta.url).href)};
       const anvil = new Anvil({ blockSeconds: 1 });
       await anvil.start();
       console.log(anvil.pid);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(createInterface({ input: starter.stdout }), "line")) as [string];
  const pid = Number(line);
  assert.ok(isGroupAlive(pid));
  starter.kill("SIGKILL");
  await until(() => !isGroupAlive(pid));
});
