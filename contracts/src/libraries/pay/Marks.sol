// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Set of numbers that mark what was done: number n is bit `n % 256` of word `n / 256`
library Marks {
    /// @notice Whether `number` is marked.
    function has(mapping(uint256 word => uint256 marks) storage marked, uint256 number) internal view returns (bool) {
        return (marked[number >> 8] >> (number & 0xff)) & 1 == 1;
    }

    /// @notice Marks `number`. Returns whether it was not marked before.
    function add(mapping(uint256 word => uint256 marks) storage marked, uint256 number) internal returns (bool) {
        uint256 marks = marked[number >> 8];
        uint256 mark = 1 << (number & 0xff);
        if (marks & mark != 0) return false;
        marked[number >> 8] = marks | mark;
        return true;
    }
}
