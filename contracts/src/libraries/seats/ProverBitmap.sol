// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LibBit} from "solady/utils/LibBit.sol";

/// @title Sets of seats: seat s is bit `s % 256` of word `s / 256`
library ProverBitmap {
    /// @dev Of the 8 words of a set.
    uint256 private constant BYTES = 256;

    /// @notice Number of seats in the set.
    function count(uint256[8] calldata bitmap) internal pure returns (uint256 seats) {
        unchecked {
            for (uint256 offset; offset < BYTES; offset += 32) {
                uint256 word = _word(bitmap, offset);
                if (word != 0) seats += LibBit.popCount(word);
            }
        }
    }

    /// @notice Number of seats in both sets.
    function countIn(uint256[8] calldata bitmap, uint256[8] memory other) internal pure returns (uint256 seats) {
        unchecked {
            for (uint256 offset; offset < BYTES; offset += 32) {
                uint256 word = _word(bitmap, offset) & _wordOf(other, offset);
                if (word != 0) seats += LibBit.popCount(word);
            }
        }
    }

    /// @notice Whether `seat` (below 2,048) is in the set.
    function has(uint256[8] calldata bitmap, uint256 seat) internal pure returns (bool) {
        return (bitmap[seat >> 8] >> (seat & 0xff)) & 1 == 1;
    }

    /// @notice keccak-256 over the 8 words.
    function hash(uint256[8] calldata bitmap) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, bitmap, 256)
            result := keccak256(free, 256)
        }
    }

    /// @dev The word that begins `offset` bytes into the set, a multiple of 32 below 256. Avoids the checks of an
    /// index.
    function _word(uint256[8] calldata bitmap, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(bitmap, offset))
        }
    }

    /// @dev As `_word`.
    function _wordOf(uint256[8] memory bitmap, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(bitmap, offset))
        }
    }
}
