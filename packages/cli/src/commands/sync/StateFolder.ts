import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Account, State } from "@trellis/ledger";
import { TrellisError } from "@trellis/protocol";
import { z } from "zod";

const decimal = z
  .string()
  .regex(/^[0-9]{1,78}$/)
  .transform(BigInt);
const hexNumber = z
  .string()
  .regex(/^0x[0-9a-f]{1,64}$/)
  .transform(BigInt);
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const index = z.number().int().min(0);

const headerSchema = z.strictObject({
  format: z.literal("trellis-state"),
  version: z.literal(1),
  chainId: index,
  rollup: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  /** L1 block that the state belongs to. */
  l1Block: decimal,
  height: decimal,
  proposalId: hash,
  stateRoot: hash,
  /** L1 messages consumed since genesis. */
  messagesConsumed: decimal,
  /** What the pool holds. */
  reserves: z.tuple([decimal, decimal]),
  /** Number of lines in accounts.jsonl. */
  accounts: index,
});
const accountSchema = z.strictObject({
  index,
  key: z.strictObject({ x: hexNumber, y: hexNumber }),
  /** L1 address that owns it. */
  owner: z.string().regex(/^0x[0-9a-f]{40}$/),
  nonce: index,
  balances: z.tuple([decimal, decimal]),
});

/** What a state folder says besides its accounts. */
export type StateHeader = Omit<z.output<typeof headerSchema>, "format" | "version" | "accounts" | "reserves">;

const HEADER = "state.json";
const ACCOUNTS = "accounts.jsonl";

/**
 * Checks that a folder does not exist yet, or is empty.
 * @throws TRL-CLI-050 if it holds anything, or cannot be used.
 */
export async function requireEmptyFolder(path: string): Promise<void> {
  let entries: string[];
  try {
    entries = await readdir(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    throw new TrellisError("TRL-CLI-050", `cannot use ${path}: ${code}`, { path }, cause);
  }
  if (entries.length > 0)
    throw new TrellisError("TRL-CLI-050", `${path} is not empty; nothing is overwritten`, { path });
}

/**
 * Writes a state, either whole or not at all. It first writes to a folder beside, reads it back and checks it
 * against the root. Then that folder takes the final name.
 * @throws TRL-CLI-050 if the folder is not empty or cannot be written, TRL-CLI-051 if the written files are
 * not the state.
 */
export async function writeStateFolder(
  path: string,
  header: StateHeader,
  state: State,
  ownerOf: (index: number) => string | undefined,
): Promise<void> {
  const target = resolve(path);
  const unfinished = join(dirname(target), `.${basename(target)}.${process.pid}.unfinished`);
  await requireEmptyFolder(target);
  try {
    await mkdir(unfinished, { recursive: true });
    await pipeline(
      Readable.from(accountLines(state, ownerOf)),
      createWriteStream(join(unfinished, ACCOUNTS), { flush: true }),
    );
    await writeFile(join(unfinished, HEADER), headerText(header, state), { flush: true });
    const written = await readStateFolder(unfinished);
    if (written.state.root() !== state.root()) {
      throw new TrellisError("TRL-CLI-051", "the files do not lead to the state's root; check the disk", {
        path,
      });
    }
    // Renames onto an empty or missing folder. It fails if anything has appeared there.
    await rename(unfinished, target);
  } catch (cause) {
    if (cause instanceof TrellisError) throw cause;
    throw new TrellisError(
      "TRL-CLI-050",
      `cannot write ${path}: ${(cause as NodeJS.ErrnoException).code}`,
      { path },
      cause,
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/**
 * Reads a state folder and checks its accounts against its root.
 * @throws TRL-CLI-051 if it is not a state folder, or its accounts do not have the root that it names.
 */
export async function readStateFolder(
  path: string,
): Promise<{ readonly header: StateHeader; readonly state: State }> {
  const broken = (reason: string, cause?: unknown): TrellisError =>
    new TrellisError("TRL-CLI-051", `${path} is not a complete state: ${reason}`, { path }, cause);
  const state = State.empty();
  try {
    const {
      format: _,
      version: __,
      accounts,
      reserves,
      ...header
    } = headerSchema.parse(JSON.parse(await readFile(join(path, HEADER), "utf8")));
    for await (const line of createInterface({ input: createReadStream(join(path, ACCOUNTS)) })) {
      const { index, owner: _, ...account } = accountSchema.parse(JSON.parse(line));
      state.set(index, account satisfies Account);
    }
    state.setReserves(reserves);
    if (state.size !== accounts) throw broken(`${state.size} accounts in place of ${accounts}`);
    if (state.root() !== BigInt(header.stateRoot)) throw broken("its root is another");
    return { header, state };
  } catch (cause) {
    throw cause instanceof TrellisError && cause.code === "TRL-CLI-051"
      ? cause
      : broken("it cannot be read", cause);
  }
}

function headerText(header: StateHeader, state: State): string {
  const { chainId, rollup, l1Block, height, proposalId, stateRoot, messagesConsumed } = header;
  const text: z.input<typeof headerSchema> = {
    format: "trellis-state",
    version: 1,
    chainId,
    rollup,
    l1Block: String(l1Block),
    height: String(height),
    proposalId,
    stateRoot,
    messagesConsumed: String(messagesConsumed),
    reserves: [String(state.reserves[0]), String(state.reserves[1])],
    accounts: state.size,
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}

function* accountLines(state: State, ownerOf: (index: number) => string | undefined): Generator<string> {
  for (const [index, { key, nonce, balances }] of state.accounts()) {
    const line: z.input<typeof accountSchema> = {
      index,
      key: { x: `0x${key.x.toString(16)}`, y: `0x${key.y.toString(16)}` },
      owner: ownerOf(index) ?? "",
      nonce,
      balances: [String(balances[0]), String(balances[1])],
    };
    yield `${JSON.stringify(line)}\n`;
  }
}
