// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProverBitmap} from "./ProverBitmap.sol";
import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {LibBit} from "solady/utils/LibBit.sol";

/// @title Sets of seats without those that do not count (R4, R5)
library SeatMask {
    /// @notice The seats of both sets, and their number.
    function mask(uint256[8] calldata bitmap, uint256[8] memory active)
        internal
        pure
        returns (uint256[8] memory masked, uint256 seats)
    {
        unchecked {
            for (uint256 i; i < 8; ++i) {
                uint256 word = bitmap[i] & active[i];
                if (word == 0) continue;
                masked[i] = word;
                seats += LibBit.popCount(word);
            }
        }
    }

    /// @notice Adds seats to a stored set. Words that do not change are not written.
    function add(uint256[8] storage set, uint256[8] memory seats) internal {
        for (uint256 i; i < 8; ++i) {
            uint256 word = seats[i];
            if (word == 0) continue;
            uint256 before = set[i];
            if (word & ~before != 0) set[i] = before | word;
        }
    }

    /// @notice The number of seats in a stored set.
    function count(uint256[8] storage set) internal view returns (uint256 seats) {
        for (uint256 i; i < 8; ++i) {
            seats += LibBit.popCount(set[i]);
        }
    }

    /// @notice What L1 records of a commitment: keccak256(transcriptRoot ‖ keccak256(8 words of the masked bitmap)).
    function authorisedHash(bytes32 transcriptRoot, uint256[8] memory masked) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            mstore(0x00, transcriptRoot)
            mstore(0x20, keccak256(masked, 256))
            result := keccak256(0x00, 0x40)
        }
    }

    /// @notice The same for a bitmap that the caller shows. Copying it to memory would cost about 650 gas.
    function authorisedHashShown(bytes32 transcriptRoot, uint256[8] calldata masked) internal pure returns (bytes32) {
        return EfficientHashLib.hash(transcriptRoot, ProverBitmap.hash(masked));
    }
}
