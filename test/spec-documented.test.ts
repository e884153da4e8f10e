import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { settingsFaults } from "../packages/l1/src/contracts/settingsFaults.ts";
import { PRESETS, type Preset } from "../packages/protocol/src/settings/presets.ts";
import { claimShares, economicsOf } from "../scripts/specTables/economicsTable.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

test("the tables of docs/spec/README.md are those of presets and measured gas", async () => {
  await promisify(execFile)(process.execPath, ["scripts/generate-spec-tables.ts", "--check"], { cwd: ROOT });
});

test("M7: under the presets a seat with 99.9 % uptime loses less than 1 % of what it earns", () => {
  for (const preset of ["devnet", "mainnet"] as const) {
    const { lostByPenalties, lostByAbsence } = economicsOf(preset);
    assert.ok(lostByPenalties + lostByAbsence < 0.01, preset);
  }
});

test("M7: on mainnet batched claims cost less than the pay at 1, 10 and 50 gwei, at 0.2 ether a token", () => {
  assert.deepEqual([...claimShares().keys()], [1n, 10n, 50n]);
  for (const [gwei, share] of claimShares()) assert.ok(share < 1, `${gwei} gwei`);
});

/** Windows with room on both sides. */
const WIDE = { proposalWindow: 3_600, proofWindow: 36_000, inclusionDelay: 864_000, uncleWindow: 3_600 };

function isTaken(setting: string, value: number): boolean {
  const { settings, court } = PRESETS.mainnet;
  const isCourts = setting in court;
  const preset: Preset = {
    settings: { ...settings, ...WIDE, ...(isCourts ? {} : { [setting]: value }) },
    court: { ...court, contestWindow: 86_400, ...(isCourts ? { [setting]: value } : {}) },
  };
  const stakes = { stake: 1n, minStake: 1n, exitDelay: 365 * 86_400 };
  return settingsFaults(preset, stakes).every((fault) => fault.setting !== setting);
}

test("P11: each number of a range in the page is the last that is taken", async () => {
  const page = await readFile(`${ROOT}/docs/spec/README.md`, "utf8");
  const table = page.slice(
    page.indexOf("<!-- table of settings -->"),
    page.indexOf("<!-- end of table of settings -->"),
  );
  const numberOf = (text: string | undefined): number | undefined =>
    text !== undefined && /^[\d,]+$/.test(text) ? Number(text.replaceAll(",", "")) : undefined;
  let ends = 0;
  for (const line of table.split("\n").filter((row) => row.startsWith("| `"))) {
    const [, name, , , , range] = line.split("|").map((cell) => cell.trim());
    const setting = name!.replaceAll("`", "");
    if (["stake", "minStake", "exitDelay", "proofWindow"].includes(setting)) continue;
    const [min, max] = range!.split(" … ").map(numberOf);
    for (const [end, beyond] of [
      [min, -1],
      [max, 1],
    ] as const) {
      if (end === undefined) continue;
      ends++;
      assert.ok(isTaken(setting, end), `${setting} ${end}`);
      assert.ok(end + beyond < 0 || !isTaken(setting, end + beyond), `${setting} ${end + beyond}`);
    }
  }
  assert.ok(ends > 30, `only ${ends} ends found: the search is broken`);
});

/** Fields of a Noir struct, as the page writes them: `[hi,lo]` for a hash, `[16]` for a bitmap. */
function fieldsOf(noir: string, struct: string): string[] {
  const [, body] = new RegExp(`pub struct ${struct} \\{([^}]*)\\}`).exec(noir) ?? [];
  return [...(body ?? "").matchAll(/pub (\w+): ([^\n]+),/g)].map(([, name, type]) =>
    type === "Hash256" ? `${name}[hi,lo]` : type!.includes("BITMAP_LIMBS") ? `${name}[16]` : name!,
  );
}
const countOf = (fields: readonly string[]): number =>
  fields.reduce((sum, field) => sum + (field.endsWith("[hi,lo]") ? 2 : field.endsWith("[16]") ? 16 : 1), 0);

test("docs/spec/encoding.md lists the circuits' public inputs in their order, with their number", async () => {
  const page = await readFile(`${ROOT}/docs/spec/encoding.md`, "utf8");
  for (const [struct, file] of [
    ["NodeOutputs", "node_outputs"],
    ["BlockOutputs", "block_outputs"],
  ] as const) {
    const noir = await readFile(`${ROOT}/circuits/lib/src/${file}.nr`, "utf8");
    const fields = fieldsOf(noir, struct);
    const [, count, list] =
      new RegExp(`\`${struct}\` \\((\\d+) fields[^)]*\\):\\n\`([^\`]+)\``).exec(page) ?? [];
    assert.deepEqual(list?.split(/,\s+/), fields);
    assert.equal(Number(count), countOf(fields));
  }
});
