// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ISlashingCourt, TranscriptProof} from "../interfaces/ISlashingCourt.sol";

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

    /// @notice Whether the vote offers the entry's node (P4.2).
    function isCovered(TranscriptProof calldata entry) internal pure returns (bool) {
        return
            entry.voteDepth <= entry.nodeDepth
                && entry.nodeIndex >> (entry.nodeDepth - entry.voteDepth) == entry.voteIndex;
    }

    /// @notice The transcript root that the path leads to.
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
        for (uint256 i; i < length; ++i) {
            bytes32 sibling = entry.siblings[i];
            node = (index >> i) & 1 == 0
                ? keccak256(abi.encodePacked(bytes1(0x01), node, sibling))
                : keccak256(abi.encodePacked(bytes1(0x01), sibling, node));
        }
    }
}
