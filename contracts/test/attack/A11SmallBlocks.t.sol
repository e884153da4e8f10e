// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IBridge} from "../../src/interfaces/IBridge.sol";
import {BridgeFixture} from "../unit/bridge/BridgeFixture.sol";

/// @notice A11: small blocks and dust in front keep an overdue message out; or cheap messages fill every place of a block.
contract A11SmallBlocks is BridgeFixture {
    function test_A11_smallBlocksBehindDustCannotPassAnOverdueMessage() public {
        // The attacker queues 100 messages of dust, then a user forces a withdrawal.
        queue(100);
        uint64 forced = bridge.messagesQueued();
        queue(1);
        uint40 openedAt = uint40(block.timestamp + settings().inclusionDelay);

        // A block of depth 1 has 16 places. In the first version a full block was enough, ten blocks in a row.
        vm.expectRevert(abi.encodeWithSelector(IBridge.MessagesMissing.selector, 16, 17));
        bridge.requireMessages(0, 16, openedAt, 0, 1, 0);
        // The first block after the deadline takes the user's message, with 128 places or more.
        bridge.requireMessages(0, forced + 1, openedAt, 0, 4, 0);
    }

    function test_A11_cheapMessagesLeaveHalfOfTheBlockToSignedTransactions() public {
        queue(64);
        uint40 openedAt = uint40(block.timestamp);
        // Nothing is due. A block of 64 places with 33 messages is refused; with 32 it is not.
        bridge.requireMessages(0, 32, openedAt, 0, 3, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IBridge.TooEager.selector, 0, block.timestamp + settings().inclusionDelay)
        );
        bridge.requireMessages(0, 33, openedAt, 0, 3, 0);
    }

    /// @notice The price of a queue: 256 messages burn 340.8 fees, 1,024 burn 6,477, and the next one 17.
    function test_A11_thePriceOfFillingTheQueueGrowsWithItsCube() public {
        uint256 supply = token.totalSupply();
        queue(256);
        vm.assertEq((supply - token.totalSupply()) / FEE, 340);
        queue(768);
        vm.assertEq((supply - token.totalSupply()) / FEE, 6_477);
        vm.assertEq(bridge.messageFee(), 17 * FEE);
    }
}
