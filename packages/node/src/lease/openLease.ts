import { join } from "node:path";
import { readQueueUrl } from "@trellis/fleet";
import type { Configuration } from "../config/Configuration.ts";
import { SealedFolder } from "../disk/SealedFolder.ts";
import { type Clock, systemClock, wallClock } from "../tasks/Clock.ts";
import { within } from "../tasks/within.ts";
import { Lease } from "./Lease.ts";
import { LeaseDuty, type LeaseDutyInit } from "./LeaseDuty.ts";
import { PostgresLease } from "./PostgresLease.ts";

/** The longest that giving up the lease may take. Milliseconds. */
const STOP_MS = 2_500;

/** A lease in a database, and its end. */
export interface OpenedLease {
  readonly duty: LeaseDuty;
  /** Gives it up. Resolves within seconds and never rejects. May be called several times. */
  readonly stop: () => Promise<void>;
}

/**
 * Opens the lease that a configuration names. It is not taken yet.
 * @throws TRL-FLT-001 for the file with the database's URL, TRL-NOD-080 for the database, TRL-NOD-009 for the data folder.
 */
export async function openLease(
  { urlFile, name, seconds }: NonNullable<Configuration["lease"]>,
  dataDir: string,
  reports: Pick<LeaseDutyInit, "onStandby" | "onHeld" | "onProblem" | "onLost">,
  clock: Clock = systemClock,
): Promise<OpenedLease> {
  const url = await readQueueUrl(urlFile, "lease.urlFile");
  const durationMs = seconds * 1_000;
  const folder = new SealedFolder(
    join(dataDir, "lease"),
    { maxFiles: 1, maxFileBytes: 128 },
    reports.onProblem,
  );
  await folder.open();
  const store = await PostgresLease.open({ url, name, durationMs });
  const lease = new Lease(store, { durationMs, clock, wallClock });
  const duty = new LeaseDuty({ lease, name, durationMs, wallClock, folder, ...reports });
  let ended: Promise<unknown> | undefined;
  const stop = async (): Promise<void> => {
    // A second call must not close the connection under the first one, which gives the lease up.
    ended ??= within(
      duty.stop().then(() => store.close()),
      STOP_MS,
    );
    await ended;
  };
  return { duty, stop };
}
