import assert from "node:assert/strict";
import { test } from "node:test";
import { assertionsOf, without } from "./assertions.ts";

const SOURCE = `/// assert(this) is prose; it is no statement.
fn f(a: Field) {
    assert(a != 0, "P1.1: nothing; (or less");
    let b = a + 1;
    assert(
        (a == 1) | (a == [1; 2][0]),
        "P1.2: neither",
    );
    b.assert_max_bit_size::<8>();
    (b - 1 - a).assert_max_bit_size::<N>();
    std::static_assert(N <= 7, "too many");
    std::verify_proof_with_type(key, proof, [a], hash, 0);
    let c = unsafe { assert_hint(a) }; // assert(c)
}
pub fn g(a: Field) {
    a.assert_max_bit_size::<8>();
}
`;

test("every assertion is found, and nothing else", () => {
  assert.deepEqual(
    assertionsOf(SOURCE).map(({ line, text }) => [line, text]),
    [
      [3, 'assert(a != 0, "P1.1: nothing; (or less");'],
      [5, 'assert((a == 1) | (a == [1; 2][0]), "P1.2: neither");'],
      [9, "b.assert_max_bit_size::<8>();"],
      [10, "(b - 1 - a).assert_max_bit_size::<N>();"],
      [11, 'std::static_assert(N <= 7, "too many");'],
      [12, "std::verify_proof_with_type(key, proof, [a], hash, 0);"],
      [16, "a.assert_max_bit_size::<8>();"],
    ],
  );
});

test("a mutant is the source without one assertion", () => {
  const [, neither] = assertionsOf(SOURCE);
  const mutant = without(SOURCE, neither!);
  assert.doesNotMatch(mutant, /P1\.2/);
  assert.equal(assertionsOf(mutant).length, assertionsOf(SOURCE).length - 1);
  assert.ok(SOURCE.startsWith(mutant.slice(0, neither!.start)));
});

test("a statement without an end is an error", () => {
  assert.throws(() => assertionsOf("  assert(a;"), /has no end/);
});
