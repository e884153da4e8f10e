import { TrellisError } from "@trellis/protocol";

/** What every list takes. */
export interface PageParams {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/**
 * The key after which a page starts: numbers, and hexadecimal text without `0x`.
 * @throws TRL-IDX-005 if it is not one of this list.
 */
export function keyOf<Kinds extends readonly ("number" | "hash")[]>(
  cursor: string | undefined,
  ...kinds: Kinds
): { [At in keyof Kinds]: Kinds[At] extends "number" ? number : string } | undefined {
  if (cursor === undefined) return undefined;
  const parts = cursor.split(".");
  const isKey =
    parts.length === kinds.length &&
    parts.every((part, i) => (kinds[i] === "number" ? /^[0-9]{1,15}$/ : /^[0-9a-f]{64}$/).test(part));
  if (!isKey) {
    throw new TrellisError("TRL-IDX-005", "the cursor is not one of this list; take `next` of its last page");
  }
  return parts.map((part, i) => (kinds[i] === "number" ? Number(part) : `0x${part}`)) as never;
}

/** A page out of one row more than it holds. @param key - of an item, for the cursor of the next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  key: (row: Row) => readonly (number | string)[],
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items: shown.map(itemOf),
    next: hasMore
      ? key(last)
          .map((part) => String(part).replace(/^0x/, ""))
          .join(".")
      : null,
  };
}
