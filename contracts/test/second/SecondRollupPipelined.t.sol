// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ISecondRollup} from "../../src/second/ISecondRollup.sol";
import {SecondProposal, SecondRound, SecondSubmission, Settings} from "../../src/second/SecondTypes.sol";
import {RollupParts} from "./RollupParts.sol";

/// @notice P3.4: blocks are proven once the block below them is final, on that block only.
contract SecondRollupPipelinedTest is RollupParts {
    function settings() internal view override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = true;
    }

    function childOf(bytes32 parent, uint96 burnBid) internal view returns (SecondProposal memory) {
        SecondRound memory round = auction.running();
        (round.height, round.number) = (round.height + 1, 0);
        return proposalOn(bob, burnBid, round, parent);
    }

    function test_aChildIsProvenOnTheFinalBlockBelow() public {
        SecondProposal memory winner = proposalBy(alice, 2e18);
        SecondProposal memory loser = proposalBy(alice, 1e18);
        bytes32 winnerId = commitBy(winner, seatsFrom(0, 4));
        bytes32 loserId = commitBy(loser, seatsFrom(0, 4));
        toProofWindow();
        SecondProposal memory child = childOf(winnerId, 2e18);
        SecondProposal memory orphan = childOf(loserId, 3e18);
        bytes32 childId = commitBy(child, seatsFrom(0, 4));
        commitBy(orphan, seatsFrom(0, 4));
        prove(winner, seatsFrom(0, 4), wordsBy(2, 0, 4));
        SecondSubmission memory s = submissionOf(child, seatsFrom(0, 4), wordsBy(2, 0, 4));
        vm.expectRevert(abi.encodeWithSelector(ISecondRollup.ParentNotFinal.selector, winnerId));
        rollup.submitProof(s);

        toEnd();
        rollup.finalize();
        toProofWindow();
        s = submissionOf(orphan, seatsFrom(0, 4), wordsBy(2, 0, 4));
        vm.expectRevert(abi.encodeWithSelector(ISecondRollup.WrongParent.selector, loserId, winnerId));
        rollup.submitProof(s);
        prove(child, seatsFrom(0, 4), wordsBy(2, 0, 4));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.head().proposalId, childId);
        vm.assertEq(rollup.head().height, 2);
    }
}
