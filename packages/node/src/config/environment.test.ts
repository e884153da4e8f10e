import assert from "node:assert/strict";
import { test } from "node:test";
import { configurationInput } from "../testing/configurationInput.ts";
import { parseConfiguration } from "./Configuration.ts";
import { configurationJsonSchema } from "./configurationJsonSchema.ts";
import { environmentFields, withEnvironment } from "./environment.ts";

const fields = environmentFields(configurationJsonSchema());
const configured = (environment: Record<string, string>) =>
  parseConfiguration(withEnvironment(configurationInput(), fields, environment));

test("each value of the configuration has a variable of its own", () => {
  const names = fields.map(({ variable }) => variable);
  assert.equal(new Set(names).size, names.length);
  for (const name of ["TRELLIS_NAME", "TRELLIS_L1_RPC_URL", "TRELLIS_L1_ADDRESSES_DEPLOYED_AT"]) {
    assert(names.includes(name), name);
  }
});

test("a variable goes before the file: texts, numbers, lists and objects", () => {
  const config = configured({
    TRELLIS_L1_RPC_URL: "http://10.0.0.1:8545",
    TRELLIS_RPC_PORT: "8645",
    TRELLIS_GOSSIP_LISTEN: "/ip4/127.0.0.1/tcp/1, /ip4/127.0.0.1/tcp/2",
    TRELLIS_DUTIES_TOKEN_PRICE: "7",
    TRELLIS_L1_ADDRESSES_DEPLOYED_AT: "9",
    TRELLIS_PROPOSER_STRATEGY: '{"kind":"fees"}',
    TRELLIS_METRICS_LISTEN: "127.0.0.1:0",
    HOME: "/root",
  });
  assert.equal(config.l1.rpcUrl, "http://10.0.0.1:8545");
  assert.deepEqual([config.rpc?.port, config.rpc?.host], [8_645, "127.0.0.1"]);
  assert.deepEqual(config.gossip.listen, ["/ip4/127.0.0.1/tcp/1", "/ip4/127.0.0.1/tcp/2"]);
  assert.equal(config.duties.tokenPrice, "7");
  assert.equal(config.l1.addresses.deployedAt, 9n);
  assert.deepEqual(config.proposer?.strategy, { kind: "fees" });
  assert.deepEqual(config.metrics?.listen, { host: "127.0.0.1", port: 0 });
});

test("a wrong variable is refused by its field", () => {
  assert.throws(() => configured({ TRELLIS_RPC_PORT: "many" }), { message: /rpc\.port/ });
});

test("the schema for editors knows every field, and which are required", () => {
  const schema = configurationJsonSchema();
  assert.deepEqual(schema.required, ["name", "dataDir", "l1", "gossip"]);
  assert.equal(schema.properties?.l1?.properties?.pollMs?.type, "integer");
});
