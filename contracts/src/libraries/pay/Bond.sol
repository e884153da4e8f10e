// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Bonds follow bids (R9)
/// @dev Twin of `packages/protocol/src/bond.ts`.
library Bond {
    uint256 private constant BPS = 10_000;

    /// @notice max(least, bps · burnBid), wei, rounded down.
    function required(uint96 burnBid, uint96 least, uint32 bps) internal pure returns (uint256) {
        uint256 part = uint256(burnBid) * bps / BPS;
        return part > least ? part : least;
    }

    /// @notice The share of the committed seats that the best proof does not show, rounded up; all of it without a proof.
    /// @param committedSeats At least 1. @param provers At most as many.
    function lost(uint256 bond, uint16 committedSeats, uint16 provers) internal pure returns (uint256) {
        return bond - bond * provers / committedSeats;
    }
}
