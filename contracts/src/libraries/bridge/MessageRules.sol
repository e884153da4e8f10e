// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title R10: what a message burns, and how many of the due messages a block must take
/// @dev The twin of packages/protocol/src/forced.ts; both are held to vectors/message-rules.json.
library MessageRules {
    /// @dev Places asked for in the first round after a head.
    uint256 private constant PLACES = 256;
    /// @dev Places that may always be asked for: the smallest block's.
    uint256 private constant LEAST_PLACES = 16;

    /// @notice What a message burns: baseFee · (1 + (length / 256)²), rounded down.
    /// @param baseFee What it burns while no message waits, wei, below 2^96.
    /// @param length Messages that wait, below 2^64.
    function fee(uint256 baseFee, uint256 length) internal pure returns (uint256) {
        return baseFee * (65_536 + length * length) / 65_536;
    }

    /// @notice Places that a block must have for messages that are due: 256, halved `halvings` times, not below 16.
    function placesAskedFor(uint256 halvings) internal pure returns (uint256) {
        uint256 places = PLACES >> halvings;
        return places > LEAST_PLACES ? places : LEAST_PLACES;
    }
}
