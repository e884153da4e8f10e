// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Uncle} from "../../src/Types.sol";
import {IRewards} from "../../src/interfaces/IRewards.sol";
import {PayFixture, ProvenBlock} from "../fixtures/PayFixture.sol";

/// @notice A4: take most of the pool with own losing blocks, or all places with sham blocks, so that an honest uncle gets nothing.
contract A04FarmingTest is PayFixture {
    uint16 private constant SHAM = C + 5;

    /// @dev Seat 4 in eight own blocks is one new seat.
    function test_aSeatInManyOwnBlocksCountsOnce() public {
        Uncle[] memory shams = eightShams();
        ProvenBlock memory b = settledBlock();
        vm.expectRevert(abi.encodeWithSelector(IRewards.NothingAdded.selector, shams[1].proposalId));
        rewards.nameUncles(b.id, b.transcriptRoot, b.committed, shams);
        nameUncles(b, one(shams[0]));
        toClaims(b);
        for (uint256 i; i < 8; ++i) {
            claimNewSeat(b, 4);
        }
        // Less than a winner's seat gets on average, and less than a fifth of the pool, which an honest share would be.
        vm.assertEq(balance(4), POOL * 9_000 / 49_000);
        vm.assertTrue(balance(4) < POOL / 5);
    }

    /// @dev A sham block is named in the first second. A set with the honest block has more new seats.
    function test_shamBlocksDoNotKeepAnHonestUncleOut() public {
        Uncle[] memory shams = eightShams();
        ProvenBlock memory honest = prove(ROUND, 1e18, seatsFrom(5, 4), wordsOfFour(5));
        ProvenBlock memory b = settledBlock();
        nameUncles(b, one(shams[0]));
        Uncle[] memory both = new Uncle[](2);
        (both[0], both[1]) = (uncleOf(honest), shams[0]);
        nameUncles(b, both);
        toClaims(b);
        claimNewSeat(b, 5);
        // Four honest seats and the sham one beside four of the winner, all with at least a winner's seat's work: each gets the full rate.
        vm.assertEq(balance(5), POOL * 9_000 / (40_000 + 5 * 9_000));
    }

    function one(Uncle memory uncle) private pure returns (Uncle[] memory uncles) {
        uncles = new Uncle[](1);
        uncles[0] = uncle;
    }

    function eightShams() private returns (Uncle[] memory shams) {
        shams = new Uncle[](8);
        for (uint256 i; i < 8; ++i) {
            uint16[] memory words = words7(SHAM, SHAM, SHAM, SHAM, SHAM, SHAM, SHAM);
            shams[i] = uncleOf(prove(ROUND, 1e18, seatsFrom(4, 1), words));
        }
    }
}
