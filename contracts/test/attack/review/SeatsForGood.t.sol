// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "../../../src/interfaces/IProverRegistry.sol";
import {Fixture} from "../../fixtures/Fixture.sol";

/// @notice Review: two ways to hold idle seats of a full registry for ever, so that nobody else can join (R4).
contract SeatsForGood is Fixture {
    uint16 private constant IDLE_SEAT = 0;

    /// @dev Bob's seat, then Mallory's; the others joined long ago, for all that the registry knows.
    function fillRegistry() private {
        join(1, bob);
        join(2, alice);
        bytes32 slot = bytes32(uint256(1));
        uint256 word = uint256(vm.load(address(registry), slot)) & ~(uint256(0xffffffff) << 200);
        vm.store(address(registry), slot, bytes32(word | uint256(2047) << 200 | uint256(2047) << 216));
        join(3, alice);
        vm.assertEq(registry.held(), 2048);
    }

    /// Mallory lets one of her seats go and takes it again in the same block. That made every idle seat look busy for 30 more days.
    function test_aSeatThatLeavesAndComesBackSavesNoIdleSeat() public {
        fillRegistry();
        vm.warp(block.timestamp + 25 days);
        leave(1, alice);
        join(4, alice);
        vm.assertEq(registry.held(), 2048);
        registry.putToExit(IDLE_SEAT);
        vm.assertTrue(registry.seatAt(IDLE_SEAT).exitAt != 0);
    }

    /// Nor does a seat count as idle that proved while one seat was free.
    function test_aSeatThatProvedWhileOneWasFreeIsNotIdle() public {
        fillRegistry();
        vm.warp(block.timestamp + 25 days);
        leave(1, alice);
        registry.noteProven(bitmapOf(IDLE_SEAT));
        join(4, alice);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotIdle.selector, IDLE_SEAT));
        registry.putToExit(IDLE_SEAT);
    }

    /// The vault pays nothing to itself. A seat with such a payout address could never be withdrawn.
    function test_aSeatCannotBelongToTheVault() public {
        (uint256 x, uint256 y) = keyOf(9);
        (bytes32 r, bytes32 s) = joinSignature(9, address(registry), address(vault));
        vm.expectRevert(IProverRegistry.VaultPayout.selector);
        registry.join(x, y, address(vault), r, s);
        join(1, bob);
        vm.prank(bob);
        vm.expectRevert(IProverRegistry.VaultPayout.selector);
        registry.changePayout(0, address(vault));
    }
}
