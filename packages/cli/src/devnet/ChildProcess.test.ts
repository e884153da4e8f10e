import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import type { TrellisEvent } from "@trellis/rpc-api";
import { ChildProcess } from "./ChildProcess.ts";

const TIMEOUT = { timeout: 60_000 };
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-child-test-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** A child that runs a script, with what it has reported. */
async function run(name: string, script: string, stopMs?: number) {
  const main = join(folder, `${name}.mjs`);
  const log = join(folder, `${name}.log`);
  await writeFile(main, script);
  const events: TrellisEvent[] = [];
  const exits: unknown[] = [];
  const first = Promise.withResolvers<number>();
  const exited = Promise.withResolvers<void>();
  const child = new ChildProcess(
    name,
    [],
    log,
    (event) => {
      events.push(event);
      if (event.event === "process") first.resolve(event.pid);
    },
    (exit) => {
      exits.push(exit);
      exited.resolve();
    },
    { main, ...(stopMs === undefined ? {} : { stopMs }) },
  );
  return { child, events, exits, log, first: first.promise, exited: exited.promise };
}

/** Whether a process exists. A negative id asks for any process of a group. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Describes a process. */
const SAY = `const say = (pid) => console.log(JSON.stringify({ event: "process", pid }));`;
const LIVE = "setInterval(() => {}, 1_000);";

test("each line of events is reported, other output goes to the log", TIMEOUT, async () => {
  const { child, events, log, exited } = await run(
    "talker",
    `${SAY} say(1); console.log("words"); console.log("5"); console.log("null"); console.log('{"event":5}');
     say(2); console.error("complaint one"); console.error("complaint two");`,
  );
  await exited;
  assert.deepEqual(events, [
    { event: "process", pid: 1 },
    { event: "process", pid: 2 },
  ]);
  assert.deepEqual(await child.exited(), { code: 0, signal: null });
  assert.equal(child.complaint, "complaint one | complaint two");
  const text = await readFile(log, "utf8");
  for (const words of ["words\n", "5\n", "null\n", '{"event":5}\n', "complaint two\n"])
    assert.ok(text.includes(words));
});

test("all output before a sudden end is kept", TIMEOUT, async () => {
  const { exited, log } = await run(
    "verbose",
    `process.stderr.write("x".repeat(1_000_000)); process.stderr.write("\\nend", () => process.exit(3));`,
  );
  await exited;
  const text = await readFile(log, "utf8");
  assert.equal(text.length, 1_000_004);
});

test("a killed child is reported as killed, and its whole process group ends", TIMEOUT, async () => {
  const { child, exits, first, exited } = await run(
    "parent",
    `${SAY} import { spawn } from "node:child_process";
     const grandchild = spawn(process.execPath, ["-e", "${LIVE}"], { stdio: "ignore" });
     grandchild.once("spawn", () => say(grandchild.pid)); ${LIVE}`,
  );
  const pid = await first;
  assert.ok(isAlive(pid));
  child.kill();
  await exited;
  assert.deepEqual(exits, [{ code: null, signal: "SIGKILL" }]);
  await gone(pid);
  await gone(-child.pid!);
});

test("a child that ends when asked to is not reported as an accident", TIMEOUT, async () => {
  const { child, exits, first } = await run(
    "polite",
    `${SAY} process.on("SIGTERM", () => process.exit(0)); say(1); ${LIVE}`,
  );
  await first;
  await child.stop();
  assert.deepEqual(await child.exited(), { code: 0, signal: null });
  assert.deepEqual(exits, []);
  await child.stop();
});

test(
  "a child that ignores the request is killed with all it started when its time is over",
  TIMEOUT,
  async () => {
    const { child, exits, first } = await run(
      "stubborn",
      `${SAY} import { spawn } from "node:child_process"; process.on("SIGTERM", () => say(0));
     const grandchild = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); ${LIVE}"], { stdio: "ignore" });
     grandchild.once("spawn", () => say(grandchild.pid)); ${LIVE}`,
      300,
    );
    const pid = await first;
    const startedAt = performance.now();
    await child.stop();
    const took = performance.now() - startedAt;
    assert.ok(took >= 290 && took < 5_000, `${took} ms`);
    assert.deepEqual(await child.exited(), { code: null, signal: "SIGKILL" });
    assert.deepEqual(exits, []);
    await gone(pid);
  },
);

test("a child that cannot be started is reported", TIMEOUT, async () => {
  const { child, exits, exited } = await run("broken", "this is no script");
  await exited;
  assert.deepEqual(exits, [{ code: 1, signal: null }]);
  assert.match(child.complaint, /SyntaxError|Node\.js/);
});

test("a child ends by itself when its starter has gone for any reason", TIMEOUT, async () => {
  const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const main = join(folder, "orphan.mjs");
  await writeFile(
    main,
    `import { endOfRun } from ${url("../shell/endOfRun.ts")}; console.log('{"event":"process","pid":1}');
     await endOfRun({ untilStdinCloses: true }); process.stdin.destroy();`,
  );
  const starter = join(folder, "starter.mjs");
  await writeFile(
    starter,
    `import { ChildProcess } from ${url("./ChildProcess.ts")};
     const child = new ChildProcess("orphan", [], ${JSON.stringify(join(folder, "orphan.log"))},
       () => console.log(child.pid), () => {}, { main: ${JSON.stringify(main)} });`,
  );
  const parent = spawn(process.execPath, [starter], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  const pid = Number(line);
  assert.ok(isAlive(pid));
  parent.kill("SIGKILL");
  await gone(pid);
});
