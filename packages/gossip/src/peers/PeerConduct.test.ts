import assert from "node:assert/strict";
import { test } from "node:test";
import { PeerConduct } from "./PeerConduct.ts";

test("penalties add up and halve with time; bans end", () => {
  let now = 0;
  const conduct = new PeerConduct({ halfLife: 60, ban: 100, capacity: 8, clock: () => now });
  assert.equal(conduct.score("a"), 0);
  conduct.penalise("a", 40);
  conduct.penalise("a", 40);
  assert.deepEqual([conduct.score("a"), conduct.score("b")], [-80, 0]);
  now = 60;
  assert.equal(conduct.score("a"), -40);
  conduct.penalise("a", 10);
  assert.equal(conduct.score("a"), -50);

  conduct.ban("a");
  assert.deepEqual([conduct.isBanned("a"), conduct.isBanned("b")], [true, false]);
  now = 159;
  assert.equal(conduct.isBanned("a"), true);
  now = 160;
  assert.equal(conduct.isBanned("a"), false);
});

test("the fifth bad message within a minute or so bans at once; rare ones do not", () => {
  let now = 0;
  const conduct = new PeerConduct({ halfLife: 60_000, ban: 100, capacity: 8, clock: () => now });
  assert.deepEqual(
    Array.from({ length: 5 }, () => conduct.blame("a")),
    [false, false, false, false, true],
  );
  assert.deepEqual([conduct.isBanned("a"), conduct.isBanned("b")], [true, false]);
  for (let n = 0; n < 20; n++) {
    now += 60_000;
    assert.equal(conduct.blame("b"), false);
  }
});
