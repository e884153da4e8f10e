// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SeatWordPath} from "../../Types.sol";
import {IRewards} from "../../interfaces/IRewards.sol";

/// @title R1: seat words, two bytes a node that say who proved it
/// @notice A word is the seat + 1, with bit 15 set if the seat proved the node as committed; 0 for nobody. A node without children hashes
/// to `sha256(word)`, every other node to `sha256(left ‖ right ‖ word)`. These have 2 and 66 bytes, so neither can be taken for the other.
/// @dev The block proof binds the root. So every word below it is one that the circuits made.
library SeatWords {
    uint16 internal constant COMMITTED = 0x8000;

    /// @notice Bytes of the words of a tree.
    function length(uint8 treeDepth) internal pure returns (uint256) {
        return (4 << treeDepth) - 2;
    }

    /// @notice Root of the words of a whole tree, by node number: the root first, then row by row.
    /// @dev Hashes straight from calldata, row by row in one piece of memory. The caller has checked the length.
    /// @param treeDepth 1 .. 11.
    function root(bytes calldata words, uint8 treeDepth) internal view returns (bytes32 result) {
        assembly ("memory-safe") {
            let row := mload(0x40)
            let from := add(words.offset, sub(shl(add(treeDepth, 1), 1), 2))
            let size := shl(5, shl(treeDepth, 1))
            // The precompile can only fail by running out of gas.
            for { let at := 0 } lt(at, size) { at := add(at, 32) } {
                mstore(0, calldataload(add(from, shr(4, at))))
                if iszero(staticcall(gas(), 2, 0, 2, add(row, at), 32)) { revert(0, 0) }
            }
            for { size := shr(1, size) } gt(size, 16) { size := shr(1, size) } {
                from := sub(from, shr(4, size))
                for { let at := 0 } lt(at, size) { at := add(at, 32) } {
                    // The node's word goes behind the hashes of its children, where the next pair begins.
                    let pair := add(row, shl(1, at))
                    let next := mload(add(pair, 64))
                    mstore(add(pair, 64), calldataload(add(from, shr(4, at))))
                    if iszero(staticcall(gas(), 2, pair, 66, add(row, at), 32)) { revert(0, 0) }
                    mstore(add(pair, 64), next)
                }
            }
            result := mload(row)
        }
    }

    /// @notice Hash of a node's word and of all words below it.
    /// @param children Hashes of its children; they do not count for a leaf.
    function nodeHash(uint16 word, bytes32[2] calldata children, bool isLeaf) internal pure returns (bytes32) {
        return isLeaf ? sha256(abi.encodePacked(word)) : sha256(abi.encodePacked(children[0], children[1], word));
    }

    /// @notice Root of the words to which a node's word and its path lead.
    /// @param treeDepth Depth of the block's tree: a node there is a leaf.
    function pathRoot(SeatWordPath calldata path, uint8 treeDepth) internal view returns (bytes32 node) {
        (uint256 depth, uint256 index) = (path.depth, path.index);
        if (depth > treeDepth || index >> depth != 0) revert IRewards.NoSuchNode(depth, index, treeDepth);
        bytes32[] calldata siblings = path.siblings;
        uint16[] calldata parentWords = path.parentWords;
        if (siblings.length != depth) revert IRewards.WrongPathLength(siblings.length, depth);
        if (parentWords.length != depth) revert IRewards.WrongPathLength(parentWords.length, depth);
        node = nodeHash(path.word, path.children, depth == treeDepth);
        assembly ("memory-safe") {
            let scratch := mload(0x40)
            for { let i := 0 } lt(i, depth) { i := add(i, 1) } {
                let side := shl(5, and(shr(i, index), 1))
                mstore(add(scratch, side), node)
                mstore(add(scratch, xor(side, 32)), calldataload(add(siblings.offset, shl(5, i))))
                // The word is the last two bytes of its element.
                mstore(add(scratch, 64), shl(240, calldataload(add(parentWords.offset, shl(5, i)))))
                if iszero(staticcall(gas(), 2, scratch, 66, scratch, 32)) { revert(0, 0) }
                node := mload(scratch)
            }
        }
    }
}
