/**
 * Writes contracts/src/poseidon2/Poseidon2.sol from the constants of packages/field.
 *
 *   node scripts/generate-poseidon2.ts           write
 *   node scripts/generate-poseidon2.ts --check   exit 1 if the file is stale
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  POSEIDON2_DIAGONAL,
  POSEIDON2_FULL_ROUNDS,
  POSEIDON2_PARTIAL_ROUNDS,
} from "../packages/field/src/index.ts";

const TARGET = join(import.meta.dirname, "../contracts/src/poseidon2/Poseidon2.sol");
/** Partial rounds written out in the body of one loop: eight cost 17.5 k gas a hash; all 56 would cost 15.4 k and three times the code. */
const UNROLLED = 8;
const WORD = 32;

const hex = (value: bigint): string => value.toString(16).padStart(64, "0");
/** Assembly at a depth of indentation, line by line. */
const indent = (depth: number, lines: readonly string[]): string[] =>
  lines.map((line) => `${"    ".repeat(depth)}${line}`);

/**
 * The external matrix, then the constants of the next full round at `k`. Inputs below p give results below p.
 * Sums stay below 5p, which fits 256 bits.
 */
const EXTERNAL_MATRIX = [
  "{",
  "    let t0 := add(a, b)",
  "    let t1 := add(c, d)",
  "    let t2 := add(add(b, b), t1)",
  "    let t3 := add(add(d, d), t0)",
  "    let u := add(mulmod(t1, 4, p), t3)",
  "    let v := add(mulmod(t0, 4, p), t2)",
  "    a := addmod(v, add(t3, mload(k)), p)",
  "    b := addmod(v, mload(add(k, 32)), p)",
  "    c := addmod(u, add(t2, mload(add(k, 64))), p)",
  "    d := addmod(u, mload(add(k, 96)), p)",
  "}",
];
const fifthPower = (x: string): string[] => [
  "{",
  `    let q := mulmod(${x}, ${x}, p)`,
  `    ${x} := mulmod(mulmod(q, q, p), ${x}, p)`,
  "}",
];
const FULL_ROUNDS = [
  "for { let end := add(k, 512) } lt(k, end) {} {",
  "    k := add(k, 128)",
  ...indent(1, ["a", "b", "c", "d"].flatMap(fifthPower)),
  ...indent(1, EXTERNAL_MATRIX),
  "}",
];
const partialRound = (offset: number): string[] => [
  "{",
  `    let x := add(a, mload(${offset === 0 ? "k" : `add(k, ${offset})`}))`,
  "    let q := mulmod(x, x, p)",
  "    x := mulmod(mulmod(q, q, p), x, p)",
  "    let s := addmod(add(x, b), add(c, d), p)",
  `    a := add(mulmod(x, 0x${hex(POSEIDON2_DIAGONAL[0]!)}, p), s)`,
  `    b := add(mulmod(b, 0x${hex(POSEIDON2_DIAGONAL[1]!)}, p), s)`,
  `    c := add(mulmod(c, 0x${hex(POSEIDON2_DIAGONAL[2]!)}, p), s)`,
  `    d := add(mulmod(d, 0x${hex(POSEIDON2_DIAGONAL[3]!)}, p), s)`,
  "}",
];

const half = POSEIDON2_FULL_ROUNDS.length / 2;
const NO_CONSTANTS = [0n, 0n, 0n, 0n];
/** In the order in which the permutation reads them; after the last round of each half there is none to add. */
const constants = [
  ...POSEIDON2_FULL_ROUNDS.slice(0, half).flat(),
  ...NO_CONSTANTS,
  ...POSEIDON2_PARTIAL_ROUNDS,
  ...POSEIDON2_FULL_ROUNDS.slice(half).flat(),
  ...NO_CONSTANTS,
];

const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPoseidon2} from "../interfaces/IPoseidon2.sol";

// Written by scripts/generate-poseidon2.ts: change that instead.

/// @title Poseidon2 over the BN254 scalar field, as the circuits compute it
/// @notice See \`IPoseidon2\`. It holds nothing and can do nothing but hash.
/// @dev It is compiled without the intermediate representation and for many runs (foundry.toml): inlined in a contract that uses that
/// representation, a hash costs half as much again.
contract Poseidon2 is IPoseidon2 {
    uint256 private constant P = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    /// Number of inputs times 2^64: the capacity element of the sponge.
    uint256 private constant TWO_INPUTS = 2 << 64;
    uint256 private constant THREE_INPUTS = 3 << 64;
    /// Round constants in the order in which \`_permute\` reads them.
    bytes private constant CONSTANTS =
        hex"${constants.map(hex).join("")}";

    /// @inheritdoc IPoseidon2
    function hash2(uint256 a, uint256 b) external pure returns (uint256) {
        _requireElement(a);
        _requireElement(b);
        return _permute(_constants(), a, b, 0, TWO_INPUTS);
    }

    /// @inheritdoc IPoseidon2
    function hash3(uint256 a, uint256 b, uint256 c) external pure returns (uint256) {
        _requireElement(a);
        _requireElement(b);
        _requireElement(c);
        return _permute(_constants(), a, b, c, THREE_INPUTS);
    }

    /// @inheritdoc IPoseidon2
    function root(uint256 leaf, uint256 index, uint256[] calldata siblings) external pure returns (uint256 node) {
        _requireElement(leaf);
        if (index >> siblings.length != 0) revert IndexOutsideTree(index, siblings.length);
        node = leaf;
        uint256 constants = _constants();
        for (uint256 i; i < siblings.length; ++i) {
            uint256 sibling = siblings[i];
            _requireElement(sibling);
            node = (index >> i) & 1 == 0
                ? _permute(constants, node, sibling, 0, TWO_INPUTS)
                : _permute(constants, sibling, node, 0, TWO_INPUTS);
        }
    }

    function _requireElement(uint256 value) private pure {
        if (value >= P) revert NotAFieldElement(value);
    }

    /// @return start Where the round constants stand in memory.
    function _constants() private pure returns (uint256 start) {
        bytes memory constants = CONSTANTS;
        assembly ("memory-safe") {
            start := add(constants, 32)
        }
    }

    /// @param k Where the round constants stand in memory.
    /// @param d The capacity element; the others are inputs below P.
    /// @return out The first element of the permuted state.
    /// @dev Sums are reduced late: they stay below 5 P, which fits 256 bits, and the next product or addmod reduces them.
    function _permute(uint256 k, uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (uint256 out) {
        assembly ("memory-safe") {
            let p := P
${indent(3, EXTERNAL_MATRIX).join("\n")}
${indent(3, FULL_ROUNDS).join("\n")}
            k := add(k, 128)
            for { let end := add(k, ${WORD * POSEIDON2_PARTIAL_ROUNDS.length}) } lt(k, end) { k := add(k, ${WORD * UNROLLED}) } {
${indent(4, Array.from({ length: UNROLLED }, (_, i) => partialRound(WORD * i)).flat()).join("\n")}
            }
            a := addmod(a, mload(k), p)
            b := add(b, mload(add(k, 32)))
            c := add(c, mload(add(k, 64)))
            d := add(d, mload(add(k, 96)))
${indent(3, FULL_ROUNDS).join("\n")}
            out := a
        }
    }
}
`;

if (process.argv.includes("--check")) {
  if (readFileSync(TARGET, "utf8") !== source) {
    console.error("stale: contracts/src/poseidon2/Poseidon2.sol\nrun: node scripts/generate-poseidon2.ts");
    process.exitCode = 1;
  }
} else {
  writeFileSync(TARGET, source);
}
