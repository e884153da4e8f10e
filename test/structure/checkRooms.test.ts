import assert from "node:assert/strict";
import { test } from "node:test";
import { cycleOf, emptyRooms, forbiddenArrows, outsideOfRooms, roomOf } from "./checkRooms.ts";

const file = (path: string, text = "") => ({ path: `packages/${path}`, text });
const packages = {
  house: { entries: ["index.ts", "House.ts"], rooms: { hall: "", roof: "", "roof/attic": "" } },
};
const arrows = { hall: [], roof: ["hall"], "roof/attic": ["roof"] };

test("the innermost room holds a file", () => {
  assert.equal(roomOf("roof/attic/Box.ts", Object.keys(packages.house.rooms)), "roof/attic");
  assert.equal(roomOf("roof/Tile.ts", Object.keys(packages.house.rooms)), "roof");
  assert.equal(roomOf("roofing/Tile.ts", Object.keys(packages.house.rooms)), undefined);
});

test("a file outside of the rooms is found, unless it is an entry or an entry's test", () => {
  const files = [
    "house/src/index.ts",
    "house/src/House.test.ts",
    "house/src/House.slow.test.ts",
    "house/src/hall/Lamp.ts",
    "house/src/roof/attic/Box.test.ts",
    "house/src/Stray.ts",
    "house/src/cellar/Coal.ts",
    "hut/src/index.ts",
  ].map((path) => file(path));
  assert.deepEqual(
    outsideOfRooms(files, packages).map(({ key }) => key),
    [
      "packages/house/src/Stray.ts lies in no room of packages/house",
      "packages/house/src/cellar/Coal.ts lies in no room of packages/house",
      "packages/hut has no list of rooms",
    ],
  );
});

test("a room or an entry without a file is found", () => {
  const files = [
    file("house/src/index.ts"),
    file("house/src/hall/Lamp.ts"),
    file("house/src/roof/attic/Box.ts"),
  ];
  assert.deepEqual(emptyRooms(files, packages), ["packages/house/src/House.ts"]);
  assert.deepEqual(emptyRooms([], packages).length, 5);
});

test("an import into a room that may not be used is found, with its line", () => {
  const files = [
    file("house/src/roof/Tile.ts", 'import { lamp } from "../hall/Lamp.ts";\n'),
    file("house/src/hall/Lamp.ts", '\nimport { tile } from "../roof/Tile.ts";\n'),
    file("house/src/roof/attic/Box.ts", 'import { lamp } from "../../hall/Lamp.ts";\n'),
    file("house/src/hall/House.ts", 'import { house } from "../House.ts";\n'),
    file("house/src/hall/Door.ts", 'import { fake } from "../testing/fake.ts";\n'),
  ];
  assert.deepEqual(
    forbiddenArrows(files, "house", arrows).map(({ path, line, key }) => `${path}:${line} ${key}`),
    [
      "packages/house/src/hall/Lamp.ts:2 house: hall must not import roof",
      "packages/house/src/roof/attic/Box.ts:1 house: roof/attic must not import hall",
      "packages/house/src/hall/House.ts:1 house: hall must not import House.ts",
      "packages/house/src/hall/Door.ts:1 house: hall must not import testing",
    ],
  );
});

test("entries, tests, test support and other packages are free", () => {
  const text = 'import { tile } from "../roof/Tile.ts";\n';
  const files = [
    file("house/src/index.ts", 'export * from "./roof/Tile.ts";\n'),
    file("house/src/hall/Lamp.test.ts", text),
    file("house/src/testing/fake.ts", text),
    file("hut/src/hall/Lamp.ts", text),
  ];
  assert.deepEqual(forbiddenArrows(files, "house", arrows), []);
});

test("a cycle of declared arrows is found", () => {
  assert.equal(cycleOf(arrows), undefined);
  assert.deepEqual(cycleOf({ a: ["b"], b: ["c"], c: ["b"] }), ["b", "c", "b"]);
  assert.deepEqual(cycleOf({ a: ["a"] }), ["a", "a"]);
});
