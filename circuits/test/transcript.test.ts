import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { State } from "@trellis/ledger";
import { committedBitmapHash, decodeTally, ProverBitmap } from "@trellis/protocol";
import { Circuit } from "./Circuit.ts";
import { LeafFixture } from "./LeafFixture.ts";
import { leafInputsOf } from "./leafInputs.ts";
import { ProverWorld } from "./ProverWorld.ts";

interface Vectors {
  readonly root: string;
  /** The committed bitmap, 256 bits a word. */
  readonly words: readonly string[];
  readonly cases: readonly {
    readonly depth: number;
    readonly index: number;
    readonly entry: string;
    readonly siblings: readonly string[];
    readonly isVacant: boolean;
  }[];
}

const leaf = Circuit.generated("leaf");
/** Place of the tally in NodeOutputs. */
const TALLY = 23;

test("R2: the leaf opens the entries of the protocol's vectors, and finds vacant those that are", async () => {
  const file = new URL("../../packages/protocol/vectors/transcripts.json", import.meta.url);
  const { root, words, cases } = JSON.parse(readFileSync(file, "utf8")) as Vectors;
  const bits = words.reduce((sum, word, i) => sum | (BigInt(word) << BigInt(256 * i)), 0n);
  const limbs = Array.from({ length: 16 }, (_, i) => String((bits >> BigInt(128 * i)) & (2n ** 128n - 1n)));
  const committed = ProverBitmap.of([0, 1, 2, 2047]);
  assert.deepEqual(committed.limbs().map(String), limbs);

  const world = new ProverWorld();
  // A leaf is below the root.
  for (const { depth, index, entry, siblings, isVacant } of cases.filter(({ depth }) => depth > 0)) {
    const node = { depth, index };
    const opening = { entry, path: [...siblings], committed: limbs };
    const inputs = leafInputsOf(new LeafFixture(State.empty()), node, world, {
      ...world.nobody(node),
      opening,
    });
    const context = {
      ...inputs.context,
      transcript_root: root,
      committed_hash: String(committedBitmapHash(committed)),
    };
    const outputs = await leaf.run({ ...inputs, context });
    const { vacant } = decodeTally(outputs[TALLY]!);
    assert.deepEqual(vacant, { leaf: isVacant ? 1 : 0, merge: 0, root: 0 }, `node (${depth}, ${index})`);
    // An opening that is not the transcript's counts as one that binds somebody.
    const other = await leaf.run({ ...inputs, context: { ...context, transcript_root: "1" } });
    assert.equal(other[TALLY], 0n);
  }
});
