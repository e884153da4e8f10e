// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title R2: the nodes that kept proofs have as their committed seats', and those that they have as rescued
/// @notice A set of nodes by number: node n is bit `n % 256` of word `n / 256`. Sets only grow, so that no later proof takes a
/// node away.
library CommittedNodes {
    /// @dev Bit 15 of each of 16 seat words.
    uint256 private constant COMMITTED = 0x8000800080008000800080008000800080008000800080008000800080008000;
    /// @dev The other 15 bits of each.
    uint256 private constant SEATS = ~COMMITTED;
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

    /// @notice Which of 16 seat words name a seat without "committed": a rescuer.
    /// @dev The sum sets bit 15 of a word exactly if its lower bits are not all 0. It does not carry: twice 2^15 − 1 is below 2^16.
    function gatherRescued(uint256 words) internal pure returns (uint256) {
        unchecked {
            return gather(((words & SEATS) + SEATS) & ~words);
        }
    }

    /// @notice Word `index` of the sets of nodes that packed seat words call committed, and rescued.
    /// @param words Two bytes a node, for all nodes of a tree. What follows them in calldata does not count.
    function wordsOf(bytes calldata words, uint256 index) internal pure returns (uint256 committed, uint256 rescued) {
        unchecked {
            uint256 nodes = words.length / 2;
            uint256 first = index << 8;
            if (first >= nodes) return (0, 0);
            for (uint256 node = first; node < first + 256 && node < nodes; node += 16) {
                uint256 sixteen;
                assembly ("memory-safe") {
                    sixteen := calldataload(add(words.offset, shl(1, node)))
                }
                committed |= gather(sixteen) << (node - first);
                rescued |= gatherRescued(sixteen) << (node - first);
            }
            if (nodes - first < 256) {
                uint256 mask = (1 << (nodes - first)) - 1;
                (committed, rescued) = (committed & mask, rescued & mask);
            }
        }
    }

    /// @notice Adds the nodes that packed seat words call committed, and notes those that have a rescuer for the first time.
    /// @dev Words that do not change are not written.
    /// @param committed Nodes that some kept proof has as committed.
    /// @param rescued Nodes for which some kept proof has a rescuer.
    /// @param rescuedHere Those of them for which this proof is the first.
    /// @return isMore Whether a committed node was not in the set before.
    function add(
        mapping(uint256 word => uint256) storage committed,
        mapping(uint256 word => uint256) storage rescued,
        mapping(uint256 word => uint256) storage rescuedHere,
        bytes calldata words
    ) internal returns (bool isMore) {
        for (uint256 index; index << 9 < words.length; ++index) {
            (uint256 proven, uint256 helped) = wordsOf(words, index);
            uint256 before = committed[index];
            uint256 all = before | proven;
            if (all != before) {
                committed[index] = all;
                isMore = true;
            }
            // A rescuer is not paid for a node that a kept proof has as committed.
            helped &= ~all;
            if (helped == 0) continue;
            uint256 helpedBefore = rescued[index];
            helped &= ~helpedBefore;
            if (helped != 0) (rescued[index], rescuedHere[index]) = (helpedBefore | helped, helped);
        }
    }

    /// @notice Whether a node is in the set.
    function has(mapping(uint256 word => uint256) storage nodes, uint256 nodeNumber) internal view returns (bool) {
        return (nodes[nodeNumber >> 8] >> (nodeNumber & 0xff)) & 1 == 1;
    }
}
