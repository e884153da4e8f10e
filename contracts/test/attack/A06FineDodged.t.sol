// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {IAuction} from "../../src/interfaces/IAuction.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice A6: finalise, refund and withdraw in one call, before anyone may report. The first version then fined an empty balance.
contract A06FineDodgedTest is AuctionFixture {
    /// The bond burns in the refund itself, so what can be withdrawn is without it.
    function test_theBondIsGoneBeforeAnythingCanBeWithdrawn() public {
        Proposal memory honest = proposalBy(alice, 1e18);
        commitBy(honest, seatsFrom(0, 4));
        Proposal memory lead = proposalBy(bob, 2e18);
        commitBy(lead, seatsFrom(0, 12));
        toEnd();
        // One transaction.
        close(honest, 4);
        auction.refund(lead, honest);
        vm.prank(bob);
        auction.withdrawBalance(998e18);
        vm.assertEq(token.balanceOf(bob), 998e18);
        vm.assertEq(auction.balanceOf(bob), 0);
    }

    /// Before the refund the bond is in escrow: the balance does not have it.
    function test_anEscrowedBondCannotBeWithdrawn() public {
        commitBy(proposalBy(bob, 2e18), seatsFrom(0, 12));
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IAuction.InsufficientBalance.selector, bob, 1_000e18 - 4e18, 1_000e18));
        auction.withdrawBalance(1_000e18);
    }

    /// In a restart the end of the round takes the bond, whether anybody asks for a refund or not.
    function test_aRestartTakesTheBondAtOnce() public {
        commitBy(proposalBy(bob, 2e18), seatsFrom(0, 12));
        uint256 supply = token.totalSupply();
        toEnd();
        closeUnproven();
        vm.assertEq(supply - token.totalSupply(), 2e18);
        vm.assertEq(auction.balanceOf(bob), 998e18);
    }

    /// A refund that names another winner, under which nothing would be lost, is refused.
    function test_theWinnerCannotBeInvented() public {
        Proposal memory honest = proposalBy(alice, 1e18);
        commitBy(honest, seatsFrom(0, 4));
        Proposal memory lead = proposalBy(bob, 2e18);
        bytes32 leadId = commitBy(lead, seatsFrom(0, 12));
        toEnd();
        close(honest, 4);
        vm.expectRevert(abi.encodeWithSelector(IAuction.WrongWinner.selector, leadId, 1));
        auction.refund(lead, lead);
        // The winner of another round is not the winner of this one.
        Proposal memory second = runBlock(alice);
        bytes32 secondId = auction.proposalIdOf(second);
        vm.expectRevert(abi.encodeWithSelector(IAuction.WrongWinner.selector, secondId, 1));
        auction.refund(lead, second);
    }
}
