import assert from "node:assert/strict";
import { test } from "node:test";
import { throwsCode } from "../../test/throwsCode.ts";
import { transcriptBitmap } from "./transcriptBitmap.ts";

test("P5.3: the bitmap contains exactly the named seats", () => {
  assert.deepEqual(transcriptBitmap([{ seat: 1 }, { seat: 2 }, { seat: 1 }]).seats(), [1, 2]);
  throwsCode("TRL-PRO-006", () => transcriptBitmap([{ seat: 2048 }]));
});
