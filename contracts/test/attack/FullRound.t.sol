// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice Filling a round with commitments (docs/spec/limits.md). Each locks a bid and a bond. Nothing on L1 reads the list, so honest
/// calls cost what they always cost.
contract FullRoundTest is AuctionFixture {
    function gasOf(Proposal memory proposal) internal returns (uint256 gas) {
        vm.prank(proposal.proposer);
        gas = gasleft();
        auction.commit(proposal, TRANSCRIPT, seatsFrom(0, 4), "");
        gas -= gasleft();
    }

    /// @dev `count` commitments of Bob behind Alice's, and the gas of her next commitment and of the round's end.
    function behind(uint256 count) internal returns (uint256 commitGas, uint256 closeGas) {
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        for (uint96 i; i < count; ++i) {
            commitBy(proposalBy(bob, 1e15 + i), seatsFrom(0, 1));
        }
        Proposal memory winner = proposalBy(alice, 2e18);
        commitGas = gasOf(winner);
        toEnd();
        closeGas = gasleft();
        close(winner, 4);
        closeGas -= gasleft();
    }

    function test_aFullRoundCostsOthersNothing() public {
        fund(bob, 10_000e18);
        behind(3);
        (uint256 commitFew, uint256 closeFew) = behind(3);
        (uint256 commitMany, uint256 closeMany) = behind(500);
        // A place of the list that was never used costs 17,100 gas more than one that was. The rest is this test's own memory.
        vm.assertLe(commitMany, commitFew + 30_000, "a commitment got dearer");
        vm.assertLe(closeMany, closeFew + 10_000, "the round's end got dearer");
    }

    /// What it costs the one who fills: each commitment has a bid and a bond in escrow until the round is over.
    function test_eachCommitmentLocksABidAndABond() public {
        uint256 before = auction.balanceOf(bob);
        for (uint96 i; i < 100; ++i) {
            commitBy(proposalBy(bob, 1e15 + i), seatsFrom(0, 1));
        }
        vm.assertTrue(before - auction.balanceOf(bob) > 100 * (settings().bond + settings().minBurnBid));
    }
}
