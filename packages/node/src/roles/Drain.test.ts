import assert from "node:assert/strict";
import { test } from "node:test";
import { Drain } from "./Drain.ts";
import type { Role } from "./Role.ts";

class Promised implements Role {
  debts: string[] = [];
  isDrained = false;
  update(): void {}
  async stop(): Promise<void> {}
  drain(): void {
    this.isDrained = true;
  }
  owes(): string[] {
    return this.debts;
  }
}

const plain: Role = { update: () => {}, stop: async () => {} };

test("a node that owes nothing ends at once, and its roles take on nothing more", async () => {
  const role = new Promised();
  await new Drain(
    () => [role, plain],
    () => assert.fail(),
  ).drain();
  assert(role.isDrained);
});

test("it ends when the last promise is kept, and tells of each change once", async () => {
  const role = new Promised();
  const told: string[][] = [];
  const drain = new Drain(
    () => [role, plain],
    (owed) => told.push([...owed]),
  );
  drain.update();
  assert(!role.isDrained, "nobody has asked");
  role.debts = ["a", "b"];
  const ended = drain.drain();
  drain.update();
  role.debts = ["b"];
  drain.update();
  drain.update();
  assert.deepEqual(drain.owed(), ["b"]);
  role.debts = [];
  drain.update();
  await ended;
  assert.deepEqual(told, [["a", "b"], ["b"]]);
});

test("a node that is stopped meanwhile waits no longer", async () => {
  const role = new Promised();
  role.debts = ["a"];
  const drain = new Drain(
    () => [role],
    () => {},
  );
  const ended = drain.drain();
  await drain.stop();
  await ended;
});
