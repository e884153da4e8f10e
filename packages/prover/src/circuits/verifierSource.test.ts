import assert from "node:assert/strict";
import { test } from "node:test";
import { IGNITION_G2_WORDS } from "../srs/ignitionSrs.ts";
import type { G2Words } from "../srs/Srs.ts";
import { CIRCUITS } from "./CircuitSet.ts";
import { verifierSource } from "./verifierSource.ts";

const hex = (word: bigint): string => `0x${word.toString(16).padStart(64, "0")}`;
const SOURCE = `contract HonkVerifier is IVerifier { ${IGNITION_G2_WORDS.map(hex).join(" ")} }`;
const OWN: G2Words = [1n, 2n, 3n, 4n];

test("the verifier gets the SRS's point and the name that Trellis gives it", () => {
  assert.equal(
    verifierSource("BlockVerifier", SOURCE, OWN),
    `contract BlockVerifier is IVerifier { ${OWN.map(hex).join(" ")} }`,
  );
  const leaf = SOURCE.replace("HonkVerifier", "LeafVerifier");
  assert.equal(verifierSource("LeafVerifier", SOURCE, IGNITION_G2_WORDS), leaf);
});

test("a source where a word or the name is missing or occurs twice is refused", () => {
  for (const word of [...IGNITION_G2_WORDS.map(hex), "contract HonkVerifier"]) {
    assert.throws(() => verifierSource("BlockVerifier", SOURCE.replace(word, ""), OWN), {
      code: "TRL-PRV-134",
    });
    assert.throws(() => verifierSource("LeafVerifier", `${SOURCE} ${word}`, OWN), { code: "TRL-PRV-134" });
  }
});

test("no two circuits share a verifier", () => {
  const names = Object.values(CIRCUITS.verifiers);
  assert.equal(new Set(names).size, 3);
});
