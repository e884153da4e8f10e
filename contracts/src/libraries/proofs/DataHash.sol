// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Hash of a block's packed transactions (P7.1)
library DataHash {
    /// @dev Number of bytes of one leaf: 8 transactions of 20 bytes.
    uint256 internal constant LEAF_BYTES = 160;
    uint256 internal constant LEAF_TRANSACTIONS = 8;

    /// @notice SHA-256 tree over the leaves' 160 bytes.
    /// @dev Hashes straight from calldata: a block of depth 11 has 327,680 bytes.
    /// @param data The leaves, whose number is a power of two; the caller has checked the length.
    function compute(bytes calldata data) internal view returns (bytes32 root) {
        assembly ("memory-safe") {
            let leaves := div(data.length, LEAF_BYTES)
            let row := mload(0x40)
            let scratch := add(row, shl(5, leaves))
            // The precompile can only fail by running out of gas.
            for { let i := 0 } lt(i, leaves) { i := add(i, 1) } {
                calldatacopy(scratch, add(data.offset, mul(i, LEAF_BYTES)), LEAF_BYTES)
                if iszero(staticcall(gas(), 2, scratch, LEAF_BYTES, add(row, shl(5, i)), 32)) {
                    revert(0, 0)
                }
            }
            for { let pairs := shr(1, leaves) } pairs { pairs := shr(1, pairs) } {
                for { let i := 0 } lt(i, pairs) { i := add(i, 1) } {
                    if iszero(staticcall(gas(), 2, add(row, shl(6, i)), 64, add(row, shl(5, i)), 32)) { revert(0, 0) }
                }
            }
            root := mload(row)
        }
    }

    /// @notice The tree above the hashes of equal subtrees. Their number is a power of two, which the caller has
    /// checked.
    function combine(bytes32[] memory row) internal pure returns (bytes32) {
        for (uint256 pairs = row.length / 2; pairs != 0; pairs /= 2) {
            for (uint256 i; i < pairs; ++i) {
                row[i] = sha256(abi.encodePacked(row[2 * i], row[2 * i + 1]));
            }
        }
        return row[0];
    }
}
