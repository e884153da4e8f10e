/**
 * Writes docs/spec/storage.md: where each contract keeps its state, as the compiler lays it out. No code is generated, which keeps it fast.
 *
 *   node scripts/generate-storage-layout.ts           write
 *   node scripts/generate-storage-layout.ts --check   exit 1 if the page is stale
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import solc from "solc";

interface Variable {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}

interface Type {
  readonly label: string;
  readonly numberOfBytes: string;
  readonly encoding: "inplace" | "mapping" | "dynamic_array" | "bytes";
  /** Of an array. */
  readonly base?: string;
  /** Of a mapping. */
  readonly value?: string;
  /** Of a struct. */
  readonly members?: readonly Variable[];
}

interface Layout {
  readonly storage: readonly Variable[];
  /** `null` where nothing is stored. */
  readonly types: Readonly<Record<string, Type>> | null;
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<Record<string, Readonly<Record<string, { readonly storageLayout: Layout }>>>>;
}

const ROOT = join(import.meta.dirname, "..");
const CONTRACTS = join(ROOT, "contracts");
const SOLADY = join(ROOT, "node_modules/solady/src");
const PAGE = join(ROOT, "docs/spec/storage.md");

/** The order of the page; contracts that are missing here follow by name. */
const FIRST = [
  "Auction",
  "Rollup",
  "Rewards",
  "ProverRegistry",
  "SlashingCourt",
  "Bridge",
  "Vault",
  "TrellisToken",
];

/** Folders of contracts/ whose contracts can be deployed. The proof verifiers, in a folder apart, have no storage. */
const FOLDERS = ["src"];

/** Contract → its source, for all contracts that can be deployed. */
function deployable(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of FOLDERS) {
    for (const file of readdirSync(join(CONTRACTS, folder)).sort()) {
      if (!file.endsWith(".sol")) continue;
      const text = readFileSync(join(CONTRACTS, folder, file), "utf8");
      for (const [, name] of text.matchAll(/^contract (\w+)/gm)) found.set(name!, `${folder}/${file}`);
    }
  }
  const place = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return new Map([...found].sort(([left], [right]) => place(left) - place(right)));
}

function readImport(path: string): { contents: string } | { error: string } {
  const file = path.startsWith("solady/")
    ? join(SOLADY, path.slice("solady/".length))
    : join(CONTRACTS, path);
  return existsSync(file) ? { contents: readFileSync(file, "utf8") } : { error: `no ${file}` };
}

function layoutsOf(contracts: ReadonlyMap<string, string>): Map<string, Layout> {
  const sources = [...contracts.values()].map((source) => [
    source,
    { content: readFileSync(join(CONTRACTS, source), "utf8") },
  ]);
  const selection = [...contracts].map(([name, source]) => [source, { [name]: ["storageLayout"] }]);
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(sources),
    settings: { evmVersion: "prague", outputSelection: Object.fromEntries(selection) },
  };
  const output: CompilerOutput = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return new Map(
    [...contracts].map(([name, source]) => [name, output.contracts[source]![name]!.storageLayout]),
  );
}

type Row = readonly [slot: string, offset: string, bytes: string, label: string, type: string];

/** The rows of `variables`, whose slots count from `slot`. Structs that are stored in place are expanded. */
function rowsOf(
  types: Readonly<Record<string, Type>>,
  variables: readonly Variable[],
  slot = 0n,
  prefix = "",
): Row[] {
  return variables.flatMap((variable): Row[] => {
    const type = types[variable.type]!;
    const at = slot + BigInt(variable.slot);
    const label = prefix + variable.label;
    if (type.members !== undefined) return rowsOf(types, type.members, at, `${label}.`);
    const base = type.encoding === "inplace" && type.base !== undefined ? types[type.base]! : undefined;
    if (base?.members !== undefined) {
      const size = Number(base.numberOfBytes);
      return Array.from({ length: Number(type.numberOfBytes) / size }, (_, index) =>
        rowsOf(types, base.members!, at + BigInt((index * size) / 32), `${label}[${index}].`),
      ).flat();
    }
    return [[`${at}`, `${variable.offset}`, type.numberOfBytes, `\`${label}\``, `\`${type.label}\``]];
  });
}

/** The structs that are reached only through keys or indices, by name. */
function structsBehindKeys({ storage, types }: Layout): Type[] {
  const found = new Map<string, Type>();
  const seen = new Set<string>();
  const visit = (id: string, isBehindKey: boolean): void => {
    const type = types![id]!;
    if (isBehindKey && type.members !== undefined) found.set(type.label, type);
    if (seen.has(`${id} ${isBehindKey}`)) return;
    seen.add(`${id} ${isBehindKey}`);
    if (type.value !== undefined) visit(type.value, true);
    if (type.base !== undefined) visit(type.base, type.encoding !== "inplace");
    // A struct within a listed one is expanded there.
    for (const member of type.members ?? []) visit(member.type, false);
  };
  for (const variable of storage) visit(variable.type, false);
  return [...found.values()].sort((left, right) => (left.label < right.label ? -1 : 1));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |\n`;
  return line(head) + line(widths.map((width) => "-".repeat(width))) + rows.map(line).join("");
}

const COLUMNS = ["slot", "offset", "bytes", "label", "type"];

/** Solady's ERC-20 declares no variables: its slots are hashes, of seeds that its source names. */
function tokenTable(): string {
  const source = readFileSync(join(SOLADY, "tokens/ERC20.sol"), "utf8");
  const constant = (name: string): string => {
    const value = new RegExp(`constant ${name} = 0x([0-9a-f]+);`).exec(source)?.[1];
    if (value === undefined) throw new Error(`Solady's ERC20 names no ${name}`);
    return value;
  };
  const ofOwner = (seed: string) => `owner ‖ 0 (8 bytes) ‖ 0x${constant(seed)}`;
  return table(
    ["slot", "bytes", "what"],
    [
      [`\`0x${constant("_TOTAL_SUPPLY_SLOT")}\``, "32", "total supply"],
      [`\`keccak256(${ofOwner("_BALANCE_SLOT_SEED")})\``, "32", "balance of `owner`"],
      [
        `\`keccak256(${ofOwner("_ALLOWANCE_SLOT_SEED")} ‖ spender)\``,
        "32",
        "what `spender` may take from `owner`",
      ],
      [`\`keccak256(${ofOwner("_NONCES_SLOT_SEED")})\``, "32", "`owner`'s nonce for `permit`"],
    ],
  );
}

function sectionOf(name: string, source: string, layout: Layout): string {
  const isToken = /^contract \w+ is [^{]*\bERC20\b/m.test(readFileSync(join(CONTRACTS, source), "utf8"));
  let text = `\n## ${name}\n`;
  if (layout.storage.length > 0) text += `\n${table(COLUMNS, rowsOf(layout.types!, layout.storage))}`;
  if (isToken) {
    text += `\nFrom Solady's \`ERC20\`. \`owner\` and \`spender\` have 20 bytes, seeds 4:\n\n${tokenTable()}`;
  }
  if (layout.storage.length === 0 && !isToken) text += "\nThis contract stores nothing.\n";
  for (const struct of layout.storage.length > 0 ? structsBehindKeys(layout) : []) {
    text += `\n### ${name}: ${struct.label}\n\n${table(COLUMNS, rowsOf(layout.types!, struct.members!))}`;
  }
  return text;
}

function pageText(): string {
  const contracts = deployable();
  const layouts = layoutsOf(contracts);
  return (
    "<!-- Made by scripts/generate-storage-layout.ts: do not edit. -->\n\n# Storage\n\n" +
    "This page shows where the contracts keep their state. Use it to read slots by `eth_getStorageAt` or to prove them by `eth_getProof`. To read\n" +
    "single values, prefer the contracts' own views. A change of this page means that a change of the code has moved something.\n\n" +
    "- Offsets count bytes from the slot's low end.\n" +
    "- A mapping's own slot `p` is empty. The value of key `k` begins at `keccak256(k ‖ p)`, both 32 bytes long. The slots of a struct there\n" +
    "  count from it.\n" +
    "- Structs and arrays of structs are listed field by field.\n" +
    "- Settings and other contracts' addresses are immutables, which are part of the code.\n" +
    "- The libraries work on their callers' storage and have none. The verifiers have none either.\n" +
    [...layouts].map(([name, layout]) => sectionOf(name, contracts.get(name)!, layout)).join("")
  );
}

const text = pageText();
if (!process.argv.includes("--check")) {
  writeFileSync(PAGE, text);
} else if (!existsSync(PAGE) || readFileSync(PAGE, "utf8") !== text) {
  console.error("stale: docs/spec/storage.md\nrun: node scripts/generate-storage-layout.ts");
  process.exitCode = 1;
}
