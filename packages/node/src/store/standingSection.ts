import { z } from "zod";
import { type OwnStanding, OwnSums } from "../chain/OwnStanding.ts";
import { decimal, seat } from "../disk/fields.ts";
import { count, jsonValue } from "./codings.ts";
import { type Section, valueSection } from "./Section.ts";

const sums = z
  .strictObject({
    stakes: z.array(z.tuple([seat, decimal])),
    paid: decimal,
    slashed: decimal,
    bondsLost: decimal,
    proven: count,
    unproven: count,
  })
  .transform(({ stakes, ...rest }) => Object.assign(new OwnSums(), rest, { stakes: new Map(stakes) }));

/** The section of what a node has summed up of its own seats and account. */
export function standingSection(standing: OwnStanding): Section {
  const value = { get: () => standing.sums, set: (loaded: OwnSums) => standing.resume(loaded) };
  const plain = ({ stakes, ...rest }: OwnSums): unknown => ({ ...rest, stakes: [...stakes] });
  return valueSection("own standing", value, jsonValue(sums, plain));
}
