import assert from "node:assert/strict";
import { test } from "node:test";
import { EventLog } from "./EventLog.ts";
import { Journal } from "./Journal.ts";
import { JournalCell } from "./JournalCell.ts";
import { JournalMap } from "./JournalMap.ts";

function state() {
  const journal = new Journal();
  const cell = new JournalCell(journal, 1);
  const map = new JournalMap<string, number>(journal);
  const log = new EventLog<string>(journal);
  journal.run(() => map.set("kept", 1));
  const all = () => [cell.value, map.get("kept"), map.has("new"), map.size, log.since(0)];
  const change = (): void => {
    cell.value = 2;
    map.set("kept", 2);
    map.set("new", 3);
    map.set("new", 4);
    log.push("an event");
  };
  return { journal, all, change };
}

const BEFORE = [1, 1, false, 1, []];
const AFTER = [2, 2, true, 2, ["an event"]];

test("a call that goes through changes state; one that throws changes nothing", () => {
  const { journal, all, change } = state();
  assert.throws(
    () =>
      journal.run(() => {
        change();
        assert.deepEqual(all(), AFTER);
        throw new Error("refused");
      }),
    /refused/,
  );
  assert.deepEqual(all(), BEFORE);
  journal.run(change);
  assert.deepEqual(all(), AFTER);
});

test("state changes only inside of a call, and no call runs inside of another", () => {
  const { journal, all, change } = state();
  assert.throws(change, { code: "TRL-MOD-002" });
  assert.throws(() => journal.run(() => journal.run(change)), { code: "TRL-MOD-002" });
  assert.deepEqual(all(), BEFORE);
});

test("remembered state comes back as often as it is asked for", () => {
  const { journal, all, change } = state();
  const before = journal.remember();
  journal.run(change);
  const after = journal.remember();
  for (let i = 0; i < 2; i++) {
    before();
    assert.deepEqual(all(), BEFORE);
    after();
    assert.deepEqual(all(), AFTER);
  }
});
