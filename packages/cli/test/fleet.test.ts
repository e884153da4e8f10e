import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { TestFleet } from "../../fleet/test/TestFleet.ts";
import { ProvenBlockFixture } from "../../prover/test/ProvenBlockFixture.ts";
import { runCommand } from "./DocumentedSession.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const block = new ProvenBlockFixture({ depth: 1 });
let fleet: TestFleet;
let queueFile: string;
const children = new Set<ChildProcess>();

before(async () => {
  fleet = await TestFleet.start();
});
beforeEach(async () => {
  await fleet.clear();
  queueFile = join(fleet.folder, "queue-url");
  await writeFile(queueFile, fleet.url, { mode: 0o600 });
});
after(async () => {
  for (const child of children) child.kill("SIGKILL");
  await fleet.stop();
});

/** `trellis prover-agent` as a process, with what it logs. */
class AgentProcess {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  readonly #news: (() => void)[] = [];

  constructor(...args: string[]) {
    const all = [
      "prover-agent",
      "--queue-file",
      queueFile,
      "--proofs",
      "simulated",
      "--log-format",
      "json",
      ...args,
    ];
    this.child = spawn(process.execPath, [MAIN, ...all], { stdio: ["ignore", "ignore", "pipe"] });
    children.add(this.child);
    createInterface({ input: this.child.stderr! }).on("line", (line) => {
      this.lines.push(line);
      for (const tell of this.#news.splice(0)) tell();
    });
    this.child.on("exit", () => {
      for (const tell of this.#news.splice(0)) tell();
    });
  }

  /** Resolves when it has logged this. */
  async says(text: string): Promise<void> {
    while (!this.lines.some((line) => line.includes(text))) {
      assert.equal(this.child.exitCode, null, this.lines.join("\n"));
      await new Promise<void>((resolve) => this.#news.push(resolve));
    }
  }

  /** Its exit code. */
  async end(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, "exit");
    return this.child.exitCode;
  }
}

async function isTaken(): Promise<void> {
  const database = await fleet.database();
  while ((await database.query("select 1 from trellis_fleet.claims")).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("an agent proves for a node; asked to end, it finishes its job and hands the proof over", async () => {
  const node = await fleet.node();
  const agent = new AgentProcess("--simulated-ms", "1000", "--name", "rack-1");
  await agent.says("ready for jobs");
  const proving = node.prove(block.leaf(0));
  await isTaken();
  agent.child.kill("SIGINT");
  assert.equal(await node.verify(await proving), "valid");
  assert.equal(await agent.end(), 0);
  assert.ok(!agent.lines.join("").includes("trellis:trellis"), "the URL is in no line");
});

test("a second signal ends an agent at once, and another takes its job", async () => {
  const node = await fleet.node();
  const agent = new AgentProcess("--simulated-ms", "600000");
  await agent.says("ready for jobs");
  const proving = node.prove(block.leaf(0));
  await isTaken();
  agent.child.kill("SIGINT");
  await agent.says("no more jobs");
  // Signals that follow each other closely count as one.
  const asking = setInterval(() => agent.child.kill("SIGINT"), 500);
  assert.equal(await agent.end(), 130);
  clearInterval(asking);
  await fleet.agent();
  assert.equal(await node.verify(await proving), "valid");
});

test("an operator sees agents, queue and failures, for people and as JSON", async () => {
  const node = await fleet.node({ name: "seats", beatMs: 60_000 });
  await fleet.agent({ name: "rack-7", jobs: 2, beatMs: 60_000 });
  await node.prove(block.leaf(0));
  const text = await runCommand(["prover", "fleet", "--queue-file", queueFile]);
  assert.match(text, /nodes: seats/);
  assert.match(text, /rack-7 {2}\d of 2 busy; leaf, merge, root/);
  assert.match(text, /leaf {3}0 waiting, 0 running; 1 proven in/);
  const state = JSON.parse(await runCommand(["prover", "fleet", "--queue-file", queueFile, "--json"]));
  assert.equal(state.agents[0].facts.name, "rack-7");
  assert.ok(!text.includes("postgres"));
});

test("wrong options and a wrong file are refused by a code", async () => {
  const ends = async (code: string, ...args: string[]): Promise<void> => {
    const agent = new AgentProcess(...args);
    assert.equal(await agent.end(), 1);
    assert.match(agent.lines.join("\n"), new RegExp(code));
  };
  await ends("TRL-CLI-004: --kinds", "--kinds", "leaf,twig");
  await ends("TRL-CLI-004: --jobs", "--jobs", "0");
  await ends("TRL-CLI-004: --crs and --keys-file", "--proofs", "real", "--crs", "folder");
  await writeFile(queueFile, "no url", { mode: 0o600 });
  await ends("TRL-FLT-001: --queue-file");
});
