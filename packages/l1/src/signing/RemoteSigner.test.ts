import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { inspect } from "node:util";
import { addressOf, keccak256, TrellisError, toHex } from "@trellis/protocol";
import { publicKeyOf, recoverAddress } from "@trellis/protocol/keys";
import { hasCode, testKey } from "../../test/TestL1.ts";
import { HttpSigner, type HttpSignerInit, type SignerFaults } from "../testing/HttpSigner.ts";
import { selfSignedCertificate } from "../testing/selfSignedCertificate.ts";
import { LocalSigner } from "./LocalSigner.ts";
import { RemoteSigner, type RemoteSignerInit, type SignerChange } from "./RemoteSigner.ts";
import { signerFault } from "./signerFault.ts";

const KEY = testKey("remote");
const { address } = new LocalSigner(KEY);
const DATA = new TextEncoder().encode("some bytes");

async function service(t: TestContext, init: HttpSignerInit = {}): Promise<HttpSigner> {
  const server = await HttpSigner.start([testKey("another"), KEY], init);
  t.after(() => server.stop());
  return server;
}

/** Pauses last no time here; how long they would be is kept. */
async function opened(t: TestContext, init: Partial<RemoteSignerInit> = {}) {
  const server = await service(t);
  const pauses: number[] = [];
  const changes: SignerChange[] = [];
  const signer = await RemoteSigner.open({
    url: server.url,
    address,
    wait: async (ms) => void pauses.push(ms),
    onChange: (change) => changes.push(change),
    ...init,
  });
  server.questions.length = 0;
  return { server, signer, pauses, changes };
}

/** An error holds nothing of what was sent, of the URL but its host, or of the answer. */
function holdsNone(error: unknown, ...secrets: string[]): void {
  const told = `${inspect(error, { depth: 9 })}${JSON.stringify(error)}`;
  for (const secret of secrets) assert.ok(!told.includes(secret), told);
}

test("it signs as the key itself does, and only that account's key", async (t) => {
  const { server, signer } = await opened(t);
  assert.equal(signer.address, address);
  assert.deepEqual(await signer.sign(DATA), await new LocalSigner(KEY).sign(DATA));
  assert.deepEqual(recoverAddress(keccak256(DATA), await signer.sign(DATA)), addressOf(publicKeyOf(KEY)));
  const path = `/api/v1/eth1/sign/${toHex(publicKeyOf(KEY))}`;
  assert.deepEqual(server.questions, [`POST ${path}`, `POST ${path}`]);
});

test("keys and signatures count in every form in which services write them", async (t) => {
  const server = await service(t);
  const forms: readonly SignerFaults[] = [
    { keyForm: (coordinates) => `0x04${coordinates}` },
    { keyForm: (coordinates) => coordinates.toUpperCase() },
    { highS: true },
    { bareParity: true },
    { highS: true, bareParity: true },
  ];
  for (const form of forms) {
    server.faults = form;
    const signer = await RemoteSigner.open({ url: server.url, address });
    assert.deepEqual(await signer.sign(DATA), await new LocalSigner(KEY).sign(DATA));
  }
});

test("opening names what is wrong with the service, and where it is", async (t) => {
  const server = await service(t);
  const { host } = new URL(server.url);
  const cases: readonly [SignerFaults, string, string][] = [
    [{ down: true }, "TRL-L1-050", "ECONNRESET"],
    [{ status: 503 }, "TRL-L1-050", "status 503"],
    [{ status: 401 }, "TRL-L1-051", "status 401"],
    [{ status: 404 }, "TRL-L1-051", "status 404"],
    [{ status: 302 }, "TRL-L1-051", "status 302"],
    [{ body: "<html>a router's page</html>" }, "TRL-L1-052", "no list of public keys"],
    [{ body: '{"keys":[]}' }, "TRL-L1-052", "no list of public keys"],
    [{ body: "[]" }, "TRL-L1-053", "it has 0 keys"],
    [{ body: '[7,"0x12","zz"]' }, "TRL-L1-053", "it has 2 keys, none of 0x"],
    [{ body: `["${"x".repeat(2 ** 20)}"]` }, "TRL-L1-052", "larger than 1048576 bytes"],
    [{ otherKey: testKey("another") }, "TRL-L1-054", `not by ${address}`],
  ];
  for (const [faults, code, words] of cases) {
    server.faults = faults;
    await assert.rejects(RemoteSigner.open({ url: server.url, address }), hasCode(code, words, host));
  }
  server.faults = {};
  const { address: stranger } = new LocalSigner(testKey("stranger"));
  await assert.rejects(
    RemoteSigner.open({ url: server.url, address: stranger }),
    hasCode("TRL-L1-053", `it has 2 keys, none of ${stranger}`),
  );
  await assert.rejects(RemoteSigner.open({ url: "ftp://x", address }), hasCode("TRL-L1-047", "l1Signer.url"));
});

test("a service that is gone, late or in trouble is asked again with growing pauses", async (t) => {
  const { server, signer, pauses, changes } = await opened(t, { timeoutMs: 100 });
  for (const faults of [{ down: true }, { status: 500 }, { status: 429 }, { silent: true }]) {
    server.faults = { ...faults, times: 2 };
    assert.deepEqual(await signer.sign(DATA), await new LocalSigner(KEY).sign(DATA));
  }
  assert.deepEqual(pauses, [250, 1_000, 250, 1_000, 250, 1_000, 250, 1_000]);
  assert.deepEqual(changes, [], "a short trouble is no news");
  server.faults = { silent: true };
  await assert.rejects(signer.sign(DATA), hasCode("TRL-L1-050", "no answer within 100 ms"));
});

test("it reports once that it is down, and once that it is back", async (t) => {
  const { server, signer, changes } = await opened(t);
  server.faults = { down: true };
  for (let i = 0; i < 3; i++) await assert.rejects(signer.sign(DATA), hasCode("TRL-L1-050"));
  server.faults = {};
  for (let i = 0; i < 3; i++) await signer.sign(DATA);
  assert.deepEqual(
    changes.map(({ isUp, error }) => [isUp, signerFault(error)]),
    [
      [false, "unreachable"],
      [true, undefined],
    ],
  );
});

test("what another attempt would not mend is not asked again, and no false signature is returned", async (t) => {
  const { server, signer, pauses } = await opened(t);
  const cases: readonly [SignerFaults, string][] = [
    [{ otherKey: testKey("another") }, "TRL-L1-054"],
    [{ body: toHex(new Uint8Array(65)) }, "TRL-L1-052"],
    [{ body: `0x${"11".repeat(64)}1b` }, "TRL-L1-054"],
    [{ body: "" }, "TRL-L1-052"],
    [{ body: "0x1234" }, "TRL-L1-052"],
    [{ body: "<html>502 Bad Gateway</html>" }, "TRL-L1-052"],
    [{ body: "0".repeat(2_000) }, "TRL-L1-052"],
    [{ status: 400 }, "TRL-L1-051"],
    [{ status: 403 }, "TRL-L1-051"],
    [{ status: 404 }, "TRL-L1-053"],
  ];
  for (const [faults, code] of cases) {
    server.faults = faults;
    server.questions.length = 0;
    await assert.rejects(signer.sign(DATA), hasCode(code));
    assert.equal(server.questions.length, 1, code);
  }
  assert.deepEqual(pauses, []);
});

test("a token and a password in the URL reach the service, and no error", async (t) => {
  const token = "token-of-this-node";
  const server = await service(t, { token, path: "/signer/secret-of-the-proxy" });
  const signer = await RemoteSigner.open({ url: server.url, address, token, wait: async () => {} });
  await signer.sign(DATA);
  await assert.rejects(RemoteSigner.open({ url: server.url, address, token: "wrong" }), (error) => {
    holdsNone(error, "wrong", "secret-of-the-proxy");
    return hasCode("TRL-L1-051", "status 401")(error);
  });
  for (const faults of [{ status: 500 }, { status: 400 }, { down: true }, { body: token }]) {
    server.faults = faults;
    await assert.rejects(signer.sign(DATA), (error) => {
      assert.ok(error instanceof TrellisError);
      holdsNone(error, token, "secret-of-the-proxy", toHex(DATA).slice(2));
      return true;
    });
  }
  const url = server.url.replace("//", "//user:pass-word@");
  server.faults = { down: true };
  await assert.rejects(RemoteSigner.open({ url, address, token }), (error) => {
    holdsNone(error, "pass-word", token);
    return true;
  });
});

test("TLS: the service is known by the named certificates alone, and knows the client by its own", async (t) => {
  const [own, other] = [selfSignedCertificate(), selfSignedCertificate()];
  const server = await service(t, { tls: { ...own, clientCa: other.cert } });
  const client = { certificate: other.cert, key: other.key };
  const { url } = server;
  const signer = await RemoteSigner.open({ url, address, ca: own.cert, client });
  assert.deepEqual(await signer.sign(DATA), await new LocalSigner(KEY).sign(DATA));
  await assert.rejects(
    RemoteSigner.open({ url, address, client }),
    hasCode("TRL-L1-050", "its certificate", /SELF_SIGNED|UNABLE_TO_VERIFY/),
  );
  await assert.rejects(RemoteSigner.open({ url, address, ca: other.cert, client }), hasCode("TRL-L1-050"));
  await assert.rejects(RemoteSigner.open({ url, address, ca: own.cert }), hasCode("TRL-L1-050"));
});

test("when the node stops, nothing is asked any more", async (t) => {
  const life = new AbortController();
  const { server, signer, changes } = await opened(t, { signal: life.signal });
  server.faults = { silent: true };
  const asked = assert.rejects(signer.sign(DATA), /the node stops/);
  life.abort(new Error("the node stops"));
  await asked;
  assert.deepEqual(changes, []);
});

test("neither signer shows its secrets", async (t) => {
  const server = await service(t, { token: "token-of-this-node" });
  const remote = await RemoteSigner.open({ url: server.url, address, token: "token-of-this-node" });
  for (const signer of [remote, new LocalSigner(KEY)]) {
    holdsNone(signer, toHex(KEY).slice(2), "token-of-this-node", [...KEY.slice(0, 4)].join(", "));
  }
});
