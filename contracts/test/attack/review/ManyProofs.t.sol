// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Uncle} from "../../../src/Types.sol";
import {PayFixture, ProvenBlock} from "../../fixtures/PayFixture.sol";
import {SeatWordTree} from "../../fixtures/SeatWordTree.sol";

/// @notice Review: a losing block's rate was the work of all its kept proofs over the seats of the best one. Mallory proved one block in parts,
/// each with other seats, and named each part: every part had the work of the whole block, and few seats. Now the seats of all kept
/// proofs count, as their work does.
contract ManyProofs is PayFixture {
    using SeatWordTree for uint16[];

    uint16 private constant NODES = 7;
    /// @dev 9,000 · 2 / 14: the winner's seat proved 14, each of Mallory's seven 2.
    uint16 private constant RATE = 1_285;

    function seatsAtStart() internal pure override returns (uint256) {
        return 24;
    }

    function test_aBlockProvenInPartsHasTheRateOfItsWork() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 1), bySeatsFrom(0, 0));
        Uncle[] memory whole = new Uncle[](1);
        whole[0] = uncleOf(prove(ROUND, 1e18, seatsFrom(8, NODES), bySeatsFrom(8, 1)));
        Uncle[] memory parts = provenInParts();
        finish(b);
        uint256 before = vm.snapshotState();
        nameUncles(b, whole);
        uint256 due = rewards.poolOf(b.id).newSeatParts;
        vm.assertEq(due, NODES * RATE);
        vm.revertToState(before);
        nameUncles(b, parts);
        // It was 7 · 9,000: seven times what the same work brings in one proof.
        vm.assertEq(rewards.poolOf(b.id).newSeatParts, due);
        for (uint16 seat = 8; seat < 8 + NODES; ++seat) {
            vm.assertEq(namedWith(b.id, seat).bps, RATE);
        }
    }

    /// @dev M1: Mallory shows more seats of the honest seats' block in a proof that leaves them out. They are named by their own proof.
    function test_whoIsLeftOutOfTheBestProofIsNamedByAnother() public {
        ProvenBlock memory b = prove(ROUND, 1e18, seatsFrom(0, 1), bySeatsFrom(0, 0));
        ProvenBlock memory lost = prove(ROUND, 1e18, seatsFrom(8, 7), words7(C + 9, C + 10, C + 10, 0, 0, 0, 0));
        uint16[] memory others = words7(0, 0, 0, C + 11, C + 12, C + 13, C + 14);
        keepProof(lost, others);
        finish(b);
        Uncle[] memory uncles = new Uncle[](1);
        uncles[0] = partOf(lost, others, 1);
        nameUncles(b, uncles);
        // All 14 by six seats, whichever proof is named.
        vm.assertEq(namedWith(b.id, 10).bps, 1_500);
        uncles = new Uncle[](2);
        (uncles[0], uncles[1]) = (partOf(lost, others, 1), uncleOf(lost));
        nameUncles(b, uncles);
        vm.assertEq(namedWith(b.id, 8).bps, 1_500);
        vm.assertEq(namedWith(b.id, 10).bps, 1_500);
        vm.assertEq(rewards.poolOf(b.id).newSeatParts, 6 * 1_500);
    }

    /// @dev One block of seven seats, each shown by a proof of its own.
    function provenInParts() private returns (Uncle[] memory parts) {
        parts = new Uncle[](NODES);
        ProvenBlock memory block_ = prove(ROUND, 1e18, seatsFrom(8, NODES), only(0));
        parts[0] = uncleOf(block_);
        for (uint16 n = 1; n < NODES; ++n) {
            vm.assertEq(keepProof(block_, only(n)), n);
            parts[n] = partOf(block_, only(n), n);
        }
    }

    function partOf(ProvenBlock memory b, uint16[] memory words, uint16 kept) private pure returns (Uncle memory) {
        return Uncle(b.id, b.transcriptRoot, b.committed, kept, words.hash(0), proversOf(words));
    }

    /// @dev Node n by seat 8 + n, the others by nobody.
    function only(uint256 n) private pure returns (uint16[] memory words) {
        words = new uint16[](NODES);
        words[n] = uint16(C + 9 + n);
    }

    function bySeatsFrom(uint16 seat, uint16 step) private pure returns (uint16[] memory words) {
        words = new uint16[](NODES);
        for (uint16 n; n < NODES; ++n) {
            words[n] = C + seat + 1 + n * step;
        }
    }
}
