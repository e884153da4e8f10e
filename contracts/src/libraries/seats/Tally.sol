// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title R2: how many nodes of each kind were proven as committed, and how many entries of the transcript bind nobody
/// @notice A tally is six counts of 16 bits, the lowest first: committed leaves, merges and root; vacant leaves, merges and root.
/// `packages/protocol/src/Tally.ts` is the twin.
library Tally {
    /// @notice P8.3: weights of the nodes of a tree.
    struct Weights {
        uint16 leaf;
        uint16 merge;
        uint16 root;
    }

    /// @notice Weight of the nodes that were proven as committed.
    function committed(uint96 tally, Weights memory weights) internal pure returns (uint256) {
        return _weigh(uint48(tally), weights);
    }

    /// @notice Weight of the entries that bind nobody.
    function vacant(uint96 tally, Weights memory weights) internal pure returns (uint256) {
        return _weigh(uint48(tally >> 48), weights);
    }

    /// @notice Weight of all nodes of a tree.
    /// @param treeDepth 1 .. 11.
    function whole(uint8 treeDepth, Weights memory weights) internal pure returns (uint256) {
        uint256 leaves = 1 << treeDepth;
        return leaves * weights.leaf + (leaves - 2) * weights.merge + weights.root;
    }

    /// @notice What a proposal's tally becomes when another proof is kept: of vacant nodes the most, of committed ones the best proof's.
    /// @dev So a later proof that leaves entries out of the count cannot raise the reward, and no proof can lower it.
    function merge(uint96 kept, uint96 added, bool isBest) internal pure returns (uint96 merged) {
        merged = uint48(isBest ? added : kept);
        for (uint256 lane = 48; lane < 96; lane += 16) {
            (uint16 a, uint16 b) = (uint16(kept >> lane), uint16(added >> lane));
            merged |= uint96(a > b ? a : b) << uint96(lane);
        }
    }

    function _weigh(uint48 counts, Weights memory weights) private pure returns (uint256) {
        unchecked {
            return uint256(uint16(counts)) * weights.leaf + uint256(uint16(counts >> 16)) * weights.merge
                + uint256(uint16(counts >> 32)) * weights.root;
        }
    }
}
