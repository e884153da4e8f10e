// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission, Proposal, Round, Settings} from "../../src/Types.sol";
import {IRollup} from "../../src/interfaces/IRollup.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";

/// @notice P3.4: blocks are proven once the block below them is final, on that block only.
contract RollupPipelinedTest is RollupParts {
    function settings() internal view override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = true;
    }

    function childOf(bytes32 parent, uint96 burnBid) internal view returns (Proposal memory) {
        Round memory round = auction.running();
        (round.height, round.number) = (round.height + 1, 0);
        return proposalOn(bob, burnBid, round, parent);
    }

    function test_aChildIsProvenOnTheFinalBlockBelow() public {
        Proposal memory winner = proposalBy(alice, 2e18);
        Proposal memory loser = proposalBy(alice, 1e18);
        bytes32 winnerId = commitBy(winner, seatsFrom(0, 4));
        bytes32 loserId = commitBy(loser, seatsFrom(0, 4));
        toProofWindow();
        Proposal memory child = childOf(winnerId, 2e18);
        Proposal memory orphan = childOf(loserId, 3e18);
        bytes32 childId = commitBy(child, seatsFrom(0, 4));
        commitBy(orphan, seatsFrom(0, 4));
        prove(winner, seatsFrom(0, 4), wordsBy(2, 0, 4));
        ProofSubmission memory s = submissionOf(child, seatsFrom(0, 4), wordsBy(2, 0, 4));
        vm.expectRevert(abi.encodeWithSelector(IRollup.ParentNotFinal.selector, winnerId));
        rollup.submitProof(s);

        toEnd();
        rollup.finalize();
        toProofWindow();
        s = submissionOf(orphan, seatsFrom(0, 4), wordsBy(2, 0, 4));
        vm.expectRevert(abi.encodeWithSelector(IRollup.WrongParent.selector, loserId, winnerId));
        rollup.submitProof(s);
        prove(child, seatsFrom(0, 4), wordsBy(2, 0, 4));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.head().proposalId, childId);
        vm.assertEq(rollup.head().height, 2);
    }
}
