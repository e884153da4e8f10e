// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Poseidon2 hashes that L1 shares with the circuits
/// @notice Width 4, rate 3, over the scalar field of BN254: the same sponge as `circuits/lib/src/poseidon2.nr` and
/// `packages/field`. The vectors in `packages/protocol/vectors/poseidon2.json` check that they agree.
interface IPoseidon2 {
    /// @notice An input is not below the field's modulus. Inputs that differ by the modulus would have the same hash.
    error NotAFieldElement(uint256 value);
    /// @notice The index does not fit a tree of that depth.
    error IndexOutsideTree(uint256 index, uint256 depth);

    /// @notice Hash of two field elements.
    function hash2(uint256 a, uint256 b) external pure returns (uint256);

    /// @notice Hash of three field elements.
    function hash3(uint256 a, uint256 b, uint256 c) external pure returns (uint256);

    /// @notice Hash of any number of field elements: the leaf of an account has five, the state root six.
    function hash(uint256[] calldata inputs) external pure returns (uint256);

    /// @notice Root of the binary `hash2` tree with `leaf` at place `index`.
    /// @param siblings From the leaf up; their number is the tree's depth.
    function root(uint256 leaf, uint256 index, uint256[] calldata siblings) external pure returns (uint256);

    /// @notice The nodes above `leaf`: what `root` computes, level by level, the root last.
    /// @param siblings As in `root`.
    function path(uint256 leaf, uint256 index, uint256[] calldata siblings) external pure returns (uint256[] memory);
}
