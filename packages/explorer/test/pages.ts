import { toHex } from "@trellis/protocol";
import type { Page } from "playwright-core";
import type { ExplorerWorld } from "./ExplorerWorld.ts";

/** One of each kind of page, with the part of its address after the node's. */
export const pagesOf = ({ winner, hash }: ExplorerWorld): Readonly<Record<string, string>> => ({
  blocks: "#/",
  now: "#/now",
  height: "#/height/1",
  deeper: "#/height/2",
  proposal: `#/proposal/${winner.id}`,
  provers: "#/provers",
  prover: "#/prover/1",
  address: `#/address/${toHex(winner.proposal.proposer)}`,
  transactions: "#/transactions",
  transaction: `#/transaction/${hash}`,
  account: "#/account/4",
  pool: "#/pool",
  slashing: "#/slashing",
  mechanism: "#/mechanism",
  absent: "#/height/99",
  unknown: "#/nothing",
});

/** Goes to a page, and waits until everything that it asked for is there. */
export async function show(page: Page, { url }: ExplorerWorld, hash: string): Promise<void> {
  await page.goto(`${url}/${hash}`);
  // A function in the page, whose types only a browser's program knows: the benchmark uses this, too.
  await page.waitForFunction(() => {
    const { document } = globalThis as unknown as { document: { querySelector(selector: string): unknown } };
    return document.querySelector("h1") !== null && document.querySelector(".loading") === null;
  });
}
