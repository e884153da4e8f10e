// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, ProofSubmission, Proposal} from "../../src/interfaces/IRollup.sol";
import {TranscriptProof} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../support/CourtFixture.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {TranscriptTree} from "../support/TranscriptTree.sol";

/// @notice What a stranger who is a nuisance can make others pay; see `GasTest`. None of these costs grows with the
/// stranger's effort.
contract NuisanceGasTest is CourtFixture {
    using ProofTreeLib for ProofTree;
    using TranscriptTree for TranscriptProof[];

    function measureFinalize(uint256 bids, string memory name) internal returns (uint256) {
        Proposal memory honest = proposalBy(bob, 5e18);
        commitBy(honest, treeOf(0, 4).bitmap());
        for (uint96 i; i < bids; ++i) {
            commitBy(proposalBy(alice, 1e15 + i), seatsFrom(0, 1));
        }
        toProofWindow();
        proveBy(honest, 0, 4);
        toEnd();
        rollup.finalize();
        return vm.snapshotGasLastCall("Nuisance", name);
    }

    function test_smallBids() public {
        fund(alice, 1_000e18);
        measureFinalize(0, "finalize, first of all");
        uint256 few = measureFinalize(0, "finalize, 1 bid");
        uint256 many = measureFinalize(64, "finalize, 64 small bids more");
        vm.assertLe(many, few + 500, "the round's end grows with the bids");
    }

    function measureProof(uint256 messages, string memory name) internal returns (uint256 gas) {
        for (uint256 i; i < messages; ++i) {
            rollup.deposit(0, KEY_X, KEY_Y, alice, 1);
        }
        Proposal memory offered = proposalBy(bob, 5e18);
        commitBy(offered, treeOf(0, 4).bitmap());
        toProofWindow();
        ProofTree memory proven = treeOf(0, 4);
        ProofSubmission memory s = submissionOf(offered, proven.bitmap(), proven);
        s.messageCount = rollup.status().messagesQueued;
        sign(s);
        rollup.submitProof(s);
        gas = vm.snapshotGasLastCall("Nuisance", name);
        toEnd();
        rollup.finalize();
    }

    function test_dustDeposits() public {
        measureProof(1, "submitProof, first of all");
        uint256 few = measureProof(1, "submitProof, 1 message");
        uint256 many = measureProof(32, "submitProof, 32 deposits of dust");
        vm.assertLe(many, few + 3_000, "a proof grows with the queue");
    }

    /// @dev The number of reports against a seat does not change the price of leaving, once the cases are settled.
    function test_exitAfterReports() public {
        commitBlock();
        vm.prank(payoutOf(1));
        registry.requestExit(1);
        vm.prank(payoutOf(4));
        registry.requestExit(4);
        proveBlock(5, 8, 1, 8);
        toEnd();
        rollup.finalize();
        reportNode(5);
        TranscriptProof memory entry = entries.proofOf(2, 1);
        ContributionProof memory contribution = tree.proofOf(1);
        court.report(id, entries.root(2), bitmapHash(), entry, contribution);
        vm.snapshotGasLastCall("Nuisance", "report, another of a seat");
        contestWith(nodeProof(5, 1));
        contestWith(nodeProof(1, 1));
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(4);
        uint256 clean = vm.snapshotGasLastCall("Nuisance", "withdraw, never reported");
        registry.withdraw(1);
        uint256 reported = vm.snapshotGasLastCall("Nuisance", "withdraw, reported twice");
        vm.assertLe(reported, clean + 500, "an exit grows with reports");
    }
}
