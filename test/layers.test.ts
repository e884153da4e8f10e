import assert from "node:assert/strict";
import { test } from "node:test";
import { leavesItsPackage, productionUsesTests, usesFolder } from "./structure/checkBoundaries.ts";
import { crowdedFolders } from "./structure/checkFolders.ts";
import { impurities } from "./structure/checkPurity.ts";
import { cycleOf, emptyRooms, forbiddenArrows, outsideOfRooms } from "./structure/checkRooms.ts";
import { nativeModulesOf } from "./structure/nativeModulesOf.ts";
import { readSources } from "./structure/readSources.ts";
import { ROOM_ARROWS, ROOMS } from "./structure/rooms.ts";
import { isGenerated } from "./structure/SourceFile.ts";
import { toMend } from "./structure/Violation.ts";

/** Arrows point down only (docs/architecture.md): what each package may depend on. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  field: [],
  protocol: ["field"],
  ledger: ["field", "protocol"],
  strategy: ["ledger", "protocol"],
  "l1-model": ["field", "protocol"],
  "rpc-api": ["protocol"],
  l1: ["protocol"],
  gossip: ["protocol"],
  // The model is for its tests.
  indexer: ["l1-model", "l1", "rpc-api", "field", "ledger", "protocol"],
  // All but the resources' schemas is for its tests.
  explorer: ["indexer", "l1-model", "l1", "rpc-api", "field", "ledger", "protocol"],
  prover: ["field", "ledger", "protocol"],
  fleet: ["prover", "protocol"],
  client: ["rpc-api", "field", "ledger", "protocol"],
  node: [
    "explorer",
    "indexer",
    "fleet",
    "strategy",
    "rpc-api",
    "gossip",
    "prover",
    "l1",
    "field",
    "ledger",
    "protocol",
  ],
  simulator: ["l1-model", "strategy", "ledger", "protocol"],
  cli: [
    "client",
    "node",
    "explorer",
    "indexer",
    "fleet",
    "simulator",
    "rpc-api",
    "prover",
    "l1",
    "field",
    "ledger",
    "protocol",
  ],
};

/** Arrows between rooms that are still to go. An exception that nothing needs any more fails the test: the list only shrinks. */
const ARROWS_TO_GO: readonly string[] = [];
/** Likewise for pure packages. */
const IMPURITIES_TO_GO: readonly string[] = [];
/** Likewise for tests that reach up. */
const REACHES_TO_GO: readonly string[] = [];

/** Packages that compute only: no clock, network, disk or chance. */
const PURE = ["protocol", "strategy", "l1-model", "rpc-api"];
/** Entries that a simulator or a browser imports. */
const WITHOUT_NATIVE_CODE = ["protocol", "field", "ledger", "strategy", "l1-model", "rpc-api", "simulator"];
const SOURCE_FOLDERS = [
  "packages/*/src/**",
  "contracts/{src,test}/**",
  "circuits/**",
  "{test,scripts,bench}/**",
];

const sources = (await readSources(["packages/*/{src,test}/**/*.{ts,tsx}"])).filter(
  ({ path }) => !isGenerated(path),
);

test("the sources are found", () => {
  for (const name of Object.keys(BELOW)) {
    assert.ok(
      sources.some(
        ({ path }) => path === `packages/${name}/src/index.ts` || path === `packages/${name}/src/main.ts`,
      ),
      name,
    );
  }
  assert.ok(sources.length > 300, `only ${sources.length} files found: the search is broken`);
});

// A package can only import what it declares (knip refuses the rest), so its declared dependencies are its arrows.
test("packages depend only on packages below them", async () => {
  const manifests = await readSources(["packages/*/package.json"]);
  assert.deepEqual(
    manifests.map(({ path }) => path.split("/")[1]!).sort(),
    Object.keys(BELOW).sort(),
    "every package has its place in the layers",
  );
  for (const { path, text } of manifests) {
    const name = path.split("/")[1]!;
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    for (const dependency of Object.keys(dependencies)) {
      if (!dependency.startsWith("@trellis/")) continue;
      const below = dependency.slice("@trellis/".length);
      assert.ok(BELOW[name]!.includes(below), `packages/${name} must not depend on packages/${below}`);
    }
  }
  assert.equal(cycleOf(BELOW), undefined);
});

test("every source file lies in a room that test/structure/rooms.ts lists", () => {
  const files = sources.filter(({ path }) => path.split("/")[2] === "src");
  assert.deepEqual(toMend(outsideOfRooms(files, ROOMS)), []);
  assert.deepEqual(emptyRooms(files, ROOMS), [], "listed, and not there");
});

test("rooms import only rooms below them", () => {
  const violations = Object.entries(ROOM_ARROWS).flatMap(([name, arrows]) => {
    assert.equal(cycleOf(arrows), undefined, `the arrows of packages/${name} have a cycle`);
    assert.deepEqual(
      [...Object.keys(arrows)].sort(),
      Object.keys(ROOMS[name]!.rooms)
        .filter((room) => room !== "testing")
        .sort(),
      `every room of packages/${name} has its arrows`,
    );
    return forbiddenArrows(sources, name, arrows);
  });
  assert.deepEqual(toMend(violations, ARROWS_TO_GO), []);
});

test("production files import no tests and no test support", () => {
  assert.deepEqual(toMend(productionUsesTests(sources)), []);
});

test("a package is imported by its name; tests reach only into packages below", () => {
  assert.deepEqual(toMend(leavesItsPackage(sources, BELOW), REACHES_TO_GO), []);
});

test("only the devnet's command uses the devnet", () => {
  const violations = usesFolder(sources, "packages/cli/src/devnet/", "packages/cli/src/commands/devnet/");
  assert.deepEqual(toMend(violations), []);
});

test("rules, strategies and the contracts' model have no clock, network, disk or chance", () => {
  const pure = sources.filter(({ path }) => PURE.includes(path.split("/")[1]!));
  assert.deepEqual(toMend(impurities(pure), IMPURITIES_TO_GO), []);
});

for (const name of WITHOUT_NATIVE_CODE) {
  test(`importing @trellis/${name} loads no native module`, async () => {
    assert.deepEqual(await nativeModulesOf(`@trellis/${name}`), []);
  });
}

test("no source folder is crowded", async () => {
  const files = (await readSources(SOURCE_FOLDERS.map((folder) => `${folder}/*.{ts,sol,nr}`))).filter(
    ({ path }) => !isGenerated(path),
  );
  assert.ok(files.length > 500, `only ${files.length} files found: the search is broken`);
  assert.deepEqual(crowdedFolders(files.map(({ path }) => path)), []);
});
