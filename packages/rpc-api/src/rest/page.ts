import { z } from "zod";

/** Most items of a page, and how many there are by default. */
export const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

const digits = (max: number) =>
  z.codec(
    z.string().regex(/^[0-9]{1,15}$/, "expected a whole number"),
    z.number().int().min(0).max(max, `expected a number up to ${max}`),
    { decode: Number, encode: String },
  );

/** A whole number in a path or a query. */
export const pathNumber = (max = Number.MAX_SAFE_INTEGER) => digits(max);

/** What every list takes: where to go on, and how many items to return at most. */
export const pageQuery = {
  /** `next` of the page before; left out for the first page. */
  cursor: z
    .string()
    .regex(/^[0-9a-z.-]{1,120}$/, "expected `next` of an earlier page")
    .optional(),
  limit: digits(MAX_PAGE)
    .refine((limit) => limit > 0, "expected at least 1")
    .prefault(String(DEFAULT_PAGE)),
};

/** A page of a list. `next` is the cursor of the page after it, null at the end. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item).readonly(), next: z.string().nullable() });
}
