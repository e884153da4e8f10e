import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { shellFile, shellVariables, writeShellVariables } from "./shellVariables.ts";

const places = { l1Rpc: "http://127.0.0.1:8545", rpc: "http://127.0.0.1:8645", index: "", dataDir: "/tmp/d" };

test("every variable is one that commands read; a missing value sets none", () => {
  assert.equal(
    shellVariables(places),
    "export TRELLIS_NETWORK=/tmp/d/network.json TRELLIS_RPC=http://127.0.0.1:8545 TRELLIS_DEPLOYMENT=/tmp/d/deployment.json TRELLIS_NODE=http://127.0.0.1:8645",
  );
});

test("a shell reads the file, also from a folder with spaces and quotes", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "trellis it's here-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  await writeShellVariables({ ...places, dataDir, index: "http://127.0.0.1:8646" });
  const script = '. "$0"; printf "%s\\n%s" "$TRELLIS_DEPLOYMENT" "$TRELLIS_INDEX"';
  const said = execFileSync("sh", ["-c", script, shellFile(dataDir)], { encoding: "utf8" });
  assert.equal(said, `${join(dataDir, "deployment.json")}\nhttp://127.0.0.1:8646`);
});
