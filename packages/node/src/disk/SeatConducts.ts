import { type RollupDomain, rollupId, SEATS } from "@trellis/protocol";
import {
  addConduct,
  fadeConduct,
  MAX_CONDUCT,
  NO_CONDUCT,
  reliability,
  type SeatConduct,
} from "@trellis/strategy";
import { z } from "zod";
import { SealedFolder } from "./SealedFolder.ts";

/** One file; a seat takes about 50 bytes. */
const LIMITS = { maxFiles: 1, maxFileBytes: 2 ** 18 };
const FILE = "conducts";
/** Places that are written down. */
const PRECISION = 1_000;

const count = z.number().min(0).max(MAX_CONDUCT);
const fileSchema = z.strictObject({
  version: z.literal(1),
  rollupId: z.string(),
  height: z.string().regex(/^[0-9]{1,20}$/),
  /** Seat, delivered, late, missing. */
  seats: z
    .array(
      z.tuple([
        z
          .number()
          .int()
          .min(0)
          .max(SEATS - 1),
        count,
        count,
        count,
      ]),
    )
    .max(SEATS),
});

/** P5.1: the seats' performance as this node has seen it. Bounded and kept on disk; older observations fade. */
export class SeatConducts {
  readonly #folder: SealedFolder;
  readonly #rollupId: string;
  #conducts = new Map<number, SeatConduct>();
  #height = 0n;

  constructor(path: string, domain: RollupDomain) {
    this.#folder = new SealedFolder(path, LIMITS);
    this.#rollupId = String(rollupId(domain));
  }

  /**
   * Reads the file of an earlier run. Ignores a file that is torn, of another rollup or not valid.
   * @throws TRL-NOD-009 if the folder cannot be used.
   */
  async open(): Promise<void> {
    await this.#folder.open();
    const bytes = await this.#folder.read(FILE);
    const file = bytes === undefined ? undefined : parse(bytes);
    if (file === undefined || file.rollupId !== this.#rollupId) return;
    this.#height = BigInt(file.height);
    this.#conducts = new Map(
      file.seats.map(([seat, delivered, late, missing]) => [seat, { delivered, late, missing }]),
    );
  }

  /** Height of the last judged block; 0 before the first. */
  get height(): bigint {
    return this.#height;
  }

  /** Number of seats with observations. */
  get size(): number {
    return this.#conducts.size;
  }

  of(seat: number): SeatConduct {
    return this.#conducts.get(seat) ?? NO_CONDUCT;
  }

  /** P5.1: the seat's weight when nodes are assigned, 0 … 1. */
  weight(seat: number): number {
    return reliability(this.of(seat));
  }

  /** Adds the observations of a height; earlier ones fade a little. */
  add(height: bigint, judgements: readonly ReadonlyMap<number, SeatConduct>[]): void {
    for (const [seat, conduct] of this.#conducts) {
      const faded = fadeConduct(conduct);
      if (faded === undefined) this.#conducts.delete(seat);
      else this.#conducts.set(seat, faded);
    }
    for (const [seat, conduct] of judgements.flatMap((judged) => [...judged])) {
      this.#conducts.set(seat, addConduct(this.of(seat), conduct));
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
      version: 1,
      rollupId: this.#rollupId,
      height: String(this.#height),
      seats: [...this.#conducts].map(([seat, { delivered, late, missing }]) => [
        seat,
        rounded(delivered),
        rounded(late),
        rounded(missing),
      ]),
    };
    await this.#folder.write(FILE, new TextEncoder().encode(JSON.stringify(file)));
  }
}

function parse(bytes: Uint8Array): z.output<typeof fileSchema> | undefined {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
