import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { historyClient } from "../../packages/client/src/historyClient.ts";
import { ensureBuilt } from "../../packages/explorer/scripts/ensureBuilt.ts";
import { amountText, grouped, scoreText } from "../../packages/explorer/src/show/amount.ts";
import { etherText } from "../../packages/explorer/src/show/gasText.ts";
import { marginText } from "../../packages/explorer/src/show/marginText.ts";
import { millisText } from "../../packages/explorer/src/show/time.ts";
import { nodeName } from "../../packages/explorer/src/tree/layout.ts";
import { type Browser, startBrowser } from "../../packages/explorer/test/browser.ts";
import { ExplorerVisit } from "./ExplorerVisit.ts";
import { ScenarioNetwork } from "./ScenarioNetwork.ts";
import { proposer, prover } from "./scenario.ts";
import { TrellisRun } from "./TrellisRun.ts";

const TIMEOUT = { timeout: 900_000 };
/** Decimal places of amounts that the page rounds. */
const PLACES = 4;

let browser: Browser;
before(async () => {
  await ensureBuilt();
  browser = await startBrowser();
});
after(() => browser?.close());

test(
  "a devnet's page answers by clicks who won and why, what was bid, who proved, and what a seat earns",
  TIMEOUT,
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "trellis-explorer-"));
    const run = new TrellisRun(["devnet", "--proofs", "simulated", "--rate", "5", "--json"], folder);
    t.after(async () => {
      await run.kill();
      await run.allGone();
      await rm(folder, { recursive: true, force: true });
    });
    const url = String((await run.waitFor(({ event }) => event === "running")).index);
    await run.waitFor(({ event, height }) => event === "final" && height === 2);
    const index = historyClient(url);
    const visit = await ExplorerVisit.open(browser, url);
    const { page } = visit;
    const main = page.locator("main");

    await t.test("who won block 1, and why", async () => {
      await visit.agrees(visit.row("Final blocks", "#/height/1"), async () => {
        const { final } = await index.height({ height: 1 });
        return [`${final!.provenSeats} prover`, scoreText(final!.margin.winnerScore)];
      });
      await visit.follow("#/height/1");
      const { final } = await index.height({ height: 1 });
      const lead = page.locator("main .lead");
      await visit.agrees(lead, async () => [
        `won with ${final!.provenSeats} prover`,
        marginText({
          ...final!.margin,
          winnerScore: String(final!.margin.winnerScore),
          runnerUpScore: final!.margin.runnerUpScore === null ? null : String(final!.margin.runnerUpScore),
        }),
      ]);
      assert.equal(await lead.locator(`a[href="#/address/${final!.proposer}"]`).count(), 1);
    });

    await t.test("what each proposer bid, against what the block was worth to it", async () => {
      const { rounds } = await index.height({ height: 1 });
      const ids = rounds.flatMap(({ proposals }) => proposals.map(({ proposalId }) => proposalId));
      assert.ok(ids.length > 0);
      for (const id of ids) {
        const row = visit.row("Proposals of the round", `#/proposal/${id}`);
        await visit.agrees(row, async () => {
          const { rounds: now } = await index.height({ height: 1 });
          const it = now.flatMap(({ proposals }) => proposals).find(({ proposalId }) => proposalId === id)!;
          return [
            { final: "won", lost: "lost", void: "void", open: "not decided" }[it.outcome],
            `${amountText(it.burnBid, PLACES)} TRL`,
            `${amountText(it.value.reward + (it.value.fees ?? 0n), PLACES)} TRL`,
            `${it.proven?.seats ?? 0} proven of ${it.committed.seats}`,
          ];
        });
      }
    });

    await t.test("who proved which node, and how fast", async () => {
      const { final } = await index.height({ height: 1 });
      await page.getByText("Each node as a table").click();
      const rows = page.getByRole("region", { name: "Nodes of the proof tree" }).locator("tbody tr");
      const tree = await index.proposal({ id: final!.winner });
      assert.equal(tree.nodes.length, 2 ** (tree.depth + 1) - 1);
      await visit.agrees(rows, async () => {
        const { nodes } = await index.proposal({ id: final!.winner });
        return nodes.map(({ number, kind, l1, gossip }) => {
          const name = nodeName(number) + (kind === "root" ? "" : ` (${kind})`);
          // A final block's proof shows every node.
          const state = l1!.isCommitted ? "proven on L1 by the named seat" : "proven on L1 by another seat";
          const took = gossip?.tookMs == null ? "not seen" : millisText(gossip.tookMs);
          return `${name}${state}seat ${l1!.seat}${took}`;
        });
      });
      assert.ok(
        tree.nodes.some(({ gossip }) => gossip?.provenBy != null),
        "the full node has seen proofs arrive",
      );
    });

    await t.test("what the height cost on L1", async () => {
      await visit.agrees(page.getByRole("region", { name: "L1 transactions" }), async () => {
        const { items } = await index.l1Transactions({ height: 1, limit: 50 });
        const known = items.flatMap(({ gas }) => (gas === null ? [] : [gas]));
        assert.ok(items.length > 0);
        return [
          "committed a proposal",
          "made the block final",
          // Each has been read when the page agrees.
          ...(known.length < items.length ? ["every receipt"] : []),
          ...known.flatMap(({ used, cost }) => [grouped(used), etherText(cost)]),
        ];
      });
    });

    await t.test("who was slashed: nobody, and the page says so", async () => {
      await visit.goTo("Slashing");
      await visit.agrees(main, async () => {
        const { items } = await index.cases({ limit: 50 });
        return items.length === 0
          ? ["Nobody has been reported."]
          : items.map(({ seat, height }) => `seat ${seat} at height ${height}`);
      });
    });

    await t.test("what a seat earns", async () => {
      await visit.goTo("Blocks");
      await visit.follow("#/height/1");
      // The reward is settled a little after the block is final.
      await visit.agrees(page.getByRole("region", { name: "Pay of seats" }), async () => {
        const { pay } = await index.height({ height: 1 });
        return [
          "Provers' pool",
          ...pay!.seats.flatMap(({ seat, amount }) => [`seat ${seat}`, `${amountText(amount)} TRL`]),
        ];
      });
      const { pay } = await index.height({ height: 1 });
      const { seat } = pay!.seats[0]!;
      await visit.goTo("Provers");
      await visit.follow(`#/prover/${seat}`);
      await visit.agrees(main, async () => {
        const { claimed, due, deliveredBlocks, committedBlocks, income } = await index.prover({ seat });
        assert.ok(claimed + due >= pay!.seats[0]!.amount, "what it gets for the block counts");
        return [
          `Claimed${amountText(claimed, PLACES)} TRL`,
          `Can be claimed${amountText(due, PLACES)} TRL`,
          `In a day, at the pace of these heights${amountText(income.perDay!, PLACES)} TRL`,
          `Blocks that named it${committedBlocks}`,
          `Of these, with a proof of it${deliveredBlocks}`,
        ];
      });
    });

    assert.deepEqual(visit.faults, []);
  },
);

test("the page tells who was slashed, for what, and what came of the answer", TIMEOUT, async (t) => {
  const network = await ScenarioNetwork.start(t, {
    parties: [
      proposer("high", 0.5),
      { ...prover("ada", 0, { index: { listen: { host: "127.0.0.1", port: 0 } } }) },
      prover("bob", 1),
      prover("mute", 2, { faults: { silentRounds: 1 } }),
    ],
  });
  // On a slow machine others may be late and answer: their cases take nothing.
  const slash = () => network.onL1("CaseSettled").find(({ taken }) => taken > 0n);
  await network.until(() => slash() !== undefined);
  const { taken, bounty, seat, proposalId } = slash()!;
  const { height } = network.onL1("Committed").find((it) => it.proposalId === proposalId)!;
  const reports = network.onL1("Reported").filter((it) => it.proposalId === proposalId && it.seat === seat);
  const started = network.runs.get("ada")!.events.find(({ event }) => event === "started");
  const visit = await ExplorerVisit.open(browser, String(started!.index));
  await visit.goTo("Slashing");
  const title = `seat ${seat} at height ${height}: slashed`;
  const story = visit.page.locator("article").filter({ hasText: title });
  await visit.agrees(story, async () => [
    ...reports.map(({ nodeNumbers }) => `reported ${namesOf(nodeNumbers)} at`),
    `It gave no answer for ${namesOf(reports.flatMap(({ nodeNumbers }) => nodeNumbers))}.`,
    `the court took ${amountText(taken)} TRL of its stake: ${amountText(bounty)} TRL for the reporter`,
  ]);
  await visit.follow(`#/prover/${seat}`);
  const index = historyClient(String(started!.index));
  await visit.agrees(visit.page.locator("main"), async () => {
    const { slashed } = await index.prover({ seat });
    return [title, `Slashed${amountText(slashed, PLACES)} TRL`, "was slashed"];
  });
  assert.deepEqual(visit.faults, []);
});

/** Nodes by their names, as a story tells them. */
const namesOf = (numbers: readonly bigint[]): string =>
  `${numbers.length === 1 ? "node" : "nodes"} ${numbers.map((number) => nodeName(Number(number))).join(", ")}`;
