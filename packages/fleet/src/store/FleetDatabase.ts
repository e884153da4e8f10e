import { TrellisError } from "@trellis/protocol";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { databaseFault } from "./databaseFault.ts";
import { type Notice, NoticeListener, type NoticeSink } from "./NoticeListener.ts";
import { MAKE_TABLES, QUEUE_SCHEMA, SCHEMA, TABLES_VERSION } from "./tables.ts";

const MAX_CONNECTIONS = 6;
const CONNECT_MS = 10_000;
/** One statement may take so long. */
const STATEMENT_MS = 30_000;
/** Names the lock under which the tables are made. */
const MAKING = 7_283_541;

/** Runs statements. Rows are not trusted: callers check them. */
export interface Queries {
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** The same, as pg-boss wants it, so that its calls join a transaction. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** What {@link FleetDatabase.open} needs. */
export interface FleetDatabaseInit {
  /** `postgres://user:password@host/database`; never shown. */
  readonly url: string;
  /** Told of what goes wrong in the background: a lost connection, pg-boss' own work. */
  readonly onFault: (error: TrellisError) => void;
  /** Whether pg-boss does its regular work here: it frees jobs that took too long, and removes old ones. */
  readonly supervises: boolean;
}

/** The fleet's database: tables, pg-boss' queues, and notices between nodes and agents. */
export class FleetDatabase implements Queries {
  readonly boss: PgBoss;
  readonly #pool: pg.Pool;
  readonly #notices: NoticeListener;

  private constructor(pool: pg.Pool, boss: PgBoss, notices: NoticeListener) {
    this.#pool = pool;
    this.boss = boss;
    this.#notices = notices;
  }

  /**
   * Connects, and makes tables and queues that are missing.
   * @throws TRL-FLT-002 if the database cannot be used, TRL-FLT-003 if its tables are of another version.
   */
  static async open({ url, onFault, supervises }: FleetDatabaseInit): Promise<FleetDatabase> {
    const pool = new pg.Pool({
      connectionString: url,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
    });
    // A connection that breaks while nobody uses it is replaced by the next question.
    pool.on("error", () => {});
    const boss = new PgBoss({
      db: { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) },
      schema: QUEUE_SCHEMA,
      supervise: supervises,
      schedule: false,
      registerInstance: false,
    });
    boss.on("error", (error) => onFault(databaseFault(error)));
    const notices = new NoticeListener(url, onFault);
    const database = new FleetDatabase(pool, boss, notices);
    try {
      await database.transaction(async (tx) => {
        await tx.query("select pg_advisory_xact_lock($1)", [MAKING]);
        await tx.executeSql(MAKE_TABLES);
        const [made] = await tx.query(`select version from ${SCHEMA}.version`);
        if (made === undefined) await tx.query(`insert into ${SCHEMA}.version values ($1)`, [TABLES_VERSION]);
        else if (made.version !== TABLES_VERSION) throw otherVersion(made.version);
      });
      await boss.start();
      await notices.start();
      return database;
    } catch (error) {
      await database.close();
      throw error instanceof TrellisError ? error : databaseFault(error);
    }
  }

  /** @throws TRL-FLT-002. */
  async query(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.executeSql(text, [...values])).rows as Readonly<Record<string, unknown>>[];
  }

  /** @throws TRL-FLT-002. */
  async executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
    try {
      return await this.#pool.query(text, values);
    } catch (error) {
      throw databaseFault(error);
    }
  }

  /** Runs statements that take effect together. @throws what `act` throws, after which nothing has taken effect; TRL-FLT-002. */
  async transaction<Result>(act: (tx: Queries) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect().catch((error: unknown) => Promise.reject(databaseFault(error)));
    let broken = false;
    const executeSql = async (text: string, values?: unknown[]): Promise<{ rows: unknown[] }> => {
      try {
        return await client.query(text, values);
      } catch (error) {
        throw databaseFault(error);
      }
    };
    const tx: Queries = {
      executeSql,
      query: async (text, values = []) =>
        (await executeSql(text, [...values])).rows as Readonly<Record<string, unknown>>[],
    };
    try {
      await executeSql("begin");
      const result = await act(tx);
      await executeSql("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Hears the notices of all nodes and agents. They may get lost, so everybody also looks from time to time. */
  onNotice(sink: NoticeSink): void {
    this.#notices.onNotice(sink);
  }

  /** Leaves nothing open. */
  async close(): Promise<void> {
    await this.#notices.stop();
    await this.boss.stop({ graceful: false, close: false }).catch(() => {});
    await this.#pool.end().catch(() => {});
  }
}

/** Tells all nodes and agents, once the transaction is done. */
export async function notify(tx: Queries, { about, job }: Notice): Promise<void> {
  await tx.query("select pg_notify($1, $2)", [SCHEMA, `${about} ${job}`]);
}

const otherVersion = (version: unknown): TrellisError =>
  new TrellisError(
    "TRL-FLT-003",
    `the tables of the proving queue are of version ${Number(version)}, and this program needs ${TABLES_VERSION}: run one version of Trellis on nodes and agents, or use an empty database`,
  );
