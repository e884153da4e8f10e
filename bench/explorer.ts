import { loadavg } from "node:os";
import { nodeCount } from "@trellis/protocol";
import { axeViolations } from "../packages/explorer/test/axeViolations.ts";
import { type Page, startBrowser } from "../packages/explorer/test/browser.ts";
import { bundleBytes } from "../packages/explorer/test/bundleBytes.ts";
import { DEEPEST, ExplorerWorld } from "../packages/explorer/test/ExplorerWorld.ts";
import { pagesOf, show } from "../packages/explorer/test/pages.ts";
import { type Drive, driveTree } from "./driveTree.ts";
import { report } from "./figure.ts";
import { type Visit, visitSoFar, watchVisit } from "./watchVisit.ts";

// The explorer's page in a real browser, which draws without a graphics card: frames a second of the deepest tree while it is zoomed and
// panned in every frame, without news and with nodes that change; the first visit, by the figures of Lighthouse; faults of accessibility; the
// size of the page.

const DRIVE_MS = 6_000;
const LOADS = 7;
/** Nodes that change at a time, and how often, milliseconds: about what a block of this size brings. */
const CHANGES = { nodes: 10, everyMs: 50 };
const FRAME_MS = 1_000 / 60;
const FIRST_PAINT_MS = 1_000;
/** What Lighthouse calls good: the largest paint, how long the main thread is held, and how far the content moves while it loads. */
const LARGEST_PAINT_MS = 2_500;
const BLOCKING_MS = 200;
const LAYOUT_SHIFT = 0.1;
/** Of a task, beyond this the main thread counts as held. Milliseconds. */
const TASK_MS = 50;
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
  for (const [name, measured, reference, unit] of [
    ["largest contentful paint", visits.largest, LARGEST_PAINT_MS, "ms"],
    ["total blocking time", visits.blocked, BLOCKING_MS, "ms"],
    ["cumulative layout shift, thousandths", 1_000 * visits.shifted, 1_000 * LAYOUT_SHIFT, ""],
  ] as const) {
    const against = "good by Lighthouse";
    ok =
      report({ name: `${name}, median of first visits`, measured, reference, against, limit: 1, unit }) && ok;
  }
  ok = (await checkAccess()) && ok;
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

/** Medians of first visits, each with an empty cache. Milliseconds; `shifted` is a part of the screen. */
async function firstVisits() {
  const visits: Visit[] = [];
  for (let i = 0; i < LOADS; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(watchVisit);
    await page.goto(`${world.url}/`, { waitUntil: "commit" });
    await page.getByRole("region", { name: "Final blocks" }).waitFor();
    visits.push(await page.evaluate(visitSoFar));
    await context.close();
  }
  const median = (of: (visit: Visit) => number): number => visits.map(of).sort((a, b) => a - b)[LOADS >> 1]!;
  return {
    painted: median(({ painted }) => painted),
    largest: median(({ largest }) => largest),
    listed: median(({ now }) => now),
    blocked: median(({ tasks }) => tasks.reduce((sum, task) => sum + Math.max(0, task - TASK_MS), 0)),
    shifted: median(({ shifted }) => shifted),
  };
}

/** Whether every kind of page is WCAG 2.2 AA in both themes, as axe finds. */
async function checkAccess(): Promise<boolean> {
  const pages = Object.entries(pagesOf(world));
  const faults: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await page.clock.setSystemTime(new Date(world.time * 1_000));
    for (const [name, hash] of pages) {
      await show(page, world, hash);
      faults.push(...(await axeViolations(page)).map((fault) => `${name}, ${colorScheme}: ${fault}`));
    }
    await context.close();
  }
  const isGood = faults.length === 0;
  process.stdout.write(
    `${isGood ? "ok    " : "MISSED"} faults of accessibility by axe (WCAG 2.2 AA), ${pages.length} pages, two themes: ${faults.length}\n`,
  );
  for (const fault of faults) process.stdout.write(`       ${fault}\n`);
  return isGood;
}
