import { readQueueUrl } from "@trellis/fleet";
import type { Configuration } from "../config/Configuration.ts";
import { PostgresLease } from "../lease/PostgresLease.ts";
import { type Finding, ok } from "./Check.ts";

/** Whether the lease's database can be used. The lease is not taken. @throws TRL-FLT-001, TRL-NOD-080. */
export async function checkLease({
  urlFile,
  name,
  seconds,
}: NonNullable<Configuration["lease"]>): Promise<Finding> {
  const url = await readQueueUrl(urlFile, "lease.urlFile");
  const store = await PostgresLease.open({ url, name, durationMs: seconds * 1_000 });
  await store.close();
  return ok(`the database of ${name} answers`);
}
