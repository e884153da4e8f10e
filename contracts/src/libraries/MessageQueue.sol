// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Rolling hash of the L1→L2 queue (docs/spec/encoding.md)
library MessageQueue {
    /// @notice The hash after one more message; the empty queue's is zero.
    function extend(bytes32 rolling, uint32 accountIndex, uint8 asset, uint128 amount, uint256 keyX, uint256 keyY)
        internal
        pure
        returns (bytes32)
    {
        return sha256(abi.encodePacked(rolling, accountIndex, asset, amount, keyX, keyY));
    }
}
