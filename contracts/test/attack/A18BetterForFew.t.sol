// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";

/// @notice A18: a proof that is better in number and worse for many. It becomes the best one, and takes nothing from anybody: nodes and
/// rescuers of earlier proofs stay, and the reward counts the nodes of all.
contract A18BetterForFewTest is RollupParts {
    Proposal internal proposal;
    bytes32 internal id;

    function setUp() public override {
        super.setUp();
        proposal = proposalBy(alice, 2e18);
        id = commitBy(proposal, seatsFrom(0, 8));
        toProofWindow();
    }

    function test_nodesThatWereSwappedOutStayCommitted() public {
        // Seats 0 and 1 proved all but the last leaf, which the attacker holds back.
        bytes memory words = wordsBy(2, 0, 2);
        setWord(words, 6, 0);
        prove(proposal, seatsFrom(0, 8), words);
        bytes32 kept = rollup.keptOf(id, 0);
        // Its own proof: three seats, three nodes, everybody else's swapped out.
        words = new bytes(14);
        setWord(words, 0, 0x8001);
        setWord(words, 4, 0x8003);
        setWord(words, 6, 0x8004);
        prove(proposal, seatsFrom(0, 8), words);
        vm.assertEq(rollup.provenOf(id).best, 1);
        vm.assertEq(rollup.committedNodes(id, 0), 0x7f);
        // The claims of the others open into the first proof, which is kept.
        vm.assertTrue(kept != 0 && rollup.keptOf(id, 0) == kept && rollup.keptOf(id, 1) != kept);
    }

    function test_aRescuerThatWasSwappedOutKeepsItsNode() public {
        bytes memory words = wordsBy(2, 0, 2);
        setWord(words, 5, 11);
        prove(proposal, seatsFrom(0, 8), words);
        words = wordsBy(2, 0, 3);
        setWord(words, 5, 12);
        prove(proposal, seatsFrom(0, 8), words);
        vm.assertEq(rollup.provenOf(id).best, 1);
        vm.assertTrue(rollup.isNodeRescued(id, 0, 5));
        vm.assertTrue(!rollup.isNodeRescued(id, 1, 5));
    }
}
