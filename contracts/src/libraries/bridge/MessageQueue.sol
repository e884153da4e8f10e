// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The L1→L2 queue (P8.6, P10.3): a rolling hash of all messages, and when each was queued
library MessageQueue {
    struct Queue {
        uint64 queued;
        uint64 consumed; // by final blocks
        mapping(uint256 count => bytes32) rolling;
        /// @dev Timestamps of 40 bits, six to a slot.
        mapping(uint256 slot => uint256) times;
    }

    uint256 private constant TIMES = 6;
    uint256 private constant TIME_BITS = 40;

    /// @notice Queues a message now.
    /// @return index Its place in the queue, from 0.
    /// @return rolling The queue's hash with it.
    function push(Queue storage queue, bytes20 packed, uint256 keyX, uint256 keyY)
        internal
        returns (uint64 index, bytes32 rolling)
    {
        index = queue.queued;
        rolling = extend(queue.rolling[index], packed, keyX, keyY);
        queue.queued = index + 1;
        queue.rolling[index + 1] = rolling;
        queue.times[index / TIMES] |= block.timestamp << (index % TIMES * TIME_BITS);
    }

    /// @notice Timestamp at which message `index` was queued; 0 if it is not queued yet.
    function queuedAt(Queue storage queue, uint64 index) internal view returns (uint40) {
        return uint40(queue.times[index / TIMES] >> (index % TIMES * TIME_BITS));
    }

    /// @notice The rolling hash after one more message; the empty queue's is zero (docs/spec/encoding.md).
    /// @param packed The message's L2 transaction.
    /// @param keyX Key of a deposit's account; zeros for other messages.
    function extend(bytes32 rolling, bytes20 packed, uint256 keyX, uint256 keyY) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(rolling, packed, keyX, keyY));
    }
}
