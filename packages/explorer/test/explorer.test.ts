import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { toHex } from "@trellis/protocol";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { axeViolations } from "./axeViolations.ts";
import { startBrowser } from "./browser.ts";
import { ExplorerWorld } from "./ExplorerWorld.ts";
import { pagesOf, show } from "./pages.ts";

/** A loaded machine may be slow; what never comes fails after this. Milliseconds. */
const PATIENCE = 180_000;

let world: ExplorerWorld;
let browser: Browser;
/** What the pages asked of others, and what went wrong in them. */
const strangers: string[] = [];
const faults: string[] = [];

before(async () => {
  [world, browser] = await Promise.all([ExplorerWorld.start(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

/** Opens a page of the explorer, at the world's time. */
async function opened(hash: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(`${world.url}/`)) strangers.push(request.url());
  });
  page.on("pageerror", (error) => faults.push(`${hash}: ${error.message}`));
  page.on("console", (message) => {
    // The browser reports an answer of 404 as an error, and the page shows it as what it is.
    if (message.type() === "error" && !/status of 404/.test(message.text())) {
      faults.push(`${hash}: ${message.text()}`);
    }
  });
  await page.clock.setSystemTime(new Date(world.time * 1_000));
  await show(page, world, hash);
  return page;
}

/** The text of the content, with single spaces. */
async function textOf(page: Page): Promise<string> {
  return ((await page.textContent("main")) ?? "").replace(/\s+/g, " ");
}

/** Waits until the content has a text. */
async function says(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector("main")?.textContent?.replace(/\s+/g, " ").includes(wanted),
    text,
  );
}

test("the page, its data and its stream work below a path of a proxy", async (t) => {
  const asked: string[] = [];
  const streaming = Promise.withResolvers<void>();
  const proxy = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    if (path === "/below/v1/stream") streaming.resolve();
    if (!path.startsWith("/below/")) return response.writeHead(404).end();
    const { connection: _, host: __, ...headers } = request.headers;
    const forwarded = get(`${world.url}${path.slice("/below".length)}`, { headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on("error", () => response.destroy());
    response.on("close", () => forwarded.destroy());
    return undefined;
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const context = await browser.newContext();
  t.after(() => context.close());
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  await page.clock.setSystemTime(new Date(world.time * 1_000));
  await page.goto(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}/below/`);
  await says(page, "3 final blocks");
  await streaming.promise;
  assert.deepEqual(
    asked.filter((path) => !path.startsWith("/below/")),
    [],
  );
});

test("home lists the final blocks, and each leads to its height", async () => {
  const page = await opened("");
  assert.match(await textOf(page), /Final blocks.*3 final blocks/);
  assert.equal(await page.locator("tbody tr").count(), 3);
  await page.locator("tbody tr").last().getByRole("link", { name: "1", exact: true }).click();
  await says(page, "Height 1");
  assert.equal(await page.title(), "Height 1 · Trellis");
  await page.context().close();
});

test("a height says why the winner won, what a loser would have needed, and who was paid to the wei", async () => {
  const page = await opened("#/height/2");
  const text = await textOf(page);
  assert.match(text, /won with 6 provers3\.\d+ · 22 = .*times the score of the next/);
  assert.match(text, /lost.*a bid of [\d.]+ TRL or \d+ provers/);
  assert.match(text, /a proof, and a bid of/);
  assert.match(text, /Provers' pool, the sum of the rows above/);
  const { pay } = (await (await fetch(`${world.url}/v1/heights/2`)).json()) as {
    pay: { seats: readonly unknown[]; pool: { amount: string }; proposerReward: string };
  };
  assert.equal(await page.locator("section[aria-label='Pay of seats'] tbody tr").count(), pay.seats.length);
  assert.equal(
    BigInt(pay.pool.amount) + BigInt(pay.proposerReward),
    world.history.chain.settings.blockReward,
  );
  assert.match(text, /Block reward100 TRL/);
  await page.context().close();
});

test("the keys ← and → lead to the heights beside, and / to the search", async () => {
  const page = await opened("#/height/2");
  await page.keyboard.press("ArrowLeft");
  await says(page, "Height 1");
  await page.keyboard.press("ArrowRight");
  await says(page, "Height 2");
  await page.keyboard.press("/");
  await page.keyboard.type("seat 3");
  await page.keyboard.press("Enter");
  await says(page, "Seat 3");
  await page.context().close();
});

test("the search finds heights, transactions, proposals and addresses, and says what it takes", async () => {
  const page = await opened("");
  const search = async (text: string): Promise<void> => {
    await page.getByRole("searchbox").fill(text);
    await page.keyboard.press("Enter");
  };
  await search("2");
  await says(page, "Height 2");
  await search(world.hash);
  await says(page, "It is final.");
  await search(world.loser.id);
  await says(page, "It lost: another block of its round became final.");
  await search(toHex(world.winner.proposal.proposer));
  await says(page, "As a proposer");
  await search(`0x${"99".repeat(32)}`);
  await says(page, "No final transaction and no committed proposal has this hash.");
  await search("what is this");
  assert.match((await page.getByRole("alert").first().textContent()) ?? "", /No final|Type a height/);
  await page.getByText("Type a height (12)").waitFor();
  await page.context().close();
});

test("Now shows votes and proofs as they arrive, and a tree of 4,095 nodes", async () => {
  const page = await opened("#/now");
  await says(page, "Phases 4–5: reveal, prove, submit");
  await says(page, "1243 proven, as this node saw it");
  await page.locator("output.live:not(.off)").waitFor();
  const { id } = world.running;
  const row = { proposal_id: id, height: 4, received_ms: world.time * 1_000 };
  await world.hear(
    { table: "gossip_claim", row: { ...row, seat: 1, node: 4_094 } },
    { table: "gossip_node_proof", row: { ...row, seat: 1, node: 4_094 } },
    { table: "gossip_vote", row: { ...row, seat: 77, votes: 5 } },
  );
  await says(page, "1244 proven, as this node saw it");
  await says(page, "Seat 77 votes 5 times");
  await says(page, "32 from 10 seats");
  await page.getByRole("button", { name: "Zoom in" }).focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press("+");
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await page.getByText("Each node as a table").click();
  await says(page, "11:1024 (leaf)");
  await page.keyboard.press("Tab");
  await page.context().close();
});

test("a height and Now show the L1 transactions with their gas, and say where a receipt is missing", async () => {
  const page = await opened("#/height/2");
  const { items } = (await (await fetch(`${world.url}/v1/l1-transactions?height=2&limit=50`)).json()) as {
    items: readonly { gas: { used: number } | null }[];
  };
  const table = page.locator("section[aria-label='L1 transactions']");
  assert.equal(await table.locator("tbody tr").count(), items.length);
  const text = ((await table.textContent()) ?? "").replace(/\s+/g, " ");
  assert.match(text, /made the block final.*123,456.*2\.5 gwei.*0\.000309 ETH/);
  const total = items.reduce((sum, { gas }) => sum + (gas?.used ?? 0), 0);
  assert.ok(text.includes(`Together, as far as it is listed here${total.toLocaleString("en-GB")}`));
  await show(page, world, "#/now");
  await says(page, "committed a proposal");
  await says(page, "not read yet");
  await page.context().close();
});

test("a case is a story, and a seat's page tells what it did", async () => {
  const page = await opened("#/slashing");
  const text = await textOf(page);
  assert.match(text, /seat 1 at height 1: slashed/);
  assert.match(text, /seat 2 at height 1: answered in time/);
  assert.match(text, /It gave no answer for node 1:0.*the court took [\d.]+ TRL of its stake/);
  assert.match(text, /It answered for node 1:1 with its proof/);
  await show(page, world, "#/prover/1");
  assert.match(await textOf(page), /Blocks that named it2.*Missed blocks1.*Slashed[\d.]+ TRL.*was slashed/);
  assert.match(
    await textOf(page),
    /In a day, at the pace of these heights[\d.−]+ TRL.*Day \(UTC\)BlocksEarnedSlashed2\d Sept 2026/,
  );
  assert.match(await textOf(page), /Against the others.*leaf14 s7 s1\.8 times as fast/);
  await page.context().close();
});

test("a proposer's page has its bids beside their worth, its bonds and the shares that it offered", async () => {
  const page = await opened(`#/address/${toHex(world.winner.proposal.proposer)}`);
  const text = await textOf(page);
  assert.match(text, /Commitments3Won2 \(67 %\)/);
  assert.match(text, /Bids, all proposals[\d.]+ TRLWhat these were worth[\d.]+ TRLBids, of the worth\d+ %/);
  assert.match(text, /Offered to provers50 %Bonds at stake now[\d.]+ TRL/);
  assert.match(text, /Provers getProversBondLost/);
  await page.context().close();
});

test("a failed transaction says so, and an account lists its own", async () => {
  const page = await opened("#/account/4");
  const text = await textOf(page);
  assert.match(text, /Balance of asset 07 TRLBalance of asset 10\.5 of asset 1Next nonce2As of height3/);
  assert.equal(await page.locator("tbody tr").count(), 2);
  await page.locator("tbody tr", { hasText: "failed" }).getByRole("link").first().click();
  await says(page, "It is final, and it failed: nothing moved.");
  await page.context().close();
});

test("the pool's page has its price, reserves and swaps of each height", async () => {
  const page = await opened("#/pool");
  const text = await textOf(page);
  assert.match(text, /Price of asset 0 in asset 1: 2 at height 3/);
  assert.equal(await page.locator("svg.chart").count(), 4);
  const row = (await page.locator("tbody tr").first().textContent()) ?? "";
  assert.match(row, /^31,000 TRL2,000 of asset 12\.000004/);
  await page.context().close();
});

test("the mechanism's page has α, provers against their target, bids, and the score's surface", async () => {
  const page = await opened("#/mechanism");
  assert.match(await textOf(page), /Target4 provers a block/);
  assert.equal(await page.locator("svg.chart").count(), 5);
  assert.equal(await page.locator("svg.surface circle").count(), 3);
  await page.context().close();
});

test("a height that is not there yet says so, with the code", async () => {
  const page = await opened("#/height/99");
  assert.match((await page.getByRole("alert").textContent()) ?? "", /there is no height 99 yet TRL-IDX-006/);
  await page.context().close();
});

test("the theme can be chosen, and is kept", async () => {
  const page = await opened("", { colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  const button = page.getByRole("button", { name: /^Theme/ });
  await button.click();
  await button.click();
  await page.getByRole("button", { name: "Theme: dark" }).waitFor();
  assert.notEqual(await background(), light);
  await page.reload();
  await page.getByRole("button", { name: "Theme: dark" }).waitFor();
  assert.notEqual(await background(), light);
  await page.context().close();
});

for (const [colorScheme, width] of [
  ["light", 1_280],
  ["dark", 360],
] as const) {
  test(`every page is WCAG AA in the ${colorScheme} theme, and it and its tables fit ${width} px`, async () => {
    const page = await opened("", { colorScheme, viewport: { width, height: 800 } });
    const violations: string[] = [];
    for (const [name, hash] of Object.entries(pagesOf(world))) {
      await show(page, world, hash);
      const found = await axeViolations(page);
      violations.push(...found.map((text) => `${name}: ${text}`));
      const needed = await page.evaluate(() => document.documentElement.scrollWidth);
      if (needed > width) violations.push(`${name} is ${needed} px wide`);
      const clipped = await page.evaluate(() =>
        [...document.querySelectorAll("section.scroll")]
          .filter((it) => it.scrollWidth > it.clientWidth)
          .map((it) => it.ariaLabel),
      );
      violations.push(...clipped.map((table) => `${name}: the table "${table}" is clipped`));
    }
    assert.deepEqual(violations, []);
    await page.context().close();
  });
}

test("no page asked anybody but its node, and none broke a rule of its policy", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(faults, []);
});
