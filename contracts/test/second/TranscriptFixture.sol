// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {MissedNode} from "../../src/second/SecondTypes.sol";
import {SeatWordTree} from "./SeatWordTree.sol";
import {SecondDeployment} from "./SecondDeployment.sol";

/// @notice The transcript of a block of depth 2, and reports by it.
abstract contract TranscriptFixture is SecondDeployment {
    /// @dev By node number.
    uint256[8] internal entries;

    /// @notice Names a seat for each node, each by a vote for the whole tree with a slot of its own.
    function nameSeats(uint16[7] memory seats) internal {
        for (uint256 n; n < 7; ++n) {
            entries[n] = entryOf(seats[n], 0, 0, uint16(n));
        }
    }

    function entryOf(uint256 seat, uint256 depth, uint256 index, uint16 slot) internal pure returns (uint56) {
        return uint56((seat + 1) << 40 | depth << 32 | index << 16 | slot);
    }

    /// @notice Node of the transcript's tree: 8 entries in the first places of 4,096.
    function transcriptAt(uint256 level, uint256 index) internal view returns (uint256) {
        if (level == 0) return index < 8 ? entries[index] : 0;
        if (index << level >= 8 && index != 0) {
            uint256 below = transcriptAt(level - 1, 8);
            return hasher.hash2(below, below);
        }
        return hasher.hash2(transcriptAt(level - 1, 2 * index), transcriptAt(level - 1, 2 * index + 1));
    }

    function transcriptRoot() internal view returns (bytes32) {
        return bytes32(transcriptAt(12, 0));
    }

    /// @notice A node that the seat with this key claimed, and that it is reported for.
    function missedNode(bytes32 id, uint256 node, uint256 secret) internal view returns (MissedNode memory it) {
        uint256 depth = SeatWordTree.depthOf(node);
        (it.depth, it.index, it.entry) = (uint8(depth), uint16(node + 1 - 2 ** depth), uint56(entries[node]));
        it.siblings = new uint256[](12);
        for (uint256 level; level < 12; ++level) {
            it.siblings[level] = transcriptAt(level, (node >> level) ^ 1);
        }
        bytes memory tag = "trellis/claim/v1";
        bytes32 digest = sha256(abi.encodePacked(tag, uint64(block.chainid), address(rollup), id, it.depth, it.index));
        (, it.r, it.s) = vm.sign(secret, digest);
    }
}
