// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {PayFixture, ProvenBlock} from "../fixtures/PayFixture.sol";

/// @notice A19: take over a seat, and with it the pay that its old owner has not claimed.
contract A19HeirTest is PayFixture {
    function test_payStaysWithTheOldOwner() public {
        ProvenBlock memory b = settledBlock();
        vm.prank(payoutOf(0));
        registry.requestExit(0);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(0);
        uint256 stake = balance(0);
        vm.assertEq(join(5000, bob), 0);
        // The heir makes the claim itself.
        vm.startPrank(bob);
        claimNodes(b, 0, list(0, 3));
        vm.stopPrank();
        vm.assertEq(token.balanceOf(bob), 0);
        vm.assertEq(balance(0) - stake, POOL * 4 / 14 + POOL / 14);
    }
}
