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

const hex = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;
/** Assembly at a depth of indentation, line by line. */
const indent = (depth: number, lines: readonly string[]): string[] =>
  lines.map((line) => `${"    ".repeat(depth)}${line}`);

/**
 * The external matrix, then the constants of the next full round, if there is one. Inputs below p give results below p. Sums stay below
 * 5p, which fits 256 bits.
 */
function externalMatrix(constants?: readonly bigint[]): string[] {
  const [a, b, c, d] = constants === undefined ? [] : constants.map(hex);
  return [
    "{",
    "    let t0 := add(a, b)",
    "    let t1 := add(c, d)",
    "    let t2 := add(add(b, b), t1)",
    "    let t3 := add(add(d, d), t0)",
    "    let u := add(mulmod(t1, 4, p), t3)",
    "    let v := add(mulmod(t0, 4, p), t2)",
    `    a := addmod(v, ${a === undefined ? "t3" : `add(t3, ${a})`}, p)`,
    `    b := ${b === undefined ? "mod(v, p)" : `addmod(v, ${b}, p)`}`,
    `    c := addmod(u, ${c === undefined ? "t2" : `add(t2, ${c})`}, p)`,
    `    d := ${d === undefined ? "mod(u, p)" : `addmod(u, ${d}, p)`}`,
    "}",
  ];
}

const fifthPower = (x: string): string[] => [
  "{",
  `    let q := mulmod(${x}, ${x}, p)`,
  `    ${x} := mulmod(mulmod(q, q, p), ${x}, p)`,
  "}",
];

/** Full rounds whose constants have been added; the last one adds none. */
const fullRounds = (rounds: readonly (readonly bigint[])[]): string[] =>
  rounds.flatMap((_, i) => [...["a", "b", "c", "d"].flatMap(fifthPower), ...externalMatrix(rounds[i + 1])]);

const [DIAGONAL_A, DIAGONAL_B, DIAGONAL_C, DIAGONAL_D] = POSEIDON2_DIAGONAL.map(hex);
const partialRound = (constant: bigint): string[] => [
  "{",
  `    let x := add(a, ${hex(constant)})`,
  "    let q := mulmod(x, x, p)",
  "    x := mulmod(mulmod(q, q, p), x, p)",
  "    let s := addmod(add(x, b), add(c, d), p)",
  `    a := add(mulmod(x, ${DIAGONAL_A}, p), s)`,
  `    b := add(mulmod(b, ${DIAGONAL_B}, p), s)`,
  `    c := add(mulmod(c, ${DIAGONAL_C}, p), s)`,
  `    d := add(mulmod(d, ${DIAGONAL_D}, p), s)`,
  "}",
];

const half = POSEIDON2_FULL_ROUNDS.length / 2;
const first = POSEIDON2_FULL_ROUNDS.slice(0, half);
const last = POSEIDON2_FULL_ROUNDS.slice(half);
const [A, B, C, D] = last[0]!.map(hex);
/** The whole permutation: written out, a hash costs 15 k gas; in loops over constants in memory it would cost 18 k. */
const permutation = [
  ...externalMatrix(first[0]),
  ...fullRounds(first),
  ...POSEIDON2_PARTIAL_ROUNDS.flatMap(partialRound),
  `a := addmod(a, ${A}, p)`,
  `b := add(b, ${B})`,
  `c := add(c, ${C})`,
  `d := add(d, ${D})`,
  ...fullRounds(last).slice(0, -externalMatrix().length),
];
/** The first element of what the last external matrix makes of the state: all that a hash needs of it. */
const squeezed = [
  "let t0 := add(a, b)",
  "hashed := addmod(add(mulmod(t0, 4, P), add(add(b, b), add(c, d))), add(add(d, d), t0), P)",
];
const squeeze = ['assembly ("memory-safe") {', ...indent(1, squeezed), "}"];

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

    /// @inheritdoc IPoseidon2
    function hash2(uint256 a, uint256 b) external pure returns (uint256 hashed) {
        if (a >= P) revert NotAFieldElement(a);
        if (b >= P) revert NotAFieldElement(b);
        uint256 c;
        uint256 d;
        (a, b, c, d) = _permute(a, b, 0, TWO_INPUTS);
${indent(2, squeeze).join("\n")}
    }

    /// @inheritdoc IPoseidon2
    function hash3(uint256 a, uint256 b, uint256 c) external pure returns (uint256 hashed) {
        if (a >= P) revert NotAFieldElement(a);
        if (b >= P) revert NotAFieldElement(b);
        if (c >= P) revert NotAFieldElement(c);
        uint256 d;
        (a, b, c, d) = _permute(a, b, c, THREE_INPUTS);
${indent(2, squeeze).join("\n")}
    }

    /// @inheritdoc IPoseidon2
    function hash(uint256[] calldata inputs) external pure returns (uint256 hashed) {
        uint256 length = inputs.length;
        (uint256 a, uint256 b, uint256 c, uint256 d) =
            (_elementOr0(inputs, 0), _elementOr0(inputs, 1), _elementOr0(inputs, 2), length << 64);
        for (uint256 i = 3; i < length; i += 3) {
            (a, b, c, d) = _permute(a, b, c, d);
            assembly ("memory-safe") {
                let p := P
${indent(4, externalMatrix()).join("\n")}
            }
            a = addmod(a, _elementOr0(inputs, i), P);
            b = addmod(b, _elementOr0(inputs, i + 1), P);
            c = addmod(c, _elementOr0(inputs, i + 2), P);
        }
        (a, b, c, d) = _permute(a, b, c, d);
${indent(2, squeeze).join("\n")}
    }

    /// @inheritdoc IPoseidon2
    function root(uint256 leaf, uint256 index, uint256[] calldata siblings) external pure returns (uint256 node) {
        _requirePath(leaf, index, siblings);
        node = leaf;
        for (uint256 i; i < siblings.length; ++i) {
            node = _parent(node, _at(siblings, i), index >> i);
        }
    }

    /// @inheritdoc IPoseidon2
    function path(uint256 leaf, uint256 index, uint256[] calldata siblings)
        external
        pure
        returns (uint256[] memory nodes)
    {
        _requirePath(leaf, index, siblings);
        nodes = new uint256[](siblings.length);
        uint256 node = leaf;
        for (uint256 i; i < siblings.length; ++i) {
            node = _parent(node, _at(siblings, i), index >> i);
            nodes[i] = node;
        }
    }

    /// @dev The parent of a node at place "index" of its row.
    function _parent(uint256 node, uint256 sibling, uint256 index) private pure returns (uint256 hashed) {
        if (sibling >= P) revert NotAFieldElement(sibling);
        (uint256 left, uint256 right) = index & 1 == 0 ? (node, sibling) : (sibling, node);
        (uint256 a, uint256 b, uint256 c, uint256 d) = _permute(left, right, 0, TWO_INPUTS);
${indent(2, squeeze).join("\n")}
    }

    /// @dev The word at \`i\`, which is below the length: the loops above need no other check.
    function _at(uint256[] calldata words, uint256 i) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(words.offset, shl(5, i)))
        }
    }

    /// @dev Element \`i\` of the inputs, or 0 after the last.
    function _elementOr0(uint256[] calldata inputs, uint256 i) private pure returns (uint256 value) {
        if (i >= inputs.length) return 0;
        value = inputs[i];
        if (value >= P) revert NotAFieldElement(value);
    }

    function _requirePath(uint256 leaf, uint256 index, uint256[] calldata siblings) private pure {
        if (leaf >= P) revert NotAFieldElement(leaf);
        if (index >> siblings.length != 0) revert IndexOutsideTree(index, siblings.length);
    }

    /// @param d The capacity element; the others are inputs below P.
    /// @return out0 The state before the last external matrix, of which a hash needs one row.
    /// @return out1 Its second element.
    /// @return out2 The third.
    /// @return out3 The capacity element.
    /// @dev Sums are reduced late: they stay below 5 P, which fits 256 bits, and the next product or addmod reduces them.
    function _permute(uint256 a, uint256 b, uint256 c, uint256 d)
        private
        pure
        returns (uint256 out0, uint256 out1, uint256 out2, uint256 out3)
    {
        assembly ("memory-safe") {
            let p := P
${indent(3, permutation).join("\n")}
            out0 := a
            out1 := b
            out2 := c
            out3 := d
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
