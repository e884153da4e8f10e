import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/** For tests of other packages, which start no browser of their own. */
export type { Browser, Locator, Page } from "playwright-core";

/** Starts Chromium from npm. Its own rules, such as the page's policy, stay on. */
export async function startBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
    headless: true,
  });
}
