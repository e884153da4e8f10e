/**
 * Deletes each assertion and each part of a conjunction (`a & b`) of the circuits, one at a time, and runs the circuits'
 * tests: a test must fail. Prints what became of every mutant, and exits with 1 if one survived. A second run goes on where the last one
 * stopped; survivors run again. docs/circuit-mutations.md gives a reason for each survivor.
 *
 *   npm run mutate:circuits [-- --only <part of a path>] [--findings <file>]
 *
 * Takes about 20 minutes on one core. Whether a child's proof is verified is seen only by proving (packages/prover/test).
 */
import { glob, readFile } from "node:fs/promises";
import { setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { assertionsOf, without } from "./assertions.ts";
import { conjunctsOf } from "./conjuncts.ts";
import { type Finding, Findings } from "./Findings.ts";
import { firstFailure } from "./firstFailure.ts";
import { type Bytecodes, type MUTATED, Sandbox } from "./Sandbox.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    findings: { type: "string", default: join(tmpdir(), "trellis-mutations.jsonl") },
  },
});

const ROOT = join(import.meta.dirname, "../..");
const JOIN_TESTS = ["join"];
const VOTE_TESTS = ["leafProver"];
/** Sources that say who proved a node. */
const VOTE_FILES = ["prover_vote", "transcript", "contribution", "seat_words", "poseidon2"];
const EXECUTION_TESTS = ["hints", "leaf", "leafPool", "leafForced"];

/** The tests of the circuits that a mutant of `file` changes, in the order in which they probably find it. */
function testsOf(file: string, before: Bytecodes, after: Bytecodes): string[] {
  const changes = (name: (typeof MUTATED)[number]): boolean => before[name] !== after[name];
  const leaf = VOTE_FILES.some((name) => file.endsWith(`/${name}.nr`))
    ? [...VOTE_TESTS, ...EXECUTION_TESTS, "agreement"]
    : [...EXECUTION_TESTS, ...VOTE_TESTS, "agreement"];
  const names = [
    ...(changes("merge") || changes("root") ? JOIN_TESTS : []),
    ...(changes("leaf") ? leaf : []),
  ];
  return names.map((name) => join(ROOT, `circuits/test/${name}.test.ts`));
}

/** In an execution, the black box of recursion checks nothing. */
const PROOF = "std::verify_proof_with_type";

async function fateOf(
  file: string,
  text: string,
  sandbox: Sandbox,
  before: Bytecodes,
): Promise<Pick<Finding, "fate" | "by">> {
  let after: Bytecodes;
  try {
    after = await sandbox.compile();
  } catch (error) {
    return { fate: "not compiled", by: String(error).split("\n")[0] };
  }
  const tests = testsOf(file, before, after);
  if (tests.length === 0) return { fate: "without effect" };
  const failed = await firstFailure(sandbox.folder, tests);
  if (failed !== undefined) return { fate: "killed", by: failed };
  return { fate: text.startsWith(PROOF) ? "left to proofs" : "survived" };
}

// Children inherit it: other work comes first.
setPriority(19);
const findings = new Findings(values.findings);
const sandbox = await Sandbox.create();
const counts = new Map<string, number>();
try {
  const before = await sandbox.compile();
  const files: string[] = [];
  for await (const file of glob(["{lib,leaf,merge,root}/src/*.nr"], { cwd: join(ROOT, "circuits") })) {
    if (file.includes(values.only)) files.push(file);
  }
  for (const file of files.sort()) {
    const source = await readFile(join(ROOT, "circuits", file), "utf8");
    for (const deletion of [...assertionsOf(source), ...conjunctsOf(source)]) {
      const { line, text } = deletion;
      const mutant = without(source, deletion);
      const key = Findings.key(file, mutant);
      let finding = findings.get(key);
      if (finding === undefined || finding.fate === "survived") {
        await sandbox.write(file, mutant);
        finding = { key, file, line, text, ...(await fateOf(file, text, sandbox, before)) };
        findings.add(finding);
      }
      counts.set(finding.fate, (counts.get(finding.fate) ?? 0) + 1);
      const by = finding.by === undefined ? "" : `\n    by ${finding.by}`;
      console.log(`${finding.fate.padEnd(15)} ${file}:${line} ${text}${by}`);
    }
    await sandbox.write(file, source);
  }
} finally {
  await sandbox.remove();
}
for (const [fate, count] of counts) console.log(`${fate}: ${count}`);
if ((counts.get("survived") ?? 0) > 0) process.exitCode = 1;
