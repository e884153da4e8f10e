// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {NodeAnswer} from "../../src/Types.sol";
import {ISlashingCourt} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../fixtures/CourtFixture.sol";
import {ProvenBlock} from "../fixtures/PayFixture.sol";

/// @notice A13: answer with a valid proof of others' signed transfers on an account tree that one has made up.
contract A13InventedAnswerTest is CourtFixture {
    function test_aProofAboutOtherStatesIsNoAnswer() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(5));
        NodeAnswer memory it = answerOf(b, 5);
        (it.stateBefore, it.stateAfter) = (0xbad, 0xbad2);
        it.statesRoot = hasher.hash2(0xbad, 0xbad2);
        it.proof = proofOf(it, LEAF_SIGNER);
        uint256 reached = hasher.root(it.statesRoot, it.index, it.stateSiblings);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongStates.selector, reached, statesAt(0)));
        court.answer(it);
        // A root of states to which the path leads is not the block's.
        it.facts.statesRoot = reached;
        bytes32 wrong = keccak256(abi.encode(it.facts));
        bytes32 right = keccak256(abi.encode(factsOf(b)));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongFacts.selector, wrong, right));
        court.answer(it);
    }
}
