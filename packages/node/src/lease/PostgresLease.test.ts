import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import pg from "pg";
import { LocalPostgres } from "../../../fleet/test/LocalPostgres.ts";
import { until } from "../testing/TestNode.ts";
import { Lease } from "./Lease.ts";
import { openLease } from "./openLease.ts";
import { PostgresLease } from "./PostgresLease.ts";

const DURATION_MS = 800;

let postgres: LocalPostgres;
before(async () => {
  postgres = await LocalPostgres.start();
});
after(() => postgres.stop());

/** A machine that shares the lease `name`. */
async function machine(t: TestContext, name: string, durationMs = DURATION_MS) {
  const store = await PostgresLease.open({ url: postgres.url, name, durationMs });
  t.after(() => store.close());
  return { store, lease: leaseOf(store, durationMs) };
}

const leaseOf = (store: PostgresLease, durationMs: number): Lease =>
  new Lease(store, { durationMs, clock: () => performance.now(), wallClock: Date.now });

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

async function client(t: TestContext): Promise<pg.Client> {
  const one = new pg.Client({ connectionString: postgres.url });
  one.on("error", () => {});
  await one.connect();
  t.after(() => one.end());
  return one;
}

test("one of two has the lease; the other gets it with the next number when it is given up, or has ended", async (t) => {
  const name = randomUUID();
  const [a, b] = [await machine(t, name), await machine(t, name)];
  assert.deepEqual([await a.lease.attempt(), await b.lease.attempt()], [true, false]);
  assert.equal(await a.lease.attempt(), true);
  await a.lease.end();
  assert.equal(await b.lease.attempt(), true);
  assert.deepEqual([a.lease.fence, b.lease.fence], [1n, 2n]);
  // The second does not renew, as if its process was stopped.
  const c = await machine(t, name);
  await until(async () => {
    const hasIt = await c.lease.attempt();
    assert.ok(!hasIt || !b.lease.isHeld);
    return hasIt;
  });
  assert.equal(c.lease.fence, 3n);
  await assert.rejects(b.lease.attempt(), { code: "TRL-NOD-081" });
  await b.lease.end();
  assert.equal(await c.lease.attempt(), true, "the loser gives up nothing of the new holder");
});

test("a lease that is stopped twice at the same time is given up", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "trellis-lease-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const settings = { urlFile: await postgres.urlFile(folder), name: randomUUID(), seconds: 600 };
  const none = (): void => {};
  const fail = (error: unknown): void => assert.fail(String(error));
  const reports = { onStandby: none, onHeld: none, onProblem: fail, onLost: fail };
  for (const fence of ["1", "2"]) {
    const { duty, stop } = await openLease(settings, folder, reports);
    // The second time it would wait for ten minutes if the first one had not given it up.
    await duty.acquire(new AbortController().signal);
    await Promise.all([stop(), stop()]);
    assert.match((await readFile(join(folder, "lease", "last"))).toString(), new RegExp(`${fence} `));
  }
});

test("leases of other names, and of a holder that comes too late, are of their own", async (t) => {
  const [a, other] = [await machine(t, randomUUID()), await machine(t, randomUUID())];
  assert.deepEqual([await a.lease.attempt(), await other.lease.attempt()], [true, true]);
  await until(() => !a.lease.isHeld);
  await assert.rejects(a.lease.attempt(), { code: "TRL-NOD-081" });
  // The store gives a holder that was too late a new number.
  await new Promise((resolve) => setTimeout(resolve, DURATION_MS));
  assert.equal(await a.store.take(), 2n);
});

test("machines that make the table at once do not disturb each other", async (t) => {
  await (await client(t)).query("drop schema if exists trellis_lease cascade");
  const name = randomUUID();
  const all = await Promise.all(Array.from({ length: 6 }, () => machine(t, name)));
  const got = await Promise.all(all.map(({ lease }) => lease.attempt()));
  assert.equal(got.filter((hasIt) => hasIt).length, 1);
});

test("never two hold the lease, while machines stop, connections break and the database stands still", async (t) => {
  const name = randomUUID();
  const chaos = await client(t);
  const holds: { readonly who: number; readonly from: number; to: number }[] = [];
  let isOver = false;
  const life = async (who: number): Promise<void> => {
    while (!isOver) {
      const store = await PostgresLease.open({ url: postgres.url, name, durationMs: 200 }).catch(
        () => undefined,
      );
      if (store === undefined) continue;
      const lease = leaseOf(store, 200);
      while (!isOver && !(await lease.attempt().catch(() => false))) await tick();
      const hold = { who, from: performance.now(), to: 0 };
      if (lease.isHeld) holds.push(hold);
      for (let renewals = 0; lease.isHeld && !isOver; renewals++) {
        hold.to = performance.now();
        // Then it renews no more, as if its process was stopped.
        if (renewals < 3 + who) await lease.attempt().catch(() => {});
        await tick();
      }
      await store.close();
    }
  };
  const disturb = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn++) {
      await until(() => holds.length > turn);
      await chaos.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'",
      );
      await chaos.query("begin; lock table trellis_lease.leases in access exclusive mode");
      await new Promise((resolve) => setTimeout(resolve, 60 * turn));
      await chaos.query("commit");
    }
    await until(() => holds.length > 5);
  };
  await Promise.all([
    ...[1, 2, 3].map(life),
    disturb().finally(() => {
      isOver = true;
    }),
  ]);
  const spans = holds.toSorted((one, other) => one.from - other.from);
  for (const [i, next] of spans.slice(1).entries()) {
    const last = spans[i]!;
    assert.ok(last.to < next.from, `${last.who} until ${last.to}, ${next.who} from ${next.from}`);
  }
  assert.ok(new Set(holds.map(({ who }) => who)).size > 1, "the lease has changed hands");
});

test("TRL-NOD-080 the error of a database that cannot be used does not show its password", async () => {
  const url = "postgres://trellis:pass-word@127.0.0.1:1/postgres";
  await assert.rejects(PostgresLease.open({ url, name: "a", durationMs: 1_000 }), (error: Error) => {
    assert.match(error.message, /TRL-NOD-080: .*ECONNREFUSED.*lease\.urlFile/);
    assert.ok(!JSON.stringify(error).includes("pass-word"));
    return true;
  });
});
