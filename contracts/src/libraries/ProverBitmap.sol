// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LibBit} from "solady/utils/LibBit.sol";

/// @title Sets of seats: seat s is bit `s % 256` of word `s / 256`
library ProverBitmap {
    uint256 internal constant WORDS = 8;

    /// @notice Seats in the set.
    function count(uint256[8] calldata bitmap) internal pure returns (uint256 seats) {
        for (uint256 w; w < WORDS; ++w) {
            uint256 word = bitmap[w];
            if (word == 0) continue;
            unchecked {
                seats += LibBit.popCount(word);
            }
        }
    }

    /// @notice Seats in both sets.
    function countIn(uint256[8] calldata bitmap, uint256[8] memory other) internal pure returns (uint256 seats) {
        for (uint256 w; w < WORDS; ++w) {
            uint256 word = bitmap[w] & other[w];
            if (word == 0) continue;
            unchecked {
                seats += LibBit.popCount(word);
            }
        }
    }

    /// @notice First word with seats that are not in `allowed`, and those seats; (8, 0) for a subset.
    function firstOutside(uint256[8] calldata bitmap, uint256[8] memory allowed)
        internal
        pure
        returns (uint256 word, uint256 seats)
    {
        for (; word < WORDS; ++word) {
            seats = bitmap[word] & ~allowed[word];
            if (seats != 0) break;
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
}
