// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAuction} from "../../src/interfaces/IAuction.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice P1: proposers' balances.
contract BalancesTest is AuctionFixture {
    address internal carol = address(0xca401);

    function test_aDepositIsTheAccountsToWithdraw() public {
        uint256 before = token.balanceOf(address(this));
        vm.expectEmit();
        emit IAuction.BalanceDeposited(carol, address(this), 5e18);
        auction.depositBalance(carol, 5e18);
        vm.assertEq(before - token.balanceOf(address(this)), 5e18);
        vm.assertEq(auction.balanceOf(carol), 5e18);
        vm.expectRevert(abi.encodeWithSelector(IAuction.InsufficientBalance.selector, address(this), 0, 1));
        auction.withdrawBalance(1);
        vm.prank(carol);
        vm.expectEmit();
        emit IAuction.BalanceWithdrawn(carol, 5e18);
        auction.withdrawBalance(5e18);
        vm.assertEq(token.balanceOf(carol), 5e18);
        vm.assertEq(vault.purseOf(address(auction), 0), 2_000e18);
    }

    function test_onlyTheBridgeCredits() public {
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotBridge.selector, address(this), parts.bridge));
        auction.credit(carol, 1);
        vm.prank(parts.bridge);
        auction.credit(carol, 3);
        vm.assertEq(auction.balanceOf(carol), 3);
    }

    function test_aDepositNeedsTheCallersTokens() public {
        vm.prank(carol);
        vm.expectRevert(bytes4(keccak256("TransferFromFailed()")));
        auction.depositBalance(carol, 1);
    }
}
