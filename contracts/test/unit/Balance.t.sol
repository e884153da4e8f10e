// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup} from "../../src/interfaces/IRollup.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

contract BalanceTest is RollupFixture {
    function test_anyoneDepositsForAnyone() public {
        uint256 before = token.balanceOf(address(rollup));
        vm.expectEmit();
        emit IRollup.BalanceDeposited(alice, address(this), 5);
        rollup.depositBalance(alice, 5);
        vm.assertEq(rollup.balanceOf(alice), 1_000e18 + 5);
        vm.assertEq(token.balanceOf(address(rollup)), before + 5);
    }

    function test_depositNeedsTokens() public {
        vm.prank(bob);
        vm.expectRevert(IRollup.TransferFromFailed.selector);
        rollup.depositBalance(alice, 1);
    }

    function test_withdrawPaysTheCaller() public {
        vm.prank(alice);
        vm.expectEmit();
        emit IRollup.BalanceWithdrawn(alice, 400e18);
        rollup.withdrawBalance(400e18);
        vm.assertEq(rollup.balanceOf(alice), 600e18);
        vm.assertEq(token.balanceOf(alice), 400e18);
    }

    function test_withdrawStopsAtTheBalance() public {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InsufficientBalance.selector, alice, 1_000e18, 1_000e18 + 1));
        rollup.withdrawBalance(1_000e18 + 1);
    }

    /// @dev A stand-in for a token that refuses the transfer. The balance stays.
    function test_aWithdrawalThatTheTokenRefusesChangesNothing() public {
        vm.mockCall(address(token), abi.encodeCall(token.transfer, (alice, 5)), abi.encode(false));
        vm.prank(alice);
        vm.expectRevert(IRollup.TransferFailed.selector);
        rollup.withdrawBalance(5);
        vm.assertEq(rollup.balanceOf(alice), 1_000e18);
    }

    function test_escrowedBidsCannotBeWithdrawn() public {
        commitBy(proposalBy(alice, 2e18), seatsFrom(0, 4));
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InsufficientBalance.selector, alice, 997e18, 1_000e18));
        rollup.withdrawBalance(1_000e18);
    }
}
