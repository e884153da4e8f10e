// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice A22: bids are open. The bidder with the last L1 slot of the window outbids the best by a wei. With two bidders this was worth
/// 1.75 times an honest bid.
contract A22LastLookTest is AuctionFixture {
    /// A bidder that is outbid in the last slot has a slot to answer. Bidding ends when one of the two stops, not when the clock does.
    function test_whoIsOutbidInTheLastSlotCanAnswer() public {
        uint96 bid = 1e18;
        commitBy(proposalBy(alice, bid), seatsFrom(0, 4));
        for (uint256 i; i < 2; ++i) {
            vm.warp(auction.running().commitEnd - 1);
            commitBy(proposalBy(bob, ++bid), seatsFrom(0, 4));
            vm.warp(block.timestamp + settings().slotTime);
            commitBy(proposalBy(alice, ++bid), seatsFrom(0, 4));
        }
        vm.assertEq(auction.leadOf(1, 0).proposer, alice);
    }

    /// It does not go on for ever: five slots, and then the proofs begin.
    function test_theProofsAreDelayedByFiveSlotsAtMost() public {
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        uint256 proofStart = auction.running().proofStart;
        for (uint96 i = 1; i <= 20; ++i) {
            vm.warp(auction.running().commitEnd - 1);
            commitBy(proposalBy(bob, 1e18 + i), seatsFrom(0, 4));
        }
        vm.assertEq(auction.running().proofStart, proofStart + 5 * settings().slotTime);
    }

    /// A late commitment that does not lead moves nothing, so nobody delays the round with cheap ones.
    function test_cheapCommitmentsDoNotDelayTheRound() public {
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        uint256 end = auction.running().commitEnd;
        vm.warp(end - 1);
        commitBy(proposalBy(bob, 1e15), seatsFrom(0, 4));
        vm.assertEq(auction.running().commitEnd, end);
    }
}
