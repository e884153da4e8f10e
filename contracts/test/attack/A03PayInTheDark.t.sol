// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockClaim, SeatWordPath} from "../../src/Types.sol";
import {ProvenLog} from "../doubles/RollupDouble.sol";
import {PayFixture, ProvenBlock} from "../fixtures/PayFixture.sol";
import {SeatWordTree} from "../fixtures/SeatWordTree.sol";
import {Log} from "../support/Vm.sol";

/// @notice A3: own root and merges over honest leaves, and no word to anybody about who proved them.
contract A03PayInTheDarkTest is PayFixture {
    using SeatWordTree for uint16[];

    /// @dev Everything that a claim needs is in the event of the proof (M5). A stranger collects the pay of seat 3.
    function test_payIsCollectedFromTheEventOfTheProofAlone() public {
        vm.recordLogs();
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 4), wordsOfFour(0));
        Log[] memory logs = vm.getRecordedLogs();
        finish(b);
        vm.warp(block.timestamp + 3650 days);
        BlockClaim memory rebuilt = fromEvent(logs[logs.length - 1], 6);
        vm.prank(address(0x57a9e4));
        claimBlock(3, rebuilt);
        vm.assertEq(balance(3), POOL / 14);
    }

    function fromEvent(Log memory log, uint256 node) private pure returns (BlockClaim memory) {
        ProvenLog memory proven = abi.decode(abi.encodePacked(uint256(32), log.data), (ProvenLog));
        bytes memory packed = proven.seatWords;
        uint16[] memory words = new uint16[](packed.length / 2);
        for (uint256 n; n < words.length; ++n) {
            words[n] = uint16(uint8(packed[2 * n])) << 8 | uint8(packed[2 * n + 1]);
        }
        SeatWordPath[] memory paths = new SeatWordPath[](1);
        paths[0] = words.pathOf(node);
        return BlockClaim(log.topics[1], proven.kept, words.hash(0), keccak256(abi.encode(proven.provers)), paths);
    }
}
