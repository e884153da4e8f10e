import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { test } from "node:test";
import { proposalId, toHex } from "@trellis/protocol";
import { FakeGossipContext } from "../testing/FakeGossipContext.ts";
import type { HostReport } from "../testing/hostProcess.ts";

/** A child that remembers what it reported. */
class Child {
  readonly process: ChildProcess;
  readonly #reports: HostReport[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(...args: string[]) {
    this.process = fork(new URL("../testing/hostProcess.ts", import.meta.url), args);
    this.process.on("message", (report) => {
      this.#reports.push(report as HostReport);
      for (const look of [...this.#watchers]) look();
    });
  }

  /** The first report that fits, past or future. The test's own timeout bounds the wait. */
  told<Report extends HostReport>(fits: (report: HostReport) => report is Report): Promise<Report> {
    return new Promise((resolve) => {
      const look = (): void => {
        const report = this.#reports.find(fits);
        if (report === undefined) return;
        this.#watchers.delete(look);
        resolve(report);
      };
      this.#watchers.add(look);
      look();
    });
  }
}

const isListening = (report: HostReport) => report.event === "listening";
const gossips =
  (peers: number) =>
  (report: HostReport): report is HostReport & { event: "gossiping" } =>
    report.event === "gossiping" && report.peers === peers;
const isReceived = (report: HostReport) => report.event === "received";

test("a message published in one process reaches a third through a second", { timeout: 60_000 }, async () => {
  const children: Child[] = [];
  const start = async (...args: string[]): Promise<{ child: Child; address: string }> => {
    const child = new Child(...args);
    children.push(child);
    return { child, address: (await child.told(isListening)).address };
  };
  try {
    const b = await start("B");
    const [a, c] = await Promise.all([start("A", b.address), start("C", b.address)]);
    await Promise.all([b.child.told(gossips(2)), a.child.told(gossips(1)), c.child.told(gossips(1))]);
    a.child.process.send("publish");
    const context = new FakeGossipContext();
    const what = `proposal:${toHex(proposalId(context.domain, context.signed().proposal))}`;
    assert.equal((await c.child.told(isReceived)).what, what);
  } finally {
    for (const { process } of children) process.kill();
  }
});
