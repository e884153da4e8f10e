import assert from "node:assert/strict";
import { test } from "node:test";
import { trellisRpc } from "../methods/trellisRpc.ts";
import { faultsOf } from "./faultsOf.ts";

const owner = `0x${"ab".repeat(20)}`;
const faults = (method: keyof typeof trellisRpc, params: unknown): string => {
  const { error } = trellisRpc[method].params.safeParse(params);
  assert(error !== undefined, "the parameters were taken");
  return faultsOf(error, "params");
};

test("a fault comes with its place", () => {
  assert.match(faults("trellis_getMessages", [0, 257]), /^params\[1\]: .*256/);
  assert.match(faults("trellis_getBlock", ["0x12"]), /^params\[0\]: expected 0x and 64 hexadecimal digits$/);
  assert.match(faults("trellis_getBlock", []), /^params: /);
});

test("if a value may have two forms, the fault is reported for the form that was meant", () => {
  const one = faults("trellis_getAccount", [{ x: "1", y: "z", owner }]);
  assert.match(one, /^params\[0\]\.y: expected a number/);
  const two = faults("trellis_getAccount", [{ x: "z", y: "z", owner }]);
  assert.match(two, /^params\[0\]\.x: .*; params\[0\]\.y: /);
  assert.equal(
    faults("trellis_getAccount", [true]),
    "params[0]: expected an account's index, or {x, y, owner}",
  );
});

test("faults quote neither values nor names of unknown fields", () => {
  const secret = "5ec2e7";
  const wrong = [
    secret,
    [secret],
    { [secret]: secret },
    [{ x: "1", y: "2", owner, [secret]: 1 }],
    [[secret]],
  ];
  for (const method of Object.keys(trellisRpc) as (keyof typeof trellisRpc)[]) {
    for (const params of wrong) assert(!faults(method, params).includes(secret), method);
  }
  assert.equal(
    faults("trellis_getAccount", [{ x: "1", y: "2", owner, [secret]: 1 }]),
    "params[0]: 1 unknown fields",
  );
});
