// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice A5: a bitmap of seats that never voted leads the ranking, so that the best real bid behind it may be withheld free of charge.
/// In the first version a proof by nobody saved the bond, and a fresh address began with the smallest one.
contract A05FreeLeadTest is AuctionFixture {
    /// 12 seats that never heard of it, with a fifth of Alice's bid, stand above her 4 real ones.
    function falseLead(address mallory) internal returns (Proposal memory lead) {
        fund(mallory, 10e18);
        lead = proposalBy(mallory, 2e17);
        commitBy(lead, seatsFrom(0, 12));
    }

    /// Each false lead costs the whole bond. A fresh address does not help, and Alice loses nothing.
    function test_sixteenFalseLeadsCostSixteenBonds() public {
        uint256 burnedBids;
        for (uint160 i; i < 16; ++i) {
            address mallory = address(0xbad00 + i);
            Proposal memory honest = proposalBy(alice, 1e18);
            commitBy(honest, seatsFrom(0, 4));
            Proposal memory lead = falseLead(mallory);
            toEnd();
            close(honest, 4);
            burnedBids += 1e18;
            auction.refund(lead, honest);
            vm.assertEq(auction.balanceOf(mallory), 10e18 - auction.bondOf(2e17));
        }
        vm.assertEq(auction.balanceOf(alice), 1_000e18 - burnedBids);
    }

    /// A proof that shows none of the committed seats, by rescuers alone, saves nothing of the bond.
    function test_aProofByNobodySavesNothing() public {
        Proposal memory honest = proposalBy(alice, 1e18);
        commitBy(honest, seatsFrom(0, 4));
        Proposal memory lead = falseLead(bob);
        prove(auction.proposalIdOf(lead), 0);
        toEnd();
        close(honest, 4);
        auction.refund(lead, honest);
        vm.assertEq(auction.balanceOf(bob), 1_010e18 - auction.bondOf(2e17));
    }

    /// The real bid behind the false lead is withheld, and Alice's wins: both stood above hers, and both lose their bonds.
    function test_theRealBidThatIsWithheldLosesItsBondToo() public {
        Proposal memory honest = proposalBy(alice, 1e18);
        commitBy(honest, seatsFrom(0, 4));
        Proposal memory real = proposalBy(bob, 2e18);
        commitBy(real, seatsFrom(0, 4));
        Proposal memory lead = falseLead(address(0xbad));
        toEnd();
        close(honest, 4);
        auction.refund(real, honest);
        auction.refund(lead, honest);
        vm.assertEq(auction.balanceOf(bob), 1_000e18 - auction.bondOf(2e18));
        vm.assertEq(auction.balanceOf(address(0xbad)), 10e18 - auction.bondOf(2e17));
    }

    /// With nobody else's proof the height restarts, and the false lead alone pays: at least the bond that the settings ask for.
    function test_aRestartIsNotFreeEither() public {
        Proposal memory honest = proposalBy(alice, 1e18);
        commitBy(honest, seatsFrom(0, 4));
        falseLead(address(0xbad));
        toEnd();
        closeUnproven();
        refundNone(honest);
        vm.assertEq(auction.balanceOf(alice), 1_000e18);
        vm.assertEq(auction.balanceOf(address(0xbad)), 10e18 - settings().bond);
    }
}
