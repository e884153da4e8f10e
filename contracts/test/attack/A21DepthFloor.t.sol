// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IBridge} from "../../src/interfaces/IBridge.sol";
import {BridgeFixture} from "../unit/bridge/BridgeFixture.sol";

/// @notice A21: 256 messages of dust force a depth that two machines cannot prove.
contract A21DepthFloor is BridgeFixture {
    function test_A21_theFloorFallsWithTimeUntilTheSmallestBlockPasses() public {
        queue(256);
        uint40 openedAt = uint40(block.timestamp + settings().inclusionDelay);
        // In the first round after a head a block of depth 5 is asked for, then 4, 3, 2, 1: nobody has to fail for that.
        for (uint32 halvings; halvings < 4; ++halvings) {
            vm.expectRevert(abi.encodeWithSelector(IBridge.MessagesMissing.selector, 16, 17));
            bridge.requireMessages(0, 16, openedAt, halvings, 1, 0);
        }
        bridge.requireMessages(0, 16, openedAt, 4, 1, 0);
        bridge.requireMessages(0, 16, openedAt, 1_000_000, 1, 0);
    }

    /// @notice Two machines work the whole queue off, 16 messages a block, and pay nothing for it. The attacker burned 340.8 fees.
    function test_A21_theSmallestBlocksWorkTheQueueOff() public {
        uint256 supply = token.totalSupply();
        queue(256);
        vm.assertEq((supply - token.totalSupply()) / FEE, 340);
        uint40 openedAt = uint40(block.timestamp + settings().inclusionDelay);
        for (uint64 taken; taken < 256; taken += 16) {
            bridge.requireMessages(taken, taken + 16, openedAt, 4, 1, 0);
            vm.prank(parts.rollup);
            bridge.consume(taken + 16, 0, alice);
        }
        vm.assertEq(bridge.messageFee(), FEE);
    }
}
