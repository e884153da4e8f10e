// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Rolling hash of the L1→L2 queue (docs/spec/encoding.md)
library MessageQueue {
    /// @notice The hash after one more message; the empty queue's is zero.
    /// @param packed the L2 transaction that the message becomes
    /// @param keyX Grumpkin point of a deposit's account; zeros for other messages
    function extend(bytes32 rolling, bytes20 packed, uint256 keyX, uint256 keyY) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(rolling, packed, keyX, keyY));
    }

    /// @notice A deposit's packed transaction: `kind 1 | asset << 4 ‖ from 0, to ‖ amount ‖ fee 0`.
    function packDeposit(uint32 accountIndex, uint8 asset, uint96 amount) internal pure returns (bytes20) {
        return bytes20(abi.encodePacked(uint8(1 | (asset << 4)), uint40(accountIndex), amount, uint16(0)));
    }
}
