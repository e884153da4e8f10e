// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title R2: entries of a transcript: seat + 1 (16 bits) ‖ scope depth (8) ‖ scope index (16) ‖ slot (16)
/// @notice `packages/protocol/src/transcriptEntry.ts` is the twin.
library TranscriptEntries {
    /// @notice Levels of the transcript's tree at any depth of the block.
    uint256 internal constant DEPTH = 12;
    /// @dev The slot of a rescue vote, which serves for nothing else.
    uint256 private constant RESCUE_SLOT = 65_535;

    /// @notice Whether an entry binds `seat` to a node: it names the seat, by a vote that covers the node and is no rescue vote. The
    /// entry of a seat outside of the committed bitmap is vacant all the same; the caller looks at that.
    function binds(uint56 entry, uint16 seat, uint8 nodeDepth, uint16 nodeIndex) internal pure returns (bool) {
        (uint256 depth, uint256 index, uint256 slot) = (uint8(entry >> 32), uint16(entry >> 16), uint16(entry));
        if (entry >> 40 != uint256(seat) + 1 || slot == RESCUE_SLOT) return false;
        return depth <= nodeDepth && nodeIndex >> (nodeDepth - depth) == index;
    }
}
