import { chmodSync, closeSync, constants, openSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { BoundedMap } from "@trellis/protocol";
import type { Hex } from "viem";
import { Bulk, type BulkSource, bulkDigest } from "./Bulk.ts";

/** An L1 block as of which the store once was. */
export interface StoredBlock {
  readonly number: bigint;
  readonly hash: Hex;
}

/** An entry of a section. */
export interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
  /** Bytes that stay on disk, if it has some. */
  readonly bulk?: Bulk | undefined;
}

/** Tells of bytes that have changed, rows that are lost, and old rows that have come back. */
interface Digest {
  /** Entries of the section. */
  count: number;
  /** Sum of the CRC-32 of each, modulo 2^32. */
  sum: number;
}

/** What becomes of an entry. */
export interface EntryChange {
  readonly section: string;
  readonly key: string;
  /** Undefined: it leaves. */
  readonly value: Uint8Array | undefined;
  /** Bytes that a start does not read. */
  readonly bulk?: Uint8Array | undefined;
  /** Whether it comes behind all others; otherwise it keeps its place. */
  readonly isNew: boolean;
}

/** L1 blocks to which the store can go back: a reorganisation while the node is down is rarely deeper. */
const KEPT_BLOCKS = 128;
/** Most bytes kept for going back. A single block may take more. */
const KEPT_BYTES = 64 * 2 ** 20;
const FILE_MODE = 0o600;
const NO_BULK = { length: null, crc: null };
/** Bulks that were read last: 15 KiB each at most. */
const RECENT_BULKS = 512;
/** Of SQLite, bytes: most bulks are pages of the state, messages and accounts, of 10 to 15 KiB. */
const PAGE_BYTES = 2 ** 14;

/** Statements that make a store. A file with any others is not one. */
const SCHEMA = [
  "create table meta (key text primary key, value text not null)",
  "create table entry (at integer primary key, section text not null, key text not null, value blob not null, length integer, crc integer, unique (section, key))",
  "create table bulk (at integer primary key, bytes blob not null)",
  "create table block (number integer primary key, hash text not null, digests text not null)",
  "create table undo (block integer not null, at integer, section text not null, key text not null, value blob, length integer, crc integer, bytes blob)",
  "create index undo_block on undo (block)",
];
const VERSION = "2";

interface EntryRow {
  readonly at: number;
  readonly section: string;
  readonly key: string;
  readonly value: Uint8Array;
  /** Of its bulk; null if it has none. */
  readonly length: number | null;
  readonly crc: number | null;
}

interface UndoRow {
  readonly rowid: number;
  readonly at: number | null;
  readonly section: string;
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly length: number | null;
  readonly crc: number | null;
  readonly bytes: Uint8Array | null;
}

/**
 * Entries in sections, in a file of SQLite, as of an L1 block. Each block's changes are written as a whole or not at all, with what takes
 * them back. A digest of each section tells of bytes that have changed by themselves. Bulks, the long bytes of some entries, are read when
 * they are asked for; a section's digest includes theirs.
 */
export class StoreFile {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  /** By the section's name. */
  #digests = new Map<string, Digest>();
  /** Blocks to which the file can go back, with the bytes that each takes; the latest last. */
  #blocks: (StoredBlock & { readonly bytes: number })[];
  /** Bulks that somebody may still ask for, by the place of their entry. */
  readonly #bulks = new Map<number, WeakRef<Bulk>>();
  readonly #recent = new BoundedMap<number, Uint8Array>(RECENT_BULKS, { touch: true });
  readonly #source: BulkSource = {
    read: (at) => this.#recent.get(at) ?? this.#readBulk(at),
    refused: (cause) => {
      const tell = this.onRefused;
      this.onRefused = () => {};
      tell(cause);
    },
  };
  /** Told once that a bulk cannot be read, or is not what was written. */
  onRefused: (cause: unknown) => void = () => {};

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepare(database);
    const blocks = database
      .prepare(
        "select number, hash, (select coalesce(sum(length(value) + coalesce(length, 0)), 0) from undo where block = number) as bytes from block order by number",
      )
      .all() as { number: number; hash: Hex; bytes: number }[];
    this.#blocks = blocks.map(({ number, ...rest }) => ({ ...rest, number: BigInt(number) }));
    this.#readDigests();
  }

  /**
   * Opens a store, or makes an empty one.
   * @param identity - what the store is of; by default whatever it is.
   * @throws an error if the file is torn or not such a store, or as SQLite does.
   */
  static open(path: string, identity?: string): StoreFile {
    closeSync(openSync(path, constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW, FILE_MODE));
    chmodSync(path, FILE_MODE);
    const database = new DatabaseSync(path);
    try {
      // Nobody else may use the file. A crash of the process loses nothing that was committed, one of the machine little.
      database.exec(
        `pragma page_size = ${PAGE_BYTES}; pragma locking_mode = exclusive; pragma trusted_schema = off; pragma cell_size_check = on; pragma journal_mode = wal; pragma synchronous = normal`,
      );
      requireSchema(database, identity);
      return new StoreFile(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** L1 blocks to which the store can go back, the latest last; it is as of that one. */
  get blocks(): readonly StoredBlock[] {
    return this.#blocks;
  }

  /** What the store is of. */
  get identity(): string {
    return (this.#statements.identity.get() as { value: string }).value;
  }

  /** Size of the file, bytes. */
  get bytes(): number {
    const { bytes } = this.#statements.size.get() as { bytes: number };
    return bytes;
  }

  /** Goes back to one of {@link blocks}. */
  rollBackTo(number: bigint): void {
    this.#transaction(() => {
      while (this.#blocks.length > 0 && this.#blocks.at(-1)!.number !== number) {
        this.#takeBack(Number(this.#blocks.pop()!.number));
      }
    });
    this.#readDigests();
  }

  /** All entries by section, in their order. @throws if they are not those that were written. */
  read(): Map<string, Entry[]> {
    const sections = new Map<string, Entry[]>();
    const digests = new Map<string, Digest>();
    for (const each of this.#statements.all.iterate() as Iterable<unknown>) {
      const row = each as EntryRow;
      const { section, key, value } = row;
      addTo(digests, row);
      const entry = { key, value, bulk: this.#bulkOf(row) };
      const entries = sections.get(section);
      if (entries === undefined) sections.set(section, [entry]);
      else entries.push(entry);
    }
    if (textOf(digests) !== textOf(this.#digests))
      throw new Error("its entries are not those that were written");
    return sections;
  }

  /** Begins to write a block's changes. Nothing else may be done until they are committed or aborted. */
  begin(block: StoredBlock): Writing {
    this.#database.exec("begin immediate");
    const digests = new Map([...this.#digests].map(([section, digest]) => [section, { ...digest }]));
    let bytes = 0;
    let isFirst = this.#blocks.length === 0;
    const number = Number(block.number);
    return {
      clear: (kept) => {
        for (const section of digests.keys()) {
          if (kept.includes(section)) continue;
          for (const { at } of this.#statements.bulks.all(section) as { at: number }[]) this.#dropBulk(at);
          this.#statements.clear.run(section);
          digests.delete(section);
        }
        this.#database.exec("delete from undo; delete from block");
        isFirst = true;
      },
      put: (change) => {
        bytes += this.#put(change, digests, isFirst ? undefined : number);
      },
      commit: () => {
        this.#statements.addBlock.run(number, block.hash, textOf(digests));
        const kept = [...(isFirst ? [] : this.#blocks), { ...block, bytes }];
        this.#forget(kept);
        this.#database.exec("commit");
        this.#blocks = kept;
        this.#digests = digests;
      },
      // SQLite has gone back by itself if the disk is full.
      abort: () => {
        if (this.#database.isTransaction) this.#database.exec("rollback");
      },
    };
  }

  /** Takes all bulks that somebody may still ask for into memory. @throws TRL-NOD-055 if one is not what was written. */
  pinBulks(): void {
    for (const at of this.#bulks.keys()) this.#pinBulk(at);
  }

  /** Who asks for a bulk afterwards gets an error, which says nothing of the file. */
  close(): void {
    this.onRefused = () => {};
    this.#database.close();
  }

  #bulkOf({ at, section, key, length, crc }: EntryRow): Bulk | undefined {
    if (length === null || crc === null) return undefined;
    const known = this.#bulks.get(at)?.deref();
    // Who had it before it was read again still needs it.
    if (known?.isOf({ length, crc })) return known;
    const bulk = new Bulk({ at, section, key, length, crc }, this.#source);
    this.#bulks.set(at, new WeakRef(bulk));
    return bulk;
  }

  #readBulk(at: number): Uint8Array | undefined {
    const bytes = this.#bytesAt(at);
    if (bytes !== undefined) this.#recent.set(at, bytes);
    return bytes;
  }

  #bytesAt(at: number): Uint8Array | undefined {
    return (this.#statements.bulk.get(at) as { bytes: Uint8Array } | undefined)?.bytes;
  }

  /** Before a bulk's row goes: who still has it finds it in memory. */
  #pinBulk(at: number): void {
    const bulk = this.#bulks.get(at)?.deref();
    bulk?.pin();
    this.#bulks.delete(at);
    this.#recent.delete(at);
  }

  /** Removes the row of a bulk that nobody may need any more. */
  #dropBulk(at: number): void {
    this.#bulks.get(at)?.deref()?.drop();
    this.#bulks.delete(at);
    this.#recent.delete(at);
    this.#statements.removeBulk.run(at);
  }

  /** @returns bytes that taking it back costs. */
  #put(
    { section, key, value, bulk, isNew }: EntryChange,
    digests: Map<string, Digest>,
    block: number | undefined,
  ): number {
    const { find, insert, update, remove, addUndo, removeBulk, insertBulk } = this.#statements;
    const old = find.get(section, key) as Omit<EntryRow, "section" | "key"> | undefined;
    if (old !== undefined) addTo(digests, { section, key, ...old }, -1);
    const hasBulk = old !== undefined && old.length !== null;
    if (hasBulk) this.#pinBulk(old.at);
    if (block !== undefined) {
      const bytes = hasBulk ? (this.#bytesAt(old.at) ?? null) : null;
      addUndo.run(
        ...[block, old?.at ?? null, section, key],
        ...[old?.value ?? null, old?.length ?? null, old?.crc ?? null, bytes],
      );
    }
    if (hasBulk) removeBulk.run(old.at);
    const { length, crc } = bulk === undefined ? NO_BULK : bulkDigest(section, key, bulk);
    let at = old?.at;
    if (at !== undefined && (value === undefined || isNew)) {
      remove.run(at);
      at = undefined;
    }
    if (value !== undefined) {
      if (at !== undefined) update.run(value, length, crc, at);
      else at = Number(insert.run(section, key, value, length, crc).lastInsertRowid);
      if (bulk !== undefined) insertBulk.run(at, bulk);
      addTo(digests, { section, key, value, at, length, crc });
    }
    return (old?.value.length ?? 0) + (old?.length ?? 0);
  }

  /** Removes the oldest blocks beyond the bounds, from the list and from the file. */
  #forget(blocks: { readonly number: bigint; readonly bytes: number }[]): void {
    let bytes = blocks.reduce((sum, block) => sum + block.bytes, 0);
    let oldest: bigint | undefined;
    while (blocks.length > 1 && (blocks.length > KEPT_BLOCKS || bytes > KEPT_BYTES)) {
      bytes -= blocks.shift()!.bytes;
      oldest = blocks[0]!.number;
    }
    if (oldest === undefined) return;
    this.#statements.forgetBlocks.run(Number(oldest));
    // What takes the oldest block back would lead to one that is not known any more.
    this.#statements.forgetUndo.run(Number(oldest));
  }

  #takeBack(block: number): void {
    const { undone, find, remove, restore, dropUndo, dropBlock, removeBulk, insertBulk } = this.#statements;
    for (const row of undone.all(block) as unknown as UndoRow[]) {
      const { at, section, key, value, length, crc, bytes } = row;
      const now = find.get(section, key) as { at: number } | undefined;
      if (now !== undefined) {
        this.#pinBulk(now.at);
        removeBulk.run(now.at);
        remove.run(now.at);
      }
      if (at === null || value === null) continue;
      restore.run(at, section, key, value, length, crc);
      if (bytes !== null) insertBulk.run(at, bytes);
    }
    dropUndo.run(block);
    dropBlock.run(block);
  }

  #transaction(act: () => void): void {
    this.#database.exec("begin immediate");
    try {
      act();
      this.#database.exec("commit");
    } catch (error) {
      this.#database.exec("rollback");
      throw error;
    }
  }

  #readDigests(): void {
    const row = this.#statements.digests.get() as { digests: string } | undefined;
    const digests = row === undefined ? [] : (JSON.parse(row.digests) as [string, Digest][]);
    this.#digests = new Map(digests);
  }
}

/** The writing of a block's changes. */
export interface Writing {
  /** Removes all sections but some, and all ways back: what was read before is void. To be called first. */
  clear(kept: readonly string[]): void;
  put(change: EntryChange): void;
  commit(): void;
  abort(): void;
}

type Statements = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync) {
  const sql = (text: string): StatementSync => database.prepare(text);
  return {
    find: sql("select at, value, length, crc from entry where section = ? and key = ?"),
    insert: sql("insert into entry (section, key, value, length, crc) values (?, ?, ?, ?, ?)"),
    restore: sql("insert into entry (at, section, key, value, length, crc) values (?, ?, ?, ?, ?, ?)"),
    update: sql("update entry set value = ?, length = ?, crc = ? where at = ?"),
    remove: sql("delete from entry where at = ?"),
    clear: sql("delete from entry where section = ?"),
    all: sql("select at, section, key, value, length, crc from entry order by at"),
    bulk: sql("select bytes from bulk where at = ?"),
    bulks: sql("select at from entry where section = ? and length is not null"),
    insertBulk: sql("insert into bulk (at, bytes) values (?, ?)"),
    removeBulk: sql("delete from bulk where at = ?"),
    addUndo: sql(
      "insert into undo (block, at, section, key, value, length, crc, bytes) values (?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    undone: sql(
      "select at, section, key, value, length, crc, bytes from undo where block = ? order by rowid desc",
    ),
    dropUndo: sql("delete from undo where block = ?"),
    forgetUndo: sql("delete from undo where block <= ?"),
    addBlock: sql("insert into block (number, hash, digests) values (?, ?, ?)"),
    dropBlock: sql("delete from block where number = ?"),
    forgetBlocks: sql("delete from block where number < ?"),
    digests: sql("select digests from block order by number desc limit 1"),
    identity: sql("select value from meta where key = 'identity'"),
    size: sql("select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()"),
  };
}

/** Makes the tables of an empty file. @throws if the file is not a store of this identity. */
function requireSchema(database: DatabaseSync, identity: string | undefined): void {
  const schemaOf = (): string[] =>
    (
      database.prepare("select sql from sqlite_schema where sql is not null order by rowid").all() as {
        sql: string;
      }[]
    ).map(({ sql }) => sql.toLowerCase());
  if (schemaOf().length === 0 && identity !== undefined) {
    database.exec(`begin; ${SCHEMA.join(";")}`);
    const add = database.prepare("insert into meta (key, value) values (?, ?)");
    add.run("version", VERSION);
    add.run("identity", identity);
    database.exec("commit");
  }
  if (schemaOf().join(";") !== SCHEMA.join(";")) throw new Error("its tables are others");
  const meta = database.prepare("select key, value from meta order by key desc").all() as Record<
    string,
    string
  >[];
  const [version, of] = meta;
  if (meta.length !== 2 || version?.key !== "version" || version.value !== VERSION)
    throw new Error("it is of another version");
  if (of?.key !== "identity" || (identity !== undefined && of.value !== identity))
    throw new Error(`it is of ${of?.value}, not of ${identity}`);
}

/** Adds an entry to its section's digest. @param sign - minus one takes it away. */
function addTo(digests: Map<string, Digest>, row: EntryRow, sign: 1 | -1 = 1): void {
  const { section, key, value, at, length, crc } = row;
  const digest = digests.get(section) ?? { count: 0, sum: 0 };
  const name = `${at}/${section.length}/${section}/${key}/${length ?? ""}/${crc ?? ""}/`;
  digest.count += sign;
  digest.sum = (digest.sum + sign * crc32(value, crc32(name))) >>> 0;
  digests.set(section, digest);
}

/** Digests as text. Those of empty sections are left out. */
function textOf(digests: ReadonlyMap<string, Digest>): string {
  return JSON.stringify(
    [...digests].filter(([, { count }]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
