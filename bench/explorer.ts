import { loadavg } from "node:os";
import { nodeCount } from "@trellis/protocol";
import { type Page, startBrowser } from "../packages/explorer/test/browser.ts";
import { bundleBytes } from "../packages/explorer/test/bundleBytes.ts";
import { DEEPEST, ExplorerWorld } from "../packages/explorer/test/ExplorerWorld.ts";
import { type Drive, driveTree } from "./driveTree.ts";
import { report } from "./figure.ts";

// The explorer's page in a real browser, which draws without a graphics card: frames a second of the deepest tree while it is zoomed and
// panned in every frame, without news and with nodes that change; the first paint of a page that was never loaded; the size of the page.

const DRIVE_MS = 6_000;
const LOADS = 7;
/** Nodes that change at a time, and how often, milliseconds: about what a block of this size brings. */
const CHANGES = { nodes: 10, everyMs: 50 };
const FRAME_MS = 1_000 / 60;
const FIRST_PAINT_MS = 1_000;
const BUNDLE_KB = 300;

const world = await ExplorerWorld.start();
const browser = await startBrowser();
let ok = true;
try {
  ok = (await measureTree("while it is zoomed and panned", async () => {})) && ok;
  ok = (await measureTree("while nodes change, too", changeNodes)) && ok;
  const visits = await firstVisits();
  ok =
    report({
      name: `first contentful paint, median of ${LOADS} first visits`,
      measured: visits.painted,
      reference: FIRST_PAINT_MS,
      against: "what is asked for",
      limit: 1,
      unit: "ms",
    }) && ok;
  ok =
    report({
      name: "the whole page, zipped",
      measured: (await bundleBytes()) / 1_000,
      reference: BUNDLE_KB,
      against: "what is asked for",
      limit: 1,
      unit: "kB",
    }) && ok;
  process.stdout.write(`       final blocks are listed after ${visits.listed.toFixed(0)} ms\n`);
  process.stdout.write(`load of this machine, last minute: ${loadavg()[0]!.toFixed(1)}\n`);
} finally {
  await browser.close();
  await world.stop();
}
process.exitCode = ok ? 0 : 1;

/** The page at the world's time, with the tree of the running height. */
async function openNow(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  const page = await context.newPage();
  await page.clock.setSystemTime(new Date(world.time * 1_000));
  await page.goto(`${world.url}/#/now`);
  await page.getByRole("img", { name: /^Proof tree with/ }).waitFor();
  await page.locator("output.live:not(.off)").waitFor();
  return page;
}

/** Frames a second, and processor time of the page's main thread: on a busy machine the second says more. */
async function measureTree(
  name: string,
  meanwhile: (isOver: () => boolean) => Promise<void>,
): Promise<boolean> {
  const page = await openNow();
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1_000 * (metrics.find((it) => it.name === "TaskDuration")?.value ?? 0);
  };
  const before = await busy();
  let isOver = false;
  const changes = meanwhile(() => isOver);
  const { frames, milliseconds, longest }: Drive = await page.evaluate(driveTree, DRIVE_MS);
  isOver = true;
  const worked = (await busy()) - before;
  await changes;
  await page.context().close();
  const tree = `the tree of ${nodeCount(DEEPEST)} nodes ${name}`;
  process.stdout.write(
    `       ${tree}: ${((1_000 * frames) / milliseconds).toFixed(1)} frames a second, the longest ${longest.toFixed(0)} ms\n`,
  );
  return report({
    name: `${tree}: processor time of a frame`,
    measured: worked / frames,
    reference: FRAME_MS,
    against: "a frame at 60 a second",
    limit: 1,
    unit: "ms",
  });
}

/** Peers prove nodes that nobody had proven. */
async function changeNodes(isOver: () => boolean): Promise<void> {
  const { id } = world.running;
  for (let node = 0; !isOver(); ) {
    const rows = Array.from({ length: CHANGES.nodes }, () => {
      node = (node + 1) % nodeCount(DEEPEST);
      const row = { proposal_id: id, height: 4, seat: 1 + (node % 9), node, received_ms: world.time * 1_000 };
      return { table: "gossip_node_proof" as const, row };
    });
    await world.hear(...rows);
    await new Promise((resolve) => setTimeout(resolve, CHANGES.everyMs));
  }
}

/** Medians of first visits, each with an empty cache: until something is painted, and until the final blocks are listed. Milliseconds. */
async function firstVisits(): Promise<{ readonly painted: number; readonly listed: number }> {
  const [painted, listed]: [number[], number[]] = [[], []];
  for (let i = 0; i < LOADS; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${world.url}/`, { waitUntil: "commit" });
    await page.getByRole("region", { name: "Final blocks" }).waitFor();
    listed.push(await page.evaluate(() => performance.now()));
    painted.push(
      await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0),
    );
    await context.close();
  }
  const median = (times: number[]): number => times.sort((a, b) => a - b)[LOADS >> 1]!;
  return { painted: median(painted), listed: median(listed) };
}
