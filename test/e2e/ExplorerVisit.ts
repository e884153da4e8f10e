import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";

/** What a page must come to say fails after this, milliseconds: a loaded machine may be slow. */
const PATIENCE = 180_000;
const LOOK_AGAIN = 250;

/** Somebody who reads a node's explorer in a real browser, and only clicks. */
export class ExplorerVisit {
  readonly page: Page;
  /** Errors of the page, and what it asked of others than its node. */
  readonly faults: string[] = [];

  private constructor(page: Page, url: string) {
    this.page = page;
    page.on("pageerror", ({ message }) => this.faults.push(message));
    page.on("request", (request) => {
      if (!request.url().startsWith(`${url}/`)) this.faults.push(`asked ${request.url()}`);
    });
  }

  /** Opens the first page of the explorer at a node's address. */
  static async open(browser: Browser, url: string): Promise<ExplorerVisit> {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
    context.setDefaultTimeout(PATIENCE);
    const visit = new ExplorerVisit(await context.newPage(), url);
    await visit.page.goto(`${url}/`);
    return visit;
  }

  /** Follows a link of the head of every page. */
  async goTo(name: string): Promise<void> {
    await this.page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  }

  /** Follows a link within the page's content. */
  async follow(target: string): Promise<void> {
    await this.page.locator("main").locator(`a[href="${target}"]`).first().click();
  }

  /**
   * Waits until a part of the page says what the node says. Both go on meanwhile, so each look asks the node anew.
   * @param expected - what the part must contain, as the node's answers are now.
   */
  async agrees(part: Locator, expected: () => Promise<readonly string[]>): Promise<void> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const wanted = await expected();
      const text = await textOf(part);
      const missing = wanted.filter((one) => !text.includes(one));
      if (missing.length === 0) return;
      assert.ok(Date.now() < end, `the page does not say ${JSON.stringify(missing)}, but: ${text}`);
      await this.page.waitForTimeout(LOOK_AGAIN);
    }
  }

  /** The row of a table that links to a target. */
  row(table: string, target: string): Locator {
    return this.page
      .getByRole("region", { name: table })
      .locator("tbody tr")
      .filter({ has: this.page.locator(`a[href="${target}"]`) });
  }
}

/** The text of all that a locator finds, with single spaces; empty while there is nothing. */
async function textOf(part: Locator): Promise<string> {
  return (await part.allTextContents()).join(" ").replace(/\s+/g, " ");
}
