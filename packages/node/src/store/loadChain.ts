import { z } from "zod";
import { Chain, type ChainCounts } from "../chain/Chain.ts";
import { decimal } from "../disk/fields.ts";
import { chainSections } from "./chainSections.ts";
import { count, jsonValue } from "./codings.ts";
import { PAGES, STATES, StatePages } from "./StatePages.ts";
import type { StoreFile } from "./StoreFile.ts";

/** The section of what the books count. */
export const COUNTS = "counts";

export const chainCounts = jsonValue<ChainCounts>(
  z.strictObject({
    opened: count,
    head: decimal,
    consumed: decimal,
    // A store from before snapshots knows of all messages.
    failuresFrom: decimal.default(0n),
    isStopped: z.boolean(),
  }),
);

/** The chain that a store holds, for who only looks at it. @throws if the store is torn. */
export function loadChain(file: StoreFile): Chain {
  const chain = new Chain();
  const entries = file.read();
  const entriesOf = (name: string) => entries.get(name) ?? [];
  for (const section of chainSections(chain.tables)) section.load(entriesOf(section.name));
  const [counts] = entriesOf(COUNTS);
  if (counts === undefined) throw new Error("nothing has been written to it yet");
  chain.resume(chainCounts.read(counts.value), new StatePages().load(entriesOf(PAGES), entriesOf(STATES)));
  return chain;
}
