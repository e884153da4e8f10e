// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal, Round} from "../../src/Types.sol";
import {IAuction} from "../../src/interfaces/IAuction.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice P3.3, R9, R14, R16: how a round ends, and what becomes of bids and bonds.
contract RefundTest is AuctionFixture {
    Proposal internal small;
    Proposal internal large;
    bytes32 internal smallId;
    bytes32 internal largeId;

    /// Bob's bid of 2 by 8 seats leads Alice's of 1 by 4 seats.
    function setUp() public override {
        super.setUp();
        (small, large) = (proposalBy(alice, 1e18), proposalBy(bob, 2e18));
        smallId = commitBy(small, seatsFrom(0, 4));
        largeId = commitBy(large, seatsFrom(0, 8));
    }

    // --- The winner --------------------------------------------------------------------------------------------------

    function test_theWinnersBidIsBurnedAndItsBondGoesBack() public {
        uint256 supply = token.totalSupply();
        toEnd();
        close(large, 8);
        vm.assertEq(auction.balanceOf(bob), 1_000e18 - 2e18);
        vm.assertEq(supply - token.totalSupply(), 2e18);
        vm.assertTrue(auction.commitmentOf(largeId).won);
        vm.assertTrue(auction.isOver(largeId) && auction.isOver(smallId));
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotRefundable.selector, largeId));
        auction.refund(large, large);
    }

    function test_aNewRoundOpensOnTheWinner() public {
        toEnd();
        close(large, 8);
        Round memory round = auction.running();
        vm.assertEq(round.id, 2);
        vm.assertEq(round.height, 2);
        vm.assertEq(round.number, 0);
        vm.assertEq(round.start, block.timestamp);
        Proposal memory onGenesis = proposalOn(alice, 1e18, round, 0);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IAuction.WrongParent.selector, bytes32(0), largeId));
        auction.commit(onGenesis, TRANSCRIPT, seatsFrom(0, 4), "");
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
    }

    // --- R9 ----------------------------------------------------------------------------------------------------------

    function test_aBeatenProposerGetsEverythingBack() public {
        toEnd();
        close(large, 8);
        vm.expectEmit();
        emit IAuction.Refunded(smallId, alice, 2e18, 0);
        auction.refund(small, large);
        vm.assertEq(auction.balanceOf(alice), 1_000e18);
    }

    function test_aLeaderBehindTheWinnerLosesTheUnprovenShare() public {
        prove(largeId, 3);
        toEnd();
        close(small, 4);
        uint256 supply = token.totalSupply();
        vm.expectEmit();
        emit IAuction.Refunded(largeId, bob, 4e18 - 2e18 * 5 / 8, 2e18 * 5 / 8);
        auction.refund(large, small);
        vm.assertEq(auction.balanceOf(bob), 1_000e18 - 2e18 * 5 / 8);
        vm.assertEq(supply - token.totalSupply(), 2e18 * 5 / 8);
    }

    function test_aLeaderWithoutAProofLosesItsBond() public {
        toEnd();
        close(small, 4);
        auction.refund(large, small);
        vm.assertEq(auction.balanceOf(bob), 1_000e18 - 2e18);
    }

    function test_aLeaderThatWasProvenWholeLosesNothing() public {
        // All eight are proven, and it lost all the same: its proof came too late to be counted, say.
        prove(largeId, 8);
        toEnd();
        close(small, 4);
        auction.refund(large, small);
        vm.assertEq(auction.balanceOf(bob), 1_000e18);
    }

    /// What rounding leaves is burned, never refunded.
    function testFuzz_theLostShareIsThatOfTheUnprovenSeats(uint16 provers) public {
        provers = uint16(bound(provers, 0, 8));
        prove(largeId, provers);
        toEnd();
        close(small, 4);
        auction.refund(large, small);
        vm.assertEq(1_000e18 - auction.balanceOf(bob), 2e18 - 2e18 * uint256(provers) / 8);
    }

    function test_equalScoresAreNotAbove() public {
        Proposal memory equal = proposalBy(bob, 1e18);
        commitBy(equal, seatsFrom(4, 4));
        toEnd();
        close(small, 4);
        auction.refund(equal, small);
        vm.assertEq(auction.balanceOf(bob), 1_000e18 - 4e18);
    }

    function test_theRefundNamesTheWinner() public {
        toEnd();
        close(small, 4);
        vm.expectRevert(abi.encodeWithSelector(IAuction.WrongWinner.selector, largeId, 1));
        auction.refund(large, large);
    }

    function test_aRefundIsPaidOnce() public {
        toEnd();
        close(large, 8);
        auction.refund(small, large);
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotRefundable.selector, smallId));
        auction.refund(small, large);
    }

    function test_nothingIsRefundedWhileTheRoundRuns() public {
        toEnd();
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotRefundable.selector, smallId));
        refundNone(small);
        Proposal memory unknown = proposalBy(alice, 7e18);
        bytes32 unknownId = auction.proposalIdOf(unknown);
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotRefundable.selector, unknownId));
        refundNone(unknown);
    }

    /// Nobody stands above the winner of a round that ended early, so nobody's bond waits for late proofs.
    function test_afterAnEarlyEndBidsAndBondsComeBackAtOnce() public {
        toProofWindow();
        close(large, 8);
        auction.refund(small, large);
        vm.assertEq(auction.balanceOf(alice), 1_000e18);
    }

    // --- Restart -----------------------------------------------------------------------------------------------------

    function test_aRoundWithoutCommitmentsRestartsWhenItsWindowEnds() public {
        toEnd();
        close(large, 8);
        vm.warp(auction.running().commitEnd);
        vm.expectEmit();
        emit IAuction.RoundRestarted(2, 2, 0);
        closeUnproven();
        Round memory round = auction.running();
        vm.assertEq(round.id, 3);
        vm.assertEq(round.height, 2);
        vm.assertEq(round.number, 1);
        vm.assertEq(round.start, 0);
        vm.expectRevert(abi.encodeWithSelector(IAuction.RoundNotOpen.selector, 2, 1));
        closeUnproven();
    }

    function test_aRestartBurnsTheLeadersBondAndNoOther() public {
        toEnd();
        uint256 supply = token.totalSupply();
        vm.expectEmit();
        emit IAuction.Refunded(largeId, bob, 2e18, 2e18);
        closeUnproven();
        vm.assertEq(auction.balanceOf(bob), 1_000e18 - 2e18);
        vm.assertEq(supply - token.totalSupply(), 2e18);
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotRefundable.selector, largeId));
        refundNone(large);
        refundNone(small);
        vm.assertEq(auction.balanceOf(alice), 1_000e18);
    }

    function test_theNextRoundOfAHeightTakesNewProposals() public {
        toEnd();
        closeUnproven();
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IAuction.WrongRound.selector, 0, 1));
        auction.commit(small, TRANSCRIPT, seatsFrom(0, 4), "");
        runBlock(alice);
        vm.assertEq(auction.running().height, 2);
    }

    function test_aRoundEndsWithItsProofWindow() public {
        toEnd();
        uint256 end = block.timestamp;
        vm.warp(end - 1);
        vm.expectRevert(abi.encodeWithSelector(IAuction.RoundStillOpen.selector, end - 1, end));
        closeUnproven();
        vm.expectRevert(abi.encodeWithSelector(IAuction.RoundStillOpen.selector, end - 1, end));
        vm.prank(parts.rollup);
        auction.close(smallId, alice, 4, 0, alice);
    }

    // --- R16 ---------------------------------------------------------------------------------------------------------

    function test_aDecidedRoundEndsEarlyForAnyoneIfAllAreProven() public {
        toProofWindow();
        close(large, 8);
        vm.assertTrue(auction.commitmentOf(largeId).won);
        // The others' proofs count until the window would have ended.
        vm.assertGt(auction.recordOf(1).proofEnd, block.timestamp);
    }

    function test_aDecidedRoundEndsEarlyForItsProposerAlone() public {
        toProofWindow();
        uint256 end = auction.recordOf(1).proofEnd;
        vm.expectRevert(abi.encodeWithSelector(IAuction.RoundStillOpen.selector, block.timestamp, end));
        vm.prank(parts.rollup);
        auction.close(largeId, bob, 7, 0, alice);
        closeBy(bob, large, 7, 0);
    }

    /// The winner is not the leader: the leader may still be proven.
    function test_aRoundIsUndecidedWhileTheLeaderCanWin() public {
        toProofWindow();
        uint256 end = auction.recordOf(1).proofEnd;
        vm.expectRevert(abi.encodeWithSelector(IAuction.RoundStillOpen.selector, block.timestamp, end));
        vm.prank(parts.rollup);
        auction.close(smallId, alice, 4, 0, alice);
    }

    /// 2 seats of the leader score below the 4 seats that the other may show: 8 · 4 < 64 · 1. With 3 it is 27 · 4 > 64.
    function test_aRoundIsUndecidedWhileTheSecondCanWin() public {
        toProofWindow();
        uint256 end = auction.recordOf(1).proofEnd;
        vm.expectRevert(abi.encodeWithSelector(IAuction.RoundStillOpen.selector, block.timestamp, end));
        vm.prank(parts.rollup);
        auction.close(largeId, bob, 2, 0, bob);
        closeBy(bob, large, 3, 0);
    }

    function test_noRoundEndsInItsProposalWindow() public {
        uint256 end = auction.recordOf(1).proofEnd;
        vm.expectRevert(abi.encodeWithSelector(IAuction.RoundStillOpen.selector, block.timestamp, end));
        vm.prank(parts.rollup);
        auction.close(largeId, bob, 8, 0, bob);
    }

    // --- R14 ---------------------------------------------------------------------------------------------------------

    /// T = 4: eight provers lower α by 4 · 2^16 / (32 · 4), a restart leaves it.
    function test_alphaMovesByTheWinnersProvers() public {
        toEnd();
        close(large, 8);
        vm.assertEq(auction.running().alpha, 196_608 - 2_048);
        vm.warp(auction.running().commitEnd);
        closeUnproven();
        vm.assertEq(auction.running().alpha, 196_608 - 2_048);
    }

    function test_alphaMovesByTheCommittedSeatsAfterAnEarlyEnd() public {
        toProofWindow();
        closeBy(bob, large, 3, 0);
        vm.assertEq(auction.running().alpha, 196_608 - 2_048);
    }

    // --- Who may call, and the end -----------------------------------------------------------------------------------

    function test_onlyTheRollupEndsRounds() public {
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotRollup.selector, address(this), parts.rollup));
        auction.close(0, address(0), 0, 0, address(this));
    }

    function test_theWinnerIsACommitmentOfTheRound() public {
        toEnd();
        closeUnproven();
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        toEnd();
        vm.expectRevert(abi.encodeWithSelector(IAuction.WrongWinner.selector, smallId, 2));
        vm.prank(parts.rollup);
        auction.close(smallId, alice, 4, 0, alice);
    }

    /// R12: after the end everything that was not settled comes back whole, also a leader's bond.
    function test_afterTheEndEverythingComesBack() public {
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotBridge.selector, address(this), parts.bridge));
        auction.stop();
        vm.prank(parts.bridge);
        auction.stop();
        vm.assertTrue(auction.isStopped());
        Proposal memory more = proposalBy(alice, 3e18);
        vm.prank(alice);
        vm.expectRevert(IAuction.Stopped.selector);
        auction.commit(more, TRANSCRIPT, seatsFrom(0, 4), "");
        vm.prank(parts.rollup);
        vm.expectRevert(IAuction.Stopped.selector);
        auction.close(0, address(0), 0, 0, address(this));
        refundNone(small);
        refundNone(large);
        vm.assertEq(auction.balanceOf(alice), 1_000e18);
        vm.assertEq(auction.balanceOf(bob), 1_000e18);
        vm.prank(bob);
        auction.withdrawBalance(1_000e18);
        vm.assertEq(token.balanceOf(bob), 1_000e18);
    }
}
