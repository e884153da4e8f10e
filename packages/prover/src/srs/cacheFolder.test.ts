import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { cacheFolder } from "./cacheFolder.ts";

test("the cache is in the folder that the environment names, otherwise in the home folder", () => {
  assert.equal(cacheFolder({ TRELLIS_CACHE: "/a", XDG_CACHE_HOME: "/b" }), "/a");
  assert.equal(cacheFolder({ XDG_CACHE_HOME: "/b" }), join("/b", "trellis"));
  assert.equal(cacheFolder({ XDG_CACHE_HOME: "relative" }), join(homedir(), ".cache", "trellis"));
  assert.equal(cacheFolder({ TRELLIS_CACHE: "" }), join(homedir(), ".cache", "trellis"));
});
