// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title How much a slash costs (P9.2)
library SlashMath {
    uint256 internal constant BPS = 10_000;
    uint8 internal constant MAX_REPEATS = 14;

    /// @notice stake · rate · 2^repeats, at most the stake.
    /// @param stake Full stake of a seat, wei.
    /// @param slashBps Rate of a first offence.
    /// @param repeats Earlier slashes that count, at most MAX_REPEATS.
    function amount(uint96 stake, uint16 slashBps, uint8 repeats) internal pure returns (uint256) {
        uint256 rate = uint256(slashBps) << repeats;
        return uint256(stake) * (rate < BPS ? rate : BPS) / BPS;
    }

    /// @notice Repeats after another slash: 0 after a quiet period, unchanged for another node of the same round,
    /// otherwise one more.
    function repeatsAfter(uint8 repeats, bool isSameRound, bool isWithinPeriod) internal pure returns (uint8) {
        if (isSameRound) return repeats;
        if (!isWithinPeriod) return 0;
        return repeats < MAX_REPEATS ? repeats + 1 : MAX_REPEATS;
    }

    /// @notice P9.3: pay of a contest made in time: the node's share of its block's pool, at most R / committed (the
    /// amount by which a missing seat lowers the reward).
    /// @param share Wei that a committed prover of the node would have been paid.
    /// @param blockReward R, wei.
    /// @param committed Seats named in the transcript, at least 1.
    function contestPay(uint256 share, uint96 blockReward, uint256 committed) internal pure returns (uint256) {
        uint256 most = blockReward / committed;
        return share < most ? share : most;
    }
}
