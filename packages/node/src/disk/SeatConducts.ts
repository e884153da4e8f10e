import { type RollupDomain, rollupId, SEATS } from "@trellis/protocol";
import { addClaims, type ClaimConduct, fadeClaims, isIdle, keptPart, precedence } from "@trellis/strategy";
import { z } from "zod";
import { type OnRefused, SealedFolder } from "./SealedFolder.ts";

/** One file; a seat takes about 25 bytes. */
const LIMITS = { maxFiles: 1, maxFileBytes: 2 ** 18 };
const FILE = "conducts";
/** Places that are written down. */
const PRECISION = 1_000;

/** More than any count can be. */
const MOST = 1_000;
const count = z.number().min(0).max(MOST);
const seat = z
  .number()
  .int()
  .min(0)
  .max(SEATS - 1);
const fileSchema = z.strictObject({
  version: z.literal(2),
  rollupId: z.string(),
  height: z.string().regex(/^[0-9]{1,20}$/),
  /** Seat, bound, kept. */
  seats: z.array(z.tuple([seat, count, count]).refine(([, bound, kept]) => kept <= bound)).max(SEATS),
});

/** R8: how the seats keep what their votes offer, as this node has seen it. Bounded and kept on disk; the past fades. */
export class SeatConducts {
  readonly #folder: SealedFolder;
  readonly #rollupId: string;
  #conducts = new Map<number, ClaimConduct>();
  #height = 0n;

  constructor(path: string, domain: RollupDomain, onRefused?: OnRefused) {
    this.#folder = new SealedFolder(path, LIMITS, onRefused);
    this.#rollupId = String(rollupId(domain));
  }

  /**
   * Reads the file of an earlier run. Ignores one of another rollup.
   * @throws TRL-NOD-009 if the folder cannot be used.
   */
  async open(): Promise<void> {
    await this.#folder.open();
    const file = await this.#folder.read(FILE, parse);
    if (file === undefined || file.rollupId !== this.#rollupId) return;
    this.#height = BigInt(file.height);
    this.#conducts = new Map(file.seats.map(([seat, bound, kept]) => [seat, { bound, kept }]));
  }

  /** Height of the last judged block; 0 before the first. */
  get height(): bigint {
    return this.#height;
  }

  /** Number of seats with observations. */
  get size(): number {
    return this.#conducts.size;
  }

  /** What was seen of a seat; undefined if nothing was. */
  of(seat: number): ClaimConduct | undefined {
    return this.#conducts.get(seat);
  }

  /** R8: whether a proposer leaves the seat out: it votes and does not claim. */
  isIdle(seat: number): boolean {
    return isIdle(this.of(seat));
  }

  /** P5.1: the seat's weight when nodes are assigned, 0 … 1. */
  weight(seat: number): number {
    return keptPart(this.of(seat));
  }

  /** P5.1: who comes first where there is no room for all seats; higher is earlier. */
  precedence(seat: number): number {
    return precedence(this.of(seat));
  }

  /** Adds the observations of a height (`judgeClaims`, one a block); earlier ones fade a little. */
  add(height: bigint, judgements: readonly ReadonlyMap<number, ClaimConduct>[]): void {
    for (const [seat, conduct] of this.#conducts) {
      const faded = fadeClaims(conduct);
      if (faded === undefined) this.#conducts.delete(seat);
      else this.#conducts.set(seat, faded);
    }
    for (const [seat, conduct] of judgements.flatMap((judged) => [...judged])) {
      this.#conducts.set(seat, addClaims(this.of(seat), conduct));
    }
    this.#height = height;
  }

  /** Starts again from nothing, because L1 is a different chain from the one that was judged. */
  clear(): void {
    this.#conducts.clear();
    this.#height = 0n;
  }

  /** Writes everything to disk, completely or not at all. @throws TRL-NOD-009. */
  async save(): Promise<void> {
    const rounded = (value: number): number => Math.round(value * PRECISION) / PRECISION;
    const file = {
      version: 2,
      rollupId: this.#rollupId,
      height: String(this.#height),
      seats: [...this.#conducts].map(([seat, { bound, kept }]) => [seat, rounded(bound), rounded(kept)]),
    };
    await this.#folder.write(FILE, new TextEncoder().encode(JSON.stringify(file)));
  }
}

function parse(bytes: Uint8Array): z.output<typeof fileSchema> {
  return fileSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
