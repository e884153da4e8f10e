// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ISlashingCourt, TranscriptProof} from "../../interfaces/ISlashingCourt.sol";

/// @title Entries of a transcript and their paths (P5.2, docs/spec/encoding.md)
library TranscriptPath {
    /// @notice Number of the entry's node; root 0, then row by row.
    function nodeNumber(TranscriptProof calldata entry) internal pure returns (uint256) {
        return (1 << entry.nodeDepth) - 1 + entry.nodeIndex;
    }

    /// @notice depth ‖ index ‖ slot of the entry's vote.
    function voteKey(TranscriptProof calldata entry) internal pure returns (uint40) {
        return (uint40(entry.voteDepth) << 32) | (uint40(entry.voteIndex) << 16) | entry.slot;
    }

    /// @notice Whether the vote covers the entry's node (P4.2).
    function isCovered(TranscriptProof calldata entry) internal pure returns (bool) {
        return
            entry.voteDepth <= entry.nodeDepth
                && entry.nodeIndex >> (entry.nodeDepth - entry.voteDepth) == entry.voteIndex;
    }

    /// @notice The transcript root to which the path leads.
    /// @param treeDepth Depth of the block's tree; the transcript's is one more.
    function root(TranscriptProof calldata entry, uint8 treeDepth) internal pure returns (bytes32 node) {
        if (entry.nodeDepth > treeDepth || entry.nodeIndex >> entry.nodeDepth != 0) {
            revert ISlashingCourt.NoSuchNode(entry.nodeDepth, entry.nodeIndex, treeDepth);
        }
        uint256 length = entry.siblings.length;
        if (length != uint256(treeDepth) + 1) revert ISlashingCourt.WrongPathLength(length, uint256(treeDepth) + 1);
        node = keccak256(
            abi.encodePacked(
                "trellis/transcript/v1",
                entry.nodeDepth,
                entry.nodeIndex,
                entry.seat,
                entry.voteDepth,
                entry.voteIndex,
                entry.slot,
                entry.r,
                entry.s
            )
        );
        uint256 index = nodeNumber(entry);
        bytes32[] calldata siblings = entry.siblings;
        // keccak256(1 ‖ left ‖ right), level by level, in the same memory.
        assembly ("memory-safe") {
            let scratch := mload(0x40)
            mstore8(scratch, 1)
            let pair := add(scratch, 1)
            for { let i := 0 } lt(i, length) { i := add(i, 1) } {
                let side := shl(5, and(shr(i, index), 1))
                mstore(add(pair, side), node)
                mstore(add(pair, xor(side, 32)), calldataload(add(siblings.offset, shl(5, i))))
                node := keccak256(scratch, 65)
            }
        }
    }
}
