// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Values of more than one field among a proof's public inputs
library PublicFields {
    /// @notice A 256-bit hash as two fields: upper 128 bits, lower 128 bits.
    function putHash(bytes32[] memory fields, uint256 place, bytes32 hash) internal pure {
        fields[place] = hash >> 128;
        fields[place + 1] = bytes32(uint256(uint128(uint256(hash))));
    }

    /// @notice A set of seats as 16 limbs of 128 bits, lowest seat lowest. Unlike the halves of a hash, the low limb is first.
    function putSeats(bytes32[] memory fields, uint256 place, uint256[8] calldata seats) internal pure {
        for (uint256 w; w < 8; ++w) {
            uint256 word = seats[w];
            fields[place + 2 * w] = bytes32(uint256(uint128(word)));
            fields[place + 2 * w + 1] = bytes32(word >> 128);
        }
    }
}
