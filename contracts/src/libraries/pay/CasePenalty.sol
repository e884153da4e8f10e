// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title R8: what a case takes, and the level of a seat
/// @notice `packages/protocol/src/penalty.ts` is the twin.
library CasePenalty {
    /// @notice Levels are counted up to here.
    uint8 internal constant MAX_LEVEL = 14;

    /// @notice `factor` × the pay of the case's nodes + the bounty, doubled for each level, at most `slashBps` of the stake; wei.
    /// @param pay What the nodes pay a committed prover, below 2^96 wei.
    /// @param stake Full stake of a seat, wei.
    /// @param level Of the seat before this case, at most `MAX_LEVEL`.
    function amount(uint256 pay, uint16 factor, uint96 bounty, uint8 level, uint96 stake, uint16 slashBps)
        internal
        pure
        returns (uint256)
    {
        uint256 wanted = (factor * pay + bounty) << level;
        uint256 most = uint256(stake) * slashBps / 10_000;
        return wanted < most ? wanted : most;
    }

    /// @notice The level now: one less for each whole `decay` since it was raised.
    /// @param raisedAt Timestamp at which it was raised to `level`, not after now.
    function levelAt(uint8 level, uint256 raisedAt, uint256 time, uint32 decay) internal pure returns (uint8) {
        uint256 fallen = (time - raisedAt) / decay;
        return fallen < level ? level - uint8(fallen) : 0;
    }

    /// @notice The level after a round with a case.
    function raised(uint8 level) internal pure returns (uint8) {
        return level < MAX_LEVEL ? level + 1 : MAX_LEVEL;
    }
}
