// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Uncle} from "../../src/Types.sol";
import {PayFixture, ProvenBlock} from "../fixtures/PayFixture.sol";

/// @notice Review, known and open (docs/spec/limits.md): the new seats of all named losing blocks are paid at one rate, the mean. Many seats
/// with little work in a block of their own raise their rate, and cut that of an honest losing block.
contract AuditSharedRate is PayFixture {
    function seatsAtStart() internal pure override returns (uint256) {
        return 24;
    }

    function test_open_manySeatsWithLittleWorkCutTheRateOfOneWithMuch() public {
        // The winner's one seat proved 14. So did the honest loser's, seat 1. Seven seats of Mallory share a block: two of 14 each.
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 1), blockBy(C + 1, 0));
        ProvenBlock memory honest = prove(ROUND, 1e18, seatsFrom(1, 1), blockBy(C + 2, 0));
        ProvenBlock memory sham = prove(ROUND, 1e18, seatsFrom(8, 7), blockBy(C + 9, 1));
        finish(b);

        // Alone each would have the rate of its work: 9,000 of 10,000, and 9,000 · 2 / 14.
        uint256 before = vm.snapshotState();
        nameOne(b, honest);
        vm.assertEq(rewards.poolOf(b.id).newSeatBps, 9_000);
        vm.revertToState(before);
        before = vm.snapshotState();
        nameOne(b, sham);
        vm.assertEq(rewards.poolOf(b.id).newSeatBps, 1_285);
        vm.revertToState(before);

        // Together they have the mean.
        Uncle[] memory both = new Uncle[](2);
        (both[0], both[1]) = (uncleOf(honest), uncleOf(sham));
        nameUncles(b, both);
        vm.assertEq(rewards.poolOf(b.id).newSeatBps, 2_249);
    }

    /// @dev Seven nodes by `word`, or by seven seats from there on.
    function blockBy(uint16 word, uint16 step) private pure returns (uint16[] memory) {
        uint16[7] memory w;
        for (uint16 i; i < 7; ++i) {
            w[i] = word + i * step;
        }
        return words7(w[0], w[1], w[2], w[3], w[4], w[5], w[6]);
    }
}
