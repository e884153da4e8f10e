// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Settings} from "../interfaces/IRollup.sol";

/// @title How a block's reward is cut (P8.3). Everything rounds down; what is left over is never minted.
library Rewards {
    uint256 internal constant BPS = 10_000;

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

    /// @notice Share of one node of a tree of depth `treeDepth` in `pool`.
    function ofNode(uint256 pool, Settings memory s, uint8 nodeDepth, uint8 treeDepth, bool committed)
        internal
        pure
        returns (uint256 share)
    {
        uint256 leaves = 1 << treeDepth;
        uint256 total = leaves * s.leafWeight + (leaves - 2) * s.mergeWeight + s.rootWeight;
        uint256 weight = nodeDepth == treeDepth ? s.leafWeight : nodeDepth == 0 ? s.rootWeight : s.mergeWeight;
        share = pool * weight / total;
        if (!committed) share = share * s.uncommittedFactorBps / BPS;
    }
}
