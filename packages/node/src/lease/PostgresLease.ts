import { randomUUID } from "node:crypto";
import { TrellisError } from "@trellis/protocol";
import pg from "pg";
import type { LeaseStore } from "./Lease.ts";

/** Names the lock under which the table is made. */
const MAKING = 7_283_542;
const MIN_PATIENCE_MS = 1_000;
const TABLE = "trellis_lease.leases";

/** All in one statement, by the database's clock alone. A new holder, and one that comes too late, get a new number. */
const TAKE = `
  insert into ${TABLE} as held (name, holder, fence, ends_at)
  values ($1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond')
  on conflict (name) do update set
    holder = excluded.holder,
    fence = case when held.holder = excluded.holder and held.ends_at > clock_timestamp() then held.fence else held.fence + 1 end,
    ends_at = clock_timestamp() + $3 * interval '1 millisecond'
  where held.holder = excluded.holder or held.ends_at <= clock_timestamp()
  returning fence::text`;

/** What a lease in Postgres is of. */
export interface PostgresLeaseInit {
  /** `postgres://user:password@host/database`; never shown. */
  readonly url: string;
  /** The duty that machines share. */
  readonly name: string;
  readonly durationMs: number;
}

/** A lease as a row in Postgres. Each object is a holder of its own, also in the same process. */
export class PostgresLease implements LeaseStore {
  readonly #pool: pg.Pool;
  readonly #init: PostgresLeaseInit;
  readonly #holder = randomUUID();

  private constructor(pool: pg.Pool, init: PostgresLeaseInit) {
    this.#pool = pool;
    this.#init = init;
  }

  /** Connects, and makes the table if it is missing. @throws TRL-NOD-080 if the database cannot be used. */
  static async open(init: PostgresLeaseInit): Promise<PostgresLease> {
    // A late answer is no danger, since the lease counts from before the question.
    const patience = Math.max(MIN_PATIENCE_MS, Math.ceil(init.durationMs / 4));
    const pool = new pg.Pool({
      connectionString: init.url,
      max: 1,
      connectionTimeoutMillis: patience,
      statement_timeout: patience,
      // The network may be silent, too.
      query_timeout: patience,
    });
    // A connection that breaks while nobody uses it is replaced by the next question.
    pool.on("error", () => {});
    const store = new PostgresLease(pool, init);
    try {
      await store.#query(`
        begin;
        select pg_advisory_xact_lock(${MAKING});
        create schema if not exists trellis_lease;
        create table if not exists ${TABLE} (
          name text primary key check (length(name) <= 64),
          holder uuid not null,
          fence bigint not null,
          ends_at timestamptz not null
        );
        commit`);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async take(): Promise<bigint | undefined> {
    const { name, durationMs } = this.#init;
    const [row] = await this.#query(TAKE, [name, this.#holder, durationMs]);
    return row === undefined ? undefined : BigInt(row.fence as string);
  }

  async giveUp(fence: bigint): Promise<void> {
    await this.#query(
      `update ${TABLE} set ends_at = clock_timestamp() where name = $1 and holder = $2 and fence = $3`,
      [this.#init.name, this.#holder, String(fence)],
    );
  }

  /** Ends the connection; resolves whatever the database does. */
  async close(): Promise<void> {
    await this.#pool.end().catch(() => {});
  }

  async #query(text: string, values?: unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    try {
      return (await this.#pool.query(text, values)).rows as Readonly<Record<string, unknown>>[];
    } catch (error) {
      throw storeFault(error);
    }
  }
}

/** What the database says of an error, without what it was given: that may hold a password. */
function storeFault(cause: unknown): TrellisError {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  const shown = typeof code === "string" && /^[A-Za-z0-9_]{1,40}$/.test(code) ? code : "no answer";
  return new TrellisError(
    "TRL-NOD-080",
    `the database of the lease cannot be used (${shown}): check that it runs, and the URL in lease.urlFile`,
    { reason: shown },
  );
}
