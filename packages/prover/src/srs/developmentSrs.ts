import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { bn254 } from "@noble/curves/bn254.js";
import { FIELD_MODULUS, TrellisError, toHex } from "@trellis/protocol";
import { ProcessLock } from "../bb/ProcessLock.ts";
import { askWorker } from "../workers/askWorker.ts";
import { cacheFolder } from "./cacheFolder.ts";
import { DEVELOPMENT_SRS_SEED, developmentTau } from "./developmentTau.ts";
import { G1_POINT_BYTES, g1FromFile } from "./g1FromFile.ts";
import { g2FromFile, g2ToFile } from "./g2FromFile.ts";
import { MAX_POINTS_PER_CALL } from "./PowersOfTau.ts";
import type { G2Words, Srs } from "./Srs.ts";
import type { SrsWorkerData, SrsWorkerRequest } from "./srsWorker.ts";

/** The number of points that the recursion circuits need: 2^21 rows and one more. 128 MiB on disk. */
export const DEFAULT_SRS_POINTS = 2 ** 21 + 1;
/** SHA-256 of its G1 points, the same on every machine. */
const DEFAULT_SRS_SHA256 = "0x12c9e7b74a354e96710f9baf387a4f4d67a1cf002e55b2b6bb51072014ee2146";
/** Largest SRS that can be generated: 512 MiB. */
const MAX_SRS_POINTS = 2 ** 23 + 1;
const WORKERS = 2;
/** From this size on, larger tables save more time than they cost. */
const LARGE_TABLE_POINTS = 2 ** 17;

export type DevelopmentSrsOptions = {
  /** Defaults to {@link cacheFolder}. */
  readonly cacheDir?: string | undefined;
  /** Powers of tau; {@link DEFAULT_SRS_POINTS} by default. */
  readonly points?: number | undefined;
  /** Called with the finished fraction, 0 … 1, during generation. Not called if the SRS is cached. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** The record beside the points, which reveals a truncated or changed file. */
type SrsRecord = { readonly seed: string; readonly points: number; readonly sha256: string };

/**
 * The development SRS: loaded from the cache, or generated there if it is missing, truncated or changed (about 20 s on two cores for the
 * default size). Processes that start together generate it once.
 *
 * Its secret is public ({@link developmentTau}), so anyone can forge proofs with it. Use it for local development chains only.
 *
 * @throws TRL-PRV-103 when `points` is out of range; TRL-PRV-104 when a worker fails, TRL-PRV-107 when the disk is full; the signal's reason when aborted.
 */
export async function developmentSrs(options: DevelopmentSrsOptions = {}): Promise<Srs> {
  const { points = DEFAULT_SRS_POINTS, onProgress, signal } = options;
  if (!Number.isInteger(points) || points < 2 || points > MAX_SRS_POINTS) {
    throw new TrellisError("TRL-PRV-103", `an SRS has 2 to ${MAX_SRS_POINTS} points`, { points });
  }
  signal?.throwIfAborted();
  const home = join(options.cacheDir ?? cacheFolder(), "srs");
  const path = join(home, `development-${seedTag()}-${points}`);
  const found = await load(path, points, signal);
  if (found !== undefined) return found;

  const lock = await ProcessLock.acquire(`${path}.lock`, { signal });
  try {
    // Another process may have generated it in the meantime.
    const made = await load(path, points, signal);
    if (made !== undefined) return made;
    const draft = `${path}.draft`;
    // Only the lock's holder writes here, so existing files come from a process that died.
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    try {
      await make(draft, points, onProgress, signal);
      await rm(path, { recursive: true, force: true });
      await rename(draft, path);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return { kind: "development", path, points, g2Words: tauG2() };
  } finally {
    lock.release();
  }
}

/** tau·G2 of the development SRS in the EVM's word order, as the Solidity verifier contains it. */
export function tauG2(): G2Words {
  const { x, y } = bn254.G2.Point.BASE.multiply(developmentTau()).toAffine();
  return [x.c1, x.c0, y.c1, y.c0];
}

function seedTag(): string {
  return createHash("sha256").update(DEVELOPMENT_SRS_SEED).digest("hex").slice(0, 12);
}

/** The cached SRS, or undefined if it has to be generated again. */
async function load(path: string, points: number, signal: AbortSignal | undefined): Promise<Srs | undefined> {
  const g1Path = join(path, "bn254_g1.dat");
  let record: SrsRecord;
  let g2Words: G2Words;
  try {
    record = JSON.parse(await readFile(join(path, "srs.json"), "utf8")) as SrsRecord;
    g2Words = g2FromFile(await readFile(join(path, "bn254_g2.dat")));
    if ((await stat(g1Path)).size !== points * G1_POINT_BYTES) return undefined;
  } catch {
    // Missing, unreadable or not in our format: generate it again.
    return undefined;
  }
  if (record?.seed !== DEVELOPMENT_SRS_SEED || record.points !== points) return undefined;
  if (g2Words.join() !== tauG2().join()) return undefined;
  if (!(await endsAreRight(g1Path, points))) return undefined;
  if (!isExpected(points, record.sha256)) return undefined;
  if ((await fileSha256(g1Path, signal)) !== record.sha256) return undefined;
  return { kind: "development", path, points, g2Words };
}

/** First, second and last point, computed by an implementation other than the one that generates them. */
async function endsAreRight(g1Path: string, points: number): Promise<boolean> {
  const handle = await open(g1Path);
  try {
    const tau = developmentTau();
    let last = 1n;
    for (let square = tau, rest = points - 1; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) last = (last * square) % FIELD_MODULUS;
      square = (square * square) % FIELD_MODULUS;
    }
    for (const [index, scalar] of [
      [0, 1n],
      [1, tau],
      [points - 1, last],
    ] as const) {
      const { x, y } = bn254.G1.Point.BASE.multiply(scalar).toAffine();
      const stored = await g1FromFile(handle, index);
      if (stored.x !== x || stored.y !== y) return false;
    }
    return true;
  } finally {
    await handle.close();
  }
}

async function make(
  folder: string,
  points: number,
  onProgress: DevelopmentSrsOptions["onProgress"],
  signal: AbortSignal | undefined,
): Promise<void> {
  const g1Path = join(folder, "bn254_g1.dat");
  const handle = await open(g1Path, "w");
  try {
    await writePoints(handle, points, onProgress, signal);
    await handle.sync();
  } finally {
    await handle.close();
  }
  const sha256 = await fileSha256(g1Path, signal);
  if (!isExpected(points, sha256) || !(await endsAreRight(g1Path, points))) {
    throw new TrellisError(
      "TRL-PRV-104",
      "the development SRS came out wrong; please report this with your CPU and Node version",
      { points, sha256 },
    );
  }
  await writeFile(join(folder, "bn254_g2.dat"), g2ToFile(tauG2()));
  const record: SrsRecord = { seed: DEVELOPMENT_SRS_SEED, points, sha256 };
  await writeFile(join(folder, "srs.json"), `${JSON.stringify(record, null, 2)}\n`);
}

/** Each worker takes the next range when it finishes one. Each range is written at its own offset. */
async function writePoints(
  handle: FileHandle,
  points: number,
  onProgress: DevelopmentSrsOptions["onProgress"],
  signal: AbortSignal | undefined,
): Promise<void> {
  const workerData: SrsWorkerData = {
    tau: developmentTau(),
    windowBits: points >= LARGE_TABLE_POINTS ? 16 : 8,
  };
  const workers = Array.from(
    { length: Math.min(WORKERS, Math.ceil(points / MAX_POINTS_PER_CALL)) },
    () => new Worker(new URL("./srsWorker.ts", import.meta.url), { workerData, execArgv: [] }),
  );
  let next = 0;
  let written = 0;
  onProgress?.(0);
  const drive = async (worker: Worker): Promise<void> => {
    while (next < points) {
      const request: SrsWorkerRequest = { first: next, count: Math.min(MAX_POINTS_PER_CALL, points - next) };
      next += request.count;
      const bytes = await askWorker<Uint8Array>(worker, request, workerDied, signal);
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length, request.first * G1_POINT_BYTES);
      // A full disk may accept part of a write without an error.
      if (bytesWritten !== bytes.length) throw diskFull();
      written += request.count;
      onProgress?.(written / points);
    }
  };
  try {
    await Promise.all(workers.map(drive));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const diskFull = (): TrellisError =>
  new TrellisError("TRL-PRV-107", "the development SRS could not be written: is the disk full?", {});

const workerDied = (cause?: unknown): TrellisError =>
  new TrellisError(
    "TRL-PRV-104",
    "a worker making the development SRS failed: try again with more memory",
    {},
    cause,
  );

/** Only the default size has a recorded hash. */
function isExpected(points: number, sha256: string): boolean {
  return points !== DEFAULT_SRS_POINTS || sha256 === DEFAULT_SRS_SHA256;
}

async function fileSha256(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted();
    hash.update(chunk as Buffer);
  }
  return toHex(hash.digest());
}
