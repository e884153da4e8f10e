// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IBridge} from "../../src/interfaces/IBridge.sol";
import {BridgeFixture} from "../unit/bridge/BridgeFixture.sol";

/// @notice A20: killing a chain that lives by the escape.
contract A20IdleChain is BridgeFixture {
    function test_A20_aYearWithoutMessagesIsNotDeath() public {
        fillL2();
        vm.warp(block.timestamp + 365 days);
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotDead.selector, block.timestamp, type(uint256).max));
        bridge.stopRollup();
        // The attacker's own message does not kill it at once either: it must be due for the escape delay.
        queue(1);
        uint256 deadAt = block.timestamp + settings().inclusionDelay + settings().escapeDelay;
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotDead.selector, block.timestamp, deadAt));
        bridge.stopRollup();
        // The network has that long to wake up and take it.
        vm.warp(deadAt - 1);
        consumeAll();
        vm.warp(deadAt + 1);
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotDead.selector, block.timestamp, type(uint256).max));
        bridge.stopRollup();
    }

    function test_A20_aBlockThatWasProvenInTimeIsNotThrownAway() public {
        queue(1);
        vm.warp(block.timestamp + settings().inclusionDelay + settings().escapeDelay);
        setPending(BLOCK);
        vm.expectRevert(abi.encodeWithSelector(IBridge.ProofPending.selector, BLOCK));
        bridge.stopRollup();
    }

    /// @notice Dust makes the queue longer than the blocks of a day can take. While blocks come, that is not death.
    function test_A20_aLongQueueDoesNotKillAChainThatMakesBlocks() public {
        queue(300);
        vm.warp(block.timestamp + settings().inclusionDelay + settings().escapeDelay);
        vm.prank(parts.rollup);
        bridge.consume(16, 0, alice);
        setHead(BLOCK, GENESIS, block.timestamp);
        uint256 deadAt = block.timestamp + settings().inclusionDelay;
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotDead.selector, block.timestamp, deadAt));
        bridge.stopRollup();
    }
}
