import type { TrellisError } from "@trellis/protocol";
import pg from "pg";
import { databaseFault } from "./databaseFault.ts";
import { SCHEMA } from "./tables.ts";

const RECONNECT_MS = 1_000;
const CONNECT_MS = 10_000;
const NOTICE = /^(job|outcome|withdrawn) ([0-9a-f-]{36})$/;

/** What nodes and agents tell each other: a job can be taken, an attempt has ended, a job is no longer wanted. */
export interface Notice {
  readonly about: "job" | "outcome" | "withdrawn";
  readonly job: string;
}
export type NoticeSink = (notice: Notice) => void;

/** Listens for notices on a connection of its own, and connects again when it breaks. */
export class NoticeListener {
  readonly #url: string;
  readonly #onFault: (error: TrellisError) => void;
  readonly #sinks: NoticeSink[] = [];
  #client: pg.Client | undefined;
  #again: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(url: string, onFault: (error: TrellisError) => void) {
    this.#url = url;
    this.#onFault = onFault;
  }

  onNotice(sink: NoticeSink): void {
    this.#sinks.push(sink);
  }

  /** @throws the driver's error if it cannot connect. */
  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: CONNECT_MS });
    let lost: unknown;
    client.on("notification", ({ payload }) => this.#hear(payload));
    client.on("error", (error) => {
      lost = error;
    });
    await client.connect();
    await client.query(`listen ${SCHEMA}`);
    if (this.#stopped) {
      await client.end();
      return;
    }
    this.#client = client;
    client.on("end", () => this.#reconnect(client, lost));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#again);
    await this.#client?.end().catch(() => {});
  }

  #hear(payload: string | undefined): void {
    const [, about, job] = NOTICE.exec(payload ?? "") ?? [];
    if (about === undefined || job === undefined) return;
    for (const sink of this.#sinks) sink({ about: about as Notice["about"], job });
  }

  #reconnect(client: pg.Client, error: unknown): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = undefined;
    this.#onFault(databaseFault(error));
    this.#tryAgain();
  }

  #tryAgain(): void {
    this.#again = setTimeout(() => {
      this.start().catch(() => {
        if (!this.#stopped) this.#tryAgain();
      });
    }, RECONNECT_MS);
  }
}
