import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256, toHex } from "@trellis/protocol";
import { protocolString } from "../host/topics.ts";
import { rawPeer } from "../testing/rawPeer.ts";
import { type TestHost, withHosts } from "../testing/TestHost.ts";
import { SnapshotPeers } from "./SnapshotPeers.ts";
import type { ServedSnapshot } from "./SnapshotServing.ts";

const MAX_MANIFEST = 1_000;
const CHUNKS = [1, 2, 3].map((fill) => new Uint8Array(100_000 * fill).fill(fill));
const wanted = (chunk: Uint8Array) => ({ hash: toHex(sha256(chunk)), bytes: chunk.length });

/** A snapshot that counts how often each chunk was asked for. */
function served(manifest: Uint8Array, chunks = CHUNKS): ServedSnapshot & { asked: number } {
  const byHash = new Map(chunks.map((chunk) => [toHex(sha256(chunk)) as string, chunk]));
  return {
    manifest,
    asked: 0,
    async chunk(hash) {
      this.asked++;
      return byHash.get(hash);
    },
  };
}

async function asking(
  hosts: readonly TestHost[],
  act: (peers: SnapshotPeers) => Promise<void>,
): Promise<void> {
  const addresses = hosts.map(({ host }) => host.addresses()[0]!);
  const peers = await SnapshotPeers.start(hosts[0]!.context.domain, addresses, MAX_MANIFEST);
  try {
    await act(peers);
  } finally {
    await peers.stop();
  }
}

const { signal } = new AbortController();

test("a new node finds what peers have, and takes chunks from several of them", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const hosts = [await start("a"), await start("b"), await start("c"), await start("d")];
    const same = [served(Uint8Array.of(7)), served(Uint8Array.of(7))];
    hosts[0]!.snapshot = served(Uint8Array.of(8));
    hosts[1]!.snapshot = same[0];
    hosts[2]!.snapshot = same[1];
    await asking(hosts, async (peers) => {
      const offers = await peers.offers(signal);
      assert.deepEqual(
        offers.map(({ manifest, peers: of }) => [[...manifest], of.length]),
        [
          [[7], 2],
          [[8], 1],
        ],
      );
      for (const chunk of CHUNKS) {
        assert.deepEqual(await peers.chunk(offers[0]!.peers, wanted(chunk), signal), chunk);
      }
      assert.ok(
        same.every(({ asked }) => asked > 0),
        "both were asked",
      );
    });
  }),
);

test("a peer that sends something else is not asked again; others give the chunk", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const [liar, honest] = [await start("liar"), await start("honest")];
    let lies = 0;
    liar.snapshot = {
      manifest: Uint8Array.of(7),
      chunk: async () => {
        lies++;
        return new Uint8Array(100_000).fill(9);
      },
    };
    honest.snapshot = served(Uint8Array.of(7));
    await asking([liar, honest], async (peers) => {
      const [offer] = await peers.offers(signal);
      const sorted = [liar, honest].map(({ host }) => host.addresses()[0]!);
      assert.equal(offer!.peers.length, 2);
      for (const chunk of CHUNKS) assert.deepEqual(await peers.chunk(sorted, wanted(chunk), signal), chunk);
      assert.equal(lies, 1);
    });
  }),
);

test("TRL-GSP-014: a chunk that all peers lie about is given up", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const liar = await start("liar");
    liar.snapshot = { manifest: Uint8Array.of(7), chunk: async () => Uint8Array.of(1) };
    await asking([liar], async (peers) => {
      const [offer] = await peers.offers(signal);
      await assert.rejects(peers.chunk(offer!.peers, wanted(CHUNKS[0]!), signal), { code: "TRL-GSP-014" });
    });
  }),
);

test("a manifest that is too long is no offer", { timeout: 60_000 }, () =>
  withHosts(async (start) => {
    const host = await start("host");
    host.snapshot = served(new Uint8Array(MAX_MANIFEST + 1));
    await asking([host], async (peers) => {
      assert.deepEqual(await peers.offers(signal), []);
    });
  }),
);

test(
  "snapshot/1: who asks too often, or for nonsense, is cut off, and others are served",
  { timeout: 60_000 },
  () =>
    withHosts(async (start) => {
      const host = await start("host");
      host.snapshot = served(Uint8Array.of(7));
      const address = host.host.addresses()[0]!;
      const raw = await rawPeer(address, host.context.domain);
      const ask = async (request: Uint8Array): Promise<string> => {
        const stream = await raw.dialProtocol(
          raw.getPeers()[0]!,
          protocolString(host.context.domain, "snapshot"),
        );
        const { promise, resolve } = Promise.withResolvers<string>();
        stream.addEventListener("message", () => resolve("answer"));
        stream.addEventListener("close", ({ error }) => resolve(error === undefined ? "end" : "cut"));
        // What is refused may be closed before it is written to.
        if (stream.status !== "open") return "cut";
        stream.send(request);
        const outcome = await promise;
        stream.abort(new Error("that was all"));
        return outcome;
      };
      try {
        assert.equal(await ask(new Uint8Array(32)), "answer");
        assert.equal(await ask(new Uint8Array(33)), "cut");
        assert.equal(await ask(new Uint8Array(32).fill(1)), "cut");
        const answers: string[] = [];
        for (let n = 0; n < 40; n++) answers.push(await ask(new Uint8Array(32)));
        assert.ok(answers.includes("cut"), "there is a bound");
        await asking([host], async (peers) => {
          assert.equal((await peers.offers(signal)).length, 1);
        });
      } finally {
        await raw.stop();
      }
    }),
);
