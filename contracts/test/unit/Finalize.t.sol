// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission, Proposal} from "../../src/Types.sol";
import {IBridge} from "../../src/interfaces/IBridge.sol";
import {IRollup} from "../../src/interfaces/IRollup.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";

/// @notice P8.1: the best block of a round becomes the head; R12: the rollup stops.
contract FinalizeTest is RollupParts {
    function test_genesisIsTheFirstHead() public view {
        vm.assertEq(rollup.head().stateRoot, GENESIS);
        vm.assertEq(rollup.head().proposalId, 0);
        vm.assertEq(rollup.headAt(0).finalAt, rollup.head().finalAt);
        vm.assertEq(rollup.headAt(1).height, 0);
    }

    function test_theBestBlockBecomesTheHead() public {
        Proposal memory proposal = proposalBy(alice, 1e18);
        bytes32 id = commitBy(proposal, seatsFrom(0, 4));
        toProofWindow();
        ProofSubmission memory s = submissionOf(proposal, seatsFrom(0, 4), wordsBy(2, 0, 4));
        (s.messageCount, s.fees) = (3, 7);
        sign(s);
        rollup.submitProof(s);
        toEnd();
        vm.mockCallRevert(parts.bridge, abi.encodeCall(IBridge.consume, (3, 7, alice)), "consumed");
        vm.expectRevert(bytes("consumed"));
        rollup.finalize();
        vm.mockCall(parts.bridge, abi.encodeCall(IBridge.consume, (3, 7, alice)), "");
        vm.expectEmit();
        emit IRollup.Finalized(1, id, alice, s.stateAfter, 3, 7);
        rollup.finalize();
        vm.assertEq(rollup.head().proposalId, id);
        vm.assertEq(rollup.head().stateRoot, s.stateAfter);
        vm.assertEq(rollup.head().messagesConsumed, 3);
        vm.assertEq(rollup.head().finalAt, block.timestamp);
        vm.assertEq(rollup.provenOf(id).finalAt, block.timestamp);
    }

    function test_aRoundWithoutAProofRestarts() public {
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.head().height, 0);
        vm.assertEq(roundNow().number, 1);
    }

    function test_blocksBuildOnEachOther() public {
        runBlock(alice);
        uint256 state = rollup.head().stateRoot;
        (bytes32 id, Proposal memory proposal) = runBlock(bob);
        vm.assertEq(rollup.head().proposalId, id);
        vm.assertEq(rollup.head().height, 2);
        vm.assertEq(rollup.headAt(1).proposalId, proposal.parent);
        vm.assertEq(rollup.headAt(1).stateRoot, state);
    }

    /// @dev The ring holds 64 heads; a round's best block is not taken for that of a round 64 later.
    function test_theRingsAreWrittenOver() public {
        for (uint256 i; i < 65; ++i) {
            runBlock(alice);
        }
        vm.assertEq(rollup.head().height, 65);
        vm.assertEq(rollup.headAt(65).height, 65);
        vm.assertEq(rollup.headAt(2).height, 2);
        vm.assertEq(rollup.headAt(1).height, 0);
        vm.assertEq(rollup.headAt(0).finalAt, 0);
        vm.assertEq(rollup.bestOf(1).roundId, 0);
        vm.assertEq(rollup.bestOf(65).roundId, 65);
        // Round 66 has no proof. Its place in the ring still holds the proof of round 2.
        commitBy(proposalBy(bob, 1e18), seatsFrom(0, 4));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.head().height, 65);
    }

    /// @dev R10: the longest round is known to the constants; the rollup counts how many went by.
    function test_placesAskedForAreHalvedByTime() public {
        vm.warp(block.timestamp + 3 * constants.longestRound() + 1);
        Proposal memory proposal = proposalBy(alice, 1e18);
        commitBy(proposal, seatsFrom(0, 4));
        toProofWindow();
        bytes memory call = abi.encodeCall(IBridge.requireMessages, (0, 0, roundNow().start, 3, 2, 0));
        vm.mockCallRevert(parts.bridge, call, "three");
        ProofSubmission memory s = submissionOf(proposal, seatsFrom(0, 4), wordsBy(2, 0, 4));
        vm.expectRevert(bytes("three"));
        rollup.submitProof(s);
    }

    function test_onlyTheBridgeStops() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotBridge.selector, address(this), parts.bridge));
        rollup.stop();
    }

    function test_afterTheStopNoBlockIsProvenOrFinal() public {
        Proposal memory proposal = proposalBy(alice, 1e18);
        commitBy(proposal, seatsFrom(0, 4));
        toProofWindow();
        vm.prank(parts.bridge);
        rollup.stop();
        vm.assertTrue(rollup.isStopped());
        ProofSubmission memory s = submissionOf(proposal, seatsFrom(0, 4), wordsBy(2, 0, 4));
        vm.expectRevert(IRollup.Stopped.selector);
        rollup.submitProof(s);
        vm.expectRevert(IRollup.Stopped.selector);
        rollup.finalize();
    }

    function test_afterTheStopProofsOfEndedRoundsStillLand() public {
        Proposal memory proposal = proposalBy(alice, 1e18);
        bytes32 id = commitBy(proposal, seatsFrom(0, 4));
        toProofWindow();
        bytes memory words = wordsBy(2, 0, 4);
        setWord(words, 6, 0);
        prove(proposal, seatsFrom(0, 4), words);
        vm.prank(alice);
        rollup.finalize();
        vm.prank(parts.bridge);
        rollup.stop();
        prove(proposal, seatsFrom(0, 4), wordsBy(2, 0, 4));
        vm.assertTrue(rollup.isNodeCommitted(id, 6));
    }
}
