import { open } from "node:fs/promises";
import type { Configuration } from "../../config/Configuration.ts";
import { MAX_PRICE_BYTES, type PriceSource } from "./PriceFeed.ts";

type Strategy = NonNullable<Configuration["proposer"]>["strategy"];
/** A price feed's settings. */
export type PriceFeedConfig = Extract<Strategy, { kind: "backrun" }>["priceFeed"];

/** The price source that the configuration selects. */
export function priceSource(config: PriceFeedConfig, clock: () => number): PriceSource {
  switch (config.kind) {
    case "fixed": {
      const text = JSON.stringify({ price: config.price });
      return { name: "the configuration", read: async () => ({ text, atMs: clock() }) };
    }
    case "file":
      return { name: "the price file", read: () => readPriceFile(config.path) };
    case "http":
      return {
        name: `the price server ${new URL(config.url).host}`,
        read: (signal) => fetchPrice(config, clock, signal),
      };
  }
}

/** The price is as old as the file's last write. */
async function readPriceFile(path: string): Promise<{ readonly text: string; readonly atMs: number }> {
  const file = await open(path, "r");
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error("it is not a regular file");
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(MAX_PRICE_BYTES + 1),
      0,
      MAX_PRICE_BYTES + 1,
      0,
    );
    if (bytesRead > MAX_PRICE_BYTES) throw new Error(`the file has more than ${MAX_PRICE_BYTES} bytes`);
    return { text: buffer.toString("utf8", 0, bytesRead), atMs: stat.mtimeMs };
  } finally {
    await file.close();
  }
}

async function fetchPrice(
  { url, timeoutMs }: Extract<PriceFeedConfig, { kind: "http" }>,
  clock: () => number,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly atMs: number }> {
  const atMs = clock();
  const response = await fetch(url, {
    // Only the configured server is trusted: a redirect is an error.
    redirect: "error",
    headers: { accept: "application/json" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  try {
    if (response.status !== 200) throw new Error(`the response has status ${response.status}`);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of response.body ?? []) {
      bytes += part.length;
      if (bytes > MAX_PRICE_BYTES) throw new Error(`the response has more than ${MAX_PRICE_BYTES} bytes`);
      parts.push(part);
    }
    return { text: Buffer.concat(parts).toString("utf8"), atMs };
  } finally {
    await response.body?.cancel().catch(() => {});
  }
}
