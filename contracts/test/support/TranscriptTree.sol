// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {TranscriptProof} from "../../src/interfaces/ISlashingCourt.sol";

/// @notice A transcript with an entry for every node. It follows docs/spec/encoding.md and not the contracts.
library TranscriptTree {
    function leafOf(TranscriptProof memory e) internal pure returns (bytes32) {
        bytes memory vote = abi.encodePacked(e.voteDepth, e.voteIndex, e.slot, e.r, e.s);
        return keccak256(abi.encodePacked("trellis/transcript/v1", e.nodeDepth, e.nodeIndex, e.seat, vote));
    }

    /// @dev The hash at place `index` of the row `level` above the entries. The last place is unused.
    function hash(TranscriptProof[] memory entries, uint256 level, uint256 index) internal pure returns (bytes32) {
        if (level == 0) return index < entries.length ? leafOf(entries[index]) : bytes32(0);
        return keccak256(
            abi.encodePacked(uint8(1), hash(entries, level - 1, 2 * index), hash(entries, level - 1, 2 * index + 1))
        );
    }

    function root(TranscriptProof[] memory entries, uint256 treeDepth) internal pure returns (bytes32) {
        return hash(entries, treeDepth + 1, 0);
    }

    /// @notice The entry of node `index` with its path.
    function proofOf(TranscriptProof[] memory entries, uint256 treeDepth, uint256 index)
        internal
        pure
        returns (TranscriptProof memory entry)
    {
        TranscriptProof memory e = entries[index];
        entry = TranscriptProof(
            e.nodeDepth, e.nodeIndex, e.seat, e.voteDepth, e.voteIndex, e.slot, e.r, e.s, new bytes32[](treeDepth + 1)
        );
        for (uint256 level; level <= treeDepth; ++level) {
            entry.siblings[level] = hash(entries, level, (index >> level) ^ 1);
        }
    }
}
