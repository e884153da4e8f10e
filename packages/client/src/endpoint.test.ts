import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { historyClient } from "./historyClient.ts";
import { RpcClient } from "./RpcClient.ts";
import { TrellisClient } from "./TrellisClient.ts";

const SECRETS = ["sesame", "k3y-in-the-path", "k3y-in-the-query"];
const URLS = {
  "name and password": "http://user:sesame@127.0.0.1:1",
  "a path": "http://127.0.0.1:1/v3/k3y-in-the-path",
  "a query": "http://127.0.0.1:1/?key=k3y-in-the-query",
  "no URL": "sesame",
};

for (const [what, url] of Object.entries(URLS)) {
  test(`a node's URL with ${what} is in no error`, async () => {
    const asks = {
      call: () => new RpcClient(url).call("trellis_status", []),
      index: () => historyClient(url).status({}),
      subscribe: () => new TrellisClient(url).subscribe("heads"),
    };
    for (const [way, ask] of Object.entries(asks)) {
      await assert.rejects(
        async () => ask(),
        (error) => {
          const shown = inspect(error, { depth: 9 }) + JSON.stringify(error);
          for (const secret of SECRETS) assert.ok(!shown.includes(secret), `${way}: ${shown}`);
          return true;
        },
      );
    }
  });
}
