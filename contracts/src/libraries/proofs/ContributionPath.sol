// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, IRollup} from "../../interfaces/IRollup.sol";

/// @title Who proved which node: entries and their paths into the contributions hash
/// @dev The proof binds the tree, so an entry inside it is at the node that it names. Only hashes are checked here.
/// Leaves hash 10 bytes, inner nodes 74: neither can be taken for the other.
library ContributionPath {
    /// @notice The fields of an entry that determine pay. `seatPlusOne` is 0 if nobody is named.
    function decode(bytes10 entry) internal pure returns (uint8 depth, uint256 nodeNumber, uint16 seatPlusOne) {
        uint80 bits = uint80(entry);
        depth = uint8(bits >> 72);
        nodeNumber = (1 << depth) - 1 + uint16(bits >> 56);
        seatPlusOne = uint16(bits >> 40);
    }

    /// @notice The contributions hash that the path leads to.
    /// @param treeDepth Depth of the block's tree: a node there is a leaf.
    function root(ContributionProof calldata proof, uint8 treeDepth) internal view returns (bytes32 node) {
        uint256 depth = uint8(proof.entry[0]);
        uint256 index = uint16(uint80(proof.entry) >> 56);
        bytes32[] calldata siblings = proof.siblings;
        bytes10[] calldata ancestors = proof.ancestors;
        if (siblings.length != depth) revert IRollup.WrongPathLength(siblings.length, depth);
        if (ancestors.length != depth) revert IRollup.WrongPathLength(ancestors.length, depth);
        node = depth == treeDepth
            ? sha256(abi.encodePacked(proof.entry))
            : sha256(abi.encodePacked(proof.children[0], proof.children[1], proof.entry));
        // sha256(left ‖ right ‖ ancestor's entry), level by level, in the same memory.
        assembly ("memory-safe") {
            let scratch := mload(0x40)
            for { let i := 0 } lt(i, depth) { i := add(i, 1) } {
                let side := shl(5, and(shr(i, index), 1))
                mstore(add(scratch, side), node)
                mstore(add(scratch, xor(side, 32)), calldataload(add(siblings.offset, shl(5, i))))
                mstore(add(scratch, 64), calldataload(add(ancestors.offset, shl(5, i))))
                // The precompile can only fail by running out of gas.
                if iszero(staticcall(gas(), 2, scratch, 74, scratch, 32)) { revert(0, 0) }
                node := mload(scratch)
            }
        }
    }
}
