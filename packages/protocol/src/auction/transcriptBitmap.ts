import { ProverBitmap } from "../seats/ProverBitmap.ts";

/** The seats that a transcript's entries name. @throws TRL-PRO-006 for a seat outside 0..2047. */
export function transcriptBitmap(entries: readonly { readonly seat: number }[]): ProverBitmap {
  return ProverBitmap.of(entries.map(({ seat }) => seat));
}
