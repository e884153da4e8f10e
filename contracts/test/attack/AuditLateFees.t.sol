// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission, Proposal} from "../../src/Types.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";

/// @notice Review: a winner that ends its round early takes its block's fees out of the escrow. If they were most of it, no later proof of
/// a block with such fees was taken, because its fees were above what was left. So the winner could shut out honest provers' proofs at
/// no cost: it pays the fee to itself.
contract AuditLateFees is RollupParts {
    uint128 private constant FEES = 6e18;

    function bridgeArtifact() internal pure override returns (string memory) {
        return "Bridge.sol";
    }

    function rollingOf(uint64 before, uint64 after_) internal view override returns (bytes32, bytes32) {
        return (bridge.rollingHash(before), bridge.rollingHash(after_));
    }

    function test_feesThatWerePaidOutShutOutNoProof() public {
        string memory vectors = vm.readFile("../packages/protocol/vectors/escapes.json");
        uint256 x = vm.parseJsonUint(vectors, ".accounts[0].keyX");
        uint256 y = vm.parseJsonUint(vectors, ".accounts[0].keyY");
        bridge.deposit(0, x, y, alice, 10e18, type(uint256).max);
        (Proposal memory won, Proposal memory lost) = (proposalBy(alice, 2e18), proposalBy(bob, 1e17));
        bytes32 id = commitBy(won, seatsFrom(0, 4));
        bytes32 loser = commitBy(lost, seatsFrom(0, 8));
        toProofWindow();

        // Mallory's own transaction pays the fees. Her first proof leaves seat 3's leaf out, and she ends the round in the same block.
        bytes memory words = wordsBy(2, 0, 3);
        setWord(words, 6, 0);
        submit(won, seatsFrom(0, 4), words);
        vm.prank(alice);
        rollup.finalize();
        vm.assertEq(bridge.escrowOf(0), 4e18);

        // The proof window is open all the same: seat 3 shows its node, and seat 7 its work in the losing block.
        words = wordsBy(2, 0, 4);
        setWord(words, 6, 0x8004);
        submit(won, seatsFrom(0, 4), words);
        submit(lost, seatsFrom(0, 8), wordsBy(2, 4, 4));
        vm.assertTrue(rollup.isNodeCommitted(id, 6));
        vm.assertEq(rollup.provenOf(loser).provers, 4);
    }

    function submit(Proposal memory proposal, uint256[8] memory committed, bytes memory words) private {
        ProofSubmission memory s = submissionOf(proposal, committed, words);
        s.fees = FEES;
        sign(s);
        rollup.submitProof(s);
    }
}
