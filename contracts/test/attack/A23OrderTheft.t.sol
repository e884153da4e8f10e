// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {IAuction} from "../../src/interfaces/IAuction.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice A23, what L1 does about it: a pending commitment tells nobody the order, and cannot be made one's own. That a reveal is late
/// and whole is up to the nodes (R17).
contract A23OrderTheftTest is AuctionFixture {
    /// Whoever sees Alice's signed commitment can send it for her, and do nothing else with it.
    function test_aPendingCommitmentCannotBeMadeOnesOwn() public {
        Proposal memory hers = proposalBy(alice, 1e18);
        bytes memory signature = signed(ALICE_KEY, hers, TRANSCRIPT, seatsFrom(0, 4));
        // Bob puts his name on it: another proposal, which Alice did not sign.
        Proposal memory stolen = hers;
        stolen.proposer = bob;
        vm.expectRevert(abi.encodeWithSelector(IAuction.InvalidSignature.selector, bob));
        auction.commit(stolen, TRANSCRIPT, seatsFrom(0, 4), signature);
        // He swaps the transcript for one that names his seats.
        hers = proposalBy(alice, 1e18);
        vm.expectRevert(abi.encodeWithSelector(IAuction.InvalidSignature.selector, alice));
        auction.commit(hers, bytes32(uint256(0xbad)), seatsFrom(0, 4), signature);
        // He sends it late: it is good for this round and this head alone.
        commitBy(proposalBy(bob, 1e17), seatsFrom(0, 4));
        toEnd();
        closeUnproven();
        vm.expectRevert(abi.encodeWithSelector(IAuction.WrongRound.selector, 0, 1));
        auction.commit(hers, TRANSCRIPT, seatsFrom(0, 4), signature);
    }

    /// A revealed order in the next height is another proposal: the old votes and claims name the old one.
    function test_anOldOrderInTheNextHeightIsAnotherProposal() public {
        Proposal memory loser = proposalBy(alice, 1e17);
        bytes32 old = commitBy(loser, seatsFrom(0, 4));
        Proposal memory winner = proposalBy(bob, 1e18);
        commitBy(winner, seatsFrom(0, 4));
        toEnd();
        close(winner, 4);
        // All but the place in the chain is the same, even the proposer.
        Proposal memory again = proposalBy(alice, 1e17);
        (again.orderCommitment, again.expiry) = (loser.orderCommitment, loser.expiry);
        bytes32 id = commitBy(again, seatsFrom(0, 4));
        vm.assertTrue(id != old);
        again.height = loser.height;
        again.parent = loser.parent;
        vm.assertEq(auction.proposalIdOf(again), old);
    }
}
