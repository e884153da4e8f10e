// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title R2: the nodes that some kept proof has as their committed seats'
/// @notice A set of nodes by number: node n is bit `n % 256` of word `n / 256`. It only grows, so that no later proof takes a node away.
library CommittedNodes {
    /// @dev Bit 15 of each of 16 seat words.
    uint256 private constant COMMITTED = 0x8000800080008000800080008000800080008000800080008000800080008000;
    /// @dev Bits 255 − 17 i for i = 0 .. 15.
    uint256 private constant GATHER = 0x8000400020001000080004000200010000800040002000100008000400020001;

    /// @notice Which of 16 seat words say "committed": bit j for the word j, the first of which is the highest.
    /// @dev Word j has its bit at 16 i, i = 15 − j, once it is shifted down. The product has it at 16 i + 255 − 17 k for k = 0 .. 15. No two
    /// of the 256 sums are equal (16 (i − i') = 17 (k − k') only if both are 0), so nothing carries. A sum is in 240 .. 255 exactly if k = i,
    /// and is 240 + j then.
    function gather(uint256 words) internal pure returns (uint256) {
        unchecked {
            return (((words & COMMITTED) >> 15) * GATHER) >> 240;
        }
    }

    /// @notice Word `index` of the set of nodes that packed seat words call committed.
    /// @param words Two bytes a node, for all nodes of a tree. What follows them in calldata does not count.
    function wordOf(bytes calldata words, uint256 index) internal pure returns (uint256 word) {
        unchecked {
            uint256 nodes = words.length / 2;
            uint256 first = index << 8;
            if (first >= nodes) return 0;
            for (uint256 node = first; node < first + 256 && node < nodes; node += 16) {
                uint256 sixteen;
                assembly ("memory-safe") {
                    sixteen := calldataload(add(words.offset, shl(1, node)))
                }
                word |= gather(sixteen) << (node - first);
            }
            if (nodes - first < 256) word &= (1 << (nodes - first)) - 1;
        }
    }

    /// @notice Adds the nodes that packed seat words call committed.
    /// @return isMore Whether one of them was not in the set before.
    function add(mapping(uint256 word => uint256) storage nodes, bytes calldata words) internal returns (bool isMore) {
        for (uint256 index; index << 9 < words.length; ++index) {
            uint256 word = wordOf(words, index);
            uint256 before = nodes[index];
            if (word & ~before == 0) continue;
            nodes[index] = before | word;
            isMore = true;
        }
    }

    /// @notice Whether a node is in the set.
    function has(mapping(uint256 word => uint256) storage nodes, uint256 nodeNumber) internal view returns (bool) {
        return (nodes[nodeNumber >> 8] >> (nodeNumber & 0xff)) & 1 == 1;
    }
}
