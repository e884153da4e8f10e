// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title How a block's reward is split (P8.3). All divisions round down; the remainder is never minted.
library Rewards {
    uint256 internal constant BPS = 10_000;

    /// @dev The settings that determine a node's pay.
    struct NodePay {
        uint256 leafWeight;
        uint256 mergeWeight;
        uint256 rootWeight;
        uint256 uncommittedFactorBps;
    }

    /// @notice The provers' and the proposer's part of R × proved / committed.
    /// @param committed Seats named in the transcript, at least 1.
    /// @param proved Those of them that proved.
    function split(uint96 blockReward, uint256 committed, uint256 proved, uint16 proverShareBps)
        internal
        pure
        returns (uint256 provers, uint256 proposer)
    {
        uint256 total = blockReward * proved / committed;
        provers = total * proverShareBps / BPS;
        proposer = total - provers;
    }

    /// @notice P8.5: a proven block's part of the height's provers' reward, if all proven blocks share it.
    /// @param provers Distinct provers of the block.
    /// @param allProvers Sum of that over all proven blocks of the round.
    function fairPart(uint96 proverReward, uint256 provers, uint256 allProvers) internal pure returns (uint96) {
        return provers == 0 ? 0 : uint96(proverReward * provers / allProvers);
    }

    /// @notice P8.4: one uncle's part of the uncle reward. Its provers are divided by those of all uncles or those of
    /// the winner, whichever are more, so that a small lone uncle does not take the whole reward.
    /// @param provers Distinct provers of the uncle.
    /// @param uncleProvers Sum of that over the round's uncles.
    /// @param winnerProvers Distinct provers of the winner.
    function unclePart(uint96 uncleReward, uint256 provers, uint256 uncleProvers, uint256 winnerProvers)
        internal
        pure
        returns (uint96)
    {
        uint256 among = uncleProvers > winnerProvers ? uncleProvers : winnerProvers;
        return provers == 0 ? 0 : uint96(uncleReward * provers / among);
    }

    /// @notice Share of one node of a tree of depth `treeDepth` in `pool`.
    function ofNode(uint256 pool, NodePay memory s, uint8 nodeDepth, uint8 treeDepth, bool committed)
        internal
        pure
        returns (uint256 share)
    {
        unchecked {
            // Nothing overflows: pools are below 2^96, leaves 2 .. 2^11, weights and the factor below 2^16.
            uint256 leaves = 1 << treeDepth;
            uint256 total = leaves * s.leafWeight + (leaves - 2) * s.mergeWeight + s.rootWeight;
            uint256 weight = nodeDepth == treeDepth ? s.leafWeight : nodeDepth == 0 ? s.rootWeight : s.mergeWeight;
            share = pool * weight / total;
            if (!committed) share = share * s.uncommittedFactorBps / BPS;
        }
    }
}
