// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";
import {ContributionProof, IRollup, Proposal} from "../../src/interfaces/IRollup.sol";
import {Case, CourtSettings, ISlashingCourt, NodeProof, TranscriptProof} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../support/CourtFixture.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {TranscriptTree} from "../support/TranscriptTree.sol";

contract SlashingCourtTest is CourtFixture {
    using ProofTreeLib for ProofTree;
    using TranscriptTree for TranscriptProof[];

    function stakeOf(uint16 seat) internal view returns (uint256) {
        return registry.proverAt(seat).stake;
    }

    function wrongState(uint8 state, uint8 expected) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISlashingCourt.WrongState.selector, state, expected);
    }

    function reportRefused(TranscriptProof memory entry, ContributionProof memory contribution, bytes memory reason)
        internal
    {
        (bytes32 root, bytes32 hash) = (entries.root(2), bitmapHash());
        vm.expectRevert(reason);
        court.report(id, root, hash, entry, contribution);
    }

    function reportRefused(uint256 node, bytes memory reason) internal {
        reportRefused(entries.proofOf(2, node), tree.proofOf(node), reason);
    }

    function contestRefused(NodeProof memory p, bytes memory reason) internal {
        bytes32 hash = naiveDataHash(data);
        vm.expectRevert(reason);
        court.contest(id, hash, proverSetRoot, p);
    }

    // --- Report and settle ---

    function test_aReportHoldsTheStakeUntilItIsSettled() public {
        blockWithoutSeat1();
        TranscriptProof memory entry = entries.proofOf(2, 5);
        ContributionProof memory contribution = tree.proofOf(5);
        (bytes32 root, bytes32 hash) = (entries.root(2), bitmapHash());
        vm.expectEmit();
        emit ISlashingCourt.Reported(id, 1, 5, 8, block.timestamp + 1 hours);
        court.report(id, root, hash, entry, contribution);
        Case memory it = court.caseOf(id, 5, 1);
        vm.assertEq(it.state, 1);
        vm.assertEq(it.backupPlusOne, 8);
        vm.assertEq(it.vote, 5);
        vm.assertEq(registry.proverAt(1).reports, 1);
        vm.assertEq(stakeOf(1), STAKE);
        reportRefused(5, wrongState(1, 0));
    }

    function test_afterTheContestWindowTheStakeIsSlashedOnce() public {
        blockWithoutSeat1();
        reportNode(5);
        uint256 end = block.timestamp + 1 hours;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.ContestWindowOpen.selector, end, end));
        court.settle(id, 5, 1);
        vm.warp(end + 1);
        uint256 supply = token.totalSupply();
        vm.expectEmit();
        emit ISlashingCourt.Slashed(id, 1, 5, 5e18, 0, 8);
        court.settle(id, 5, 1);
        // The slash is 5 % of 100. Seat 7 gets 30 % of it and the rest is burned.
        vm.assertEq(stakeOf(1), 95e18);
        vm.assertEq(token.balanceOf(payoutOf(7)), 1.5e18);
        vm.assertEq(token.totalSupply(), supply - 3.5e18);
        vm.assertEq(registry.proverAt(1).reports, 0);
        vm.expectRevert(wrongState(3, 1));
        court.settle(id, 5, 1);
        reportRefused(5, wrongState(3, 0));
        contestRefused(nodeProof(5, 1), wrongState(3, 1));
    }

    /// @dev If nobody proved the node, there is no backup to pay.
    function test_withoutBackupAllIsBurned() public {
        commitBlock();
        proveBlock(5, 0);
        toEnd();
        rollup.finalize();
        reportNode(5);
        vm.warp(block.timestamp + 1 hours + 1);
        uint256 supply = token.totalSupply();
        court.settle(id, 5, 1);
        vm.assertEq(token.totalSupply(), supply - 5e18);
    }

    function test_withoutAcceptedProofNobodyIsSlashed() public {
        commitBlock();
        tree = treeOf(4, 4);
        reportRefused(5, abi.encodeWithSelector(ISlashingCourt.NotProven.selector, id));
        toEnd();
        rollup.finalize();
        reportRefused(5, abi.encodeWithSelector(ISlashingCourt.NotProven.selector, id));
    }

    function test_aReportWaitsForTheRoundsEnd() public {
        commitBlock();
        proveBlock(5, 8);
        reportRefused(5, abi.encodeWithSelector(ISlashingCourt.RoundNotFinal.selector, uint64(1)));
    }

    function test_aReportComesInsideItsWindow() public {
        blockWithoutSeat1();
        uint256 end = block.timestamp + 1 days;
        vm.warp(end + 1);
        reportRefused(5, abi.encodeWithSelector(ISlashingCourt.ReportWindowClosed.selector, end + 1, end));
        vm.warp(end);
        reportNode(5);
    }

    function test_whoHasProvenIsNotReported() public {
        blockWithoutSeat1();
        reportRefused(4, abi.encodeWithSelector(ISlashingCourt.NodeProvenBySeat.selector, 4, 0));
    }

    function test_theTranscriptIsTheCommittedOne() public {
        blockWithoutSeat1();
        TranscriptProof memory entry = entries.proofOf(2, 5);
        ContributionProof memory contribution = tree.proofOf(5);
        (bytes32 root, bytes32 hash, bytes32 expected) =
            (entries.root(2), bitmapHash(), rollup.commitmentOf(id).authorised);
        bytes32 wrong = keccak256(abi.encode(TRANSCRIPT, hash));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.CommitmentMismatch.selector, wrong, expected));
        court.report(id, TRANSCRIPT, hash, entry, contribution);
        wrong = keccak256(abi.encode(root, root));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.CommitmentMismatch.selector, wrong, expected));
        court.report(id, root, root, entry, contribution);
        // Another seat stands in place of the named one.
        entry.seat = 2;
        expectWrongTranscript(entry, contribution);
        entry = entries.proofOf(2, 5);
        entry.siblings = new bytes32[](2);
        reportRefused(entry, contribution, abi.encodeWithSelector(ISlashingCourt.WrongPathLength.selector, 2, 3));
        entry = entries.proofOf(2, 5);
        entry.nodeDepth = 3;
        reportRefused(entry, contribution, abi.encodeWithSelector(ISlashingCourt.NoSuchNode.selector, 3, 2, 2));
        (entry.nodeDepth, entry.nodeIndex) = (2, 4);
        reportRefused(entry, contribution, abi.encodeWithSelector(ISlashingCourt.NoSuchNode.selector, 2, 4, 2));
    }

    function expectWrongTranscript(TranscriptProof memory entry, ContributionProof memory contribution) internal {
        (bytes32 root, bytes32 hash) = (entries.root(2), bitmapHash());
        (bool ok, bytes memory reason) =
            address(court).call(abi.encodeCall(court.report, (id, root, hash, entry, contribution)));
        vm.assertTrue(!ok && bytes4(reason) == ISlashingCourt.WrongTranscript.selector);
    }

    function test_theContributionIsTheAcceptedOneOfTheSameNode() public {
        blockWithoutSeat1();
        TranscriptProof memory entry = entries.proofOf(2, 5);
        reportRefused(entry, tree.proofOf(4), abi.encodeWithSelector(ISlashingCourt.WrongNode.selector, 4, 5));
        ContributionProof memory forged = tree.proofOf(5);
        forged.siblings[0] = bytes32(uint256(1));
        (bytes32 root, bytes32 hash) = (entries.root(2), bitmapHash());
        (bool ok, bytes memory reason) =
            address(court).call(abi.encodeCall(court.report, (id, root, hash, entry, forged)));
        vm.assertTrue(!ok && bytes4(reason) == ISlashingCourt.WrongContributions.selector);
    }

    /// @dev A proposer can write anything into its transcript. A seat is bound only by what it signed.
    function test_aVoteThatTheSeatDidNotSignBindsNobody() public {
        proposal = proposalBy(alice, 2e18);
        id = rollup.proposalIdOf(proposal);
        for (uint16 node; node < 7; ++node) {
            entries.push(voteOf(node, node % 4, node));
        }
        entries[5].r = bytes32(uint256(entries[5].r) ^ 1);
        commitEntries();
        proveBlock(5, 8);
        toEnd();
        rollup.finalize();
        reportRefused(5, abi.encodeWithSelector(ISlashingCourt.InvalidVote.selector, 1));
    }

    function test_aVoteForAnotherSubtreeBindsNobody() public {
        proposal = proposalBy(alice, 2e18);
        id = rollup.proposalIdOf(proposal);
        for (uint16 node; node < 7; ++node) {
            entries.push(voteOf(node, node % 4, node));
        }
        // Node 5 is the third leaf, below (1, 1).
        TranscriptProof memory vote = entries[5];
        (vote.voteDepth, vote.voteIndex) = (1, 0);
        signVote(vote);
        (entries[5].voteDepth, entries[5].r, entries[5].s) = (1, vote.r, vote.s);
        commitEntries();
        proveBlock(5, 8);
        toEnd();
        rollup.finalize();
        reportRefused(5, abi.encodeWithSelector(ISlashingCourt.VoteDoesNotCover.selector, 1, 0, 5));
    }

    // --- Contest (P9.3) ---

    function test_theAccusedShowsItsProofAndKeepsItsStake() public {
        blockWithoutSeat1();
        reportNode(5);
        vm.warp(block.timestamp + 1 hours);
        NodeProof memory p = nodeProof(5, 1);
        bytes32 hash = naiveDataHash(data);
        vm.expectEmit();
        emit ISlashingCourt.Cleared(id, 1, 5, false);
        court.contest(id, hash, proverSetRoot, p);
        vm.assertEq(registry.proverAt(1).reports, 0);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(wrongState(2, 1));
        court.settle(id, 5, 1);
        reportRefused(5, wrongState(2, 0));
        vm.assertEq(stakeOf(1), STAKE);
    }

    function test_anAnswerAfterTheContestWindowIsTooLate() public {
        blockWithoutSeat1();
        reportNode(5);
        uint256 end = block.timestamp + 1 hours;
        vm.warp(end + 1);
        contestRefused(
            nodeProof(5, 1), abi.encodeWithSelector(ISlashingCourt.ContestWindowClosed.selector, end + 1, end)
        );
    }

    /// @dev A seat that was left out need not wait for the report. A proof shown inside the proof window counts as
    /// delivered in time.
    function test_aProofShownInsideTheProofWindowIsInTime() public {
        commitBlock();
        proveBlock(5, 8);
        vm.warp(rollup.status().proofEnd - 1);
        contestWith(nodeProof(5, 1));
        vm.assertTrue(court.caseOf(id, 5, 1).inTime);
        vm.warp(rollup.status().proofEnd);
        contestWith(nodeProof(6, 2));
        vm.assertTrue(!court.caseOf(id, 6, 2).inTime);
        rollup.finalize();
        reportRefused(5, wrongState(2, 0));
    }

    /// @dev Merge and root have their own circuits and public inputs.
    function test_everyKindOfNodeCanBeContested() public {
        blockWithoutSeat1();
        contestWith(nodeProof(0, 0));
        contestWith(nodeProof(2, 2));
        contestWith(nodeProof(3, 3));
        vm.assertEq(court.caseOf(id, 0, 0).state, 2);
        vm.assertEq(court.caseOf(id, 2, 2).state, 2);
        vm.assertEq(court.caseOf(id, 3, 3).state, 2);
    }

    function test_onlyAProofOfThatVeryNodeClears() public {
        blockWithoutSeat1();
        NodeProof memory p = nodeProof(5, 1);
        p.stateAfter = 99;
        contestRefused(p, abi.encodeWithSelector(ISlashingCourt.InvalidProof.selector));
        // Another seat's proof clears that seat, not the accused.
        reportNode(5);
        contestWith(nodeProof(5, 3));
        vm.assertEq(court.caseOf(id, 5, 1).state, 1);
        // The data hash of other transactions.
        p = nodeProof(5, 1);
        p.dataHash = keccak256("other");
        bytes32 hash = naiveDataHash(data);
        (bool ok, bytes memory reason) =
            address(court).call(abi.encodeCall(court.contest, (id, hash, proverSetRoot, p)));
        vm.assertTrue(!ok && bytes4(reason) == ISlashingCourt.WrongData.selector);
        p = nodeProof(5, 1);
        p.dataSiblings = new bytes32[](1);
        contestRefused(p, abi.encodeWithSelector(ISlashingCourt.WrongPathLength.selector, 1, 2));
        // A contribution to another node, or one without a prover.
        p = nodeProof(5, 1);
        p.entry = tree.entry(4);
        contestRefused(p, abi.encodeWithSelector(ISlashingCourt.WrongNode.selector, 4, 5));
        p.entry = bytes10(abi.encodePacked(uint8(2), uint16(2), uint16(0), uint40(0)));
        contestRefused(p, abi.encodeWithSelector(ISlashingCourt.WrongNode.selector, 5, 5));
    }

    function test_theBlocksDataAndProverSetAreTheAcceptedOnes() public {
        blockWithoutSeat1();
        NodeProof memory p = nodeProof(5, 1);
        (bytes32 hash, bytes32 expected) = (naiveDataHash(data), rollup.contextOf(id));
        bytes32 wrong = keccak256(abi.encode(hash, hash));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongContext.selector, wrong, expected));
        court.contest(id, hash, hash, p);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NotProven.selector, bytes32(0)));
        court.contest(0, hash, proverSetRoot, p);
    }

    function test_aNodeOutsideTheTreeIsRefused() public {
        blockWithoutSeat1();
        NodeProof memory p = nodeProof(5, 1);
        // Through two levels, index 6 takes the same path as index 2.
        p.nodeIndex = 6;
        contestRefused(p, abi.encodeWithSelector(ISlashingCourt.NoSuchNode.selector, 2, 6, 2));
    }

    // --- Escalation (P9.2) ---

    function slashSeat1() internal returns (uint256 taken) {
        blockWithoutSeat1();
        reportNode(5);
        vm.warp(block.timestamp + 1 hours + 1);
        taken = stakeOf(1);
        court.settle(id, 5, 1);
        taken -= stakeOf(1);
        // Ends the current round, so that the next block has a whole one.
        toEnd();
        rollup.finalize();
    }

    function test_repeatsCostMoreAndAreForgottenAfterThePeriod() public {
        vm.assertEq(court.repeatsOf(1), 0);
        vm.assertEq(slashSeat1(), 5e18);
        vm.assertEq(court.repeatsOf(1), 1);
        vm.assertEq(slashSeat1(), 10e18);
        vm.assertEq(slashSeat1(), 20e18);
        vm.assertEq(registry.activeBitmap()[0], (1 << 12) - 1);
        vm.warp(block.timestamp + 8 days);
        vm.assertEq(court.repeatsOf(1), 0);
        vm.assertEq(slashSeat1(), 5e18);
        // A stake of 60 is left. It loses 10 and then 20 more, which brings it below the minimum of 50.
        vm.assertEq(slashSeat1(), 10e18);
        vm.assertEq(registry.activeBitmap()[0], (1 << 12) - 1);
        vm.assertEq(slashSeat1(), 20e18);
        vm.assertEq(registry.activeBitmap()[0], (1 << 12) - 1 - 2);
    }

    function test_severalNodesOfOneRoundAreOneOffenceEachAtTheSameRate() public {
        commitBlock();
        proveBlock(5, 8, 1, 8); // both nodes of seat 1
        toEnd();
        rollup.finalize();
        reportNode(5);
        reportNode(1);
        vm.warp(block.timestamp + 1 hours + 1);
        court.settle(id, 5, 1);
        court.settle(id, 1, 1);
        vm.assertEq(stakeOf(1), 90e18);
        vm.assertEq(court.repeatsOf(1), 1);
    }

    /// @dev The caller of `settle` can alternate between the offences of two rounds. This does not make them dearer for
    /// the seat.
    function test_theOrderOfSettlingDoesNotEscalate() public {
        bytes32[2] memory ids;
        for (uint256 i; i < 2; ++i) {
            commitBlock();
            proveBlock(5, 8, 1, 8);
            toEnd();
            rollup.finalize();
            reportNode(5);
            reportNode(1);
            ids[i] = id;
        }
        vm.warp(block.timestamp + 1 hours + 1);
        uint256[4] memory costs = [uint256(5e18), 10e18, 5e18, 10e18];
        for (uint256 i; i < 4; ++i) {
            uint256 stake = stakeOf(1);
            court.settle(ids[i % 2], i < 2 ? 5 : 1, 1);
            vm.assertEq(stake - stakeOf(1), costs[i]);
        }
        vm.assertEq(court.repeatsOf(1), 2);
    }

    // --- Double-used votes (P9.5) ---

    function commitDoubleVote() internal {
        proposal = proposalBy(alice, 2e18);
        id = rollup.proposalIdOf(proposal);
        for (uint16 node; node < 7; ++node) {
            // Both nodes 1 and 5 went to seat 1 by the same vote.
            entries.push(voteOf(node, node % 4, node == 1 ? 5 : node));
        }
        commitEntries();
    }

    function test_aVoteUsedTwiceBindsNobodyAndCostsTheProposerItsBond() public {
        commitDoubleVote();
        proveBlock(5, 8);
        toEnd();
        rollup.finalize();
        reportNode(5);
        (uint256 balance, uint256 supply) = (rollup.balanceOf(alice), token.totalSupply());
        reportDouble(1, 5);
        vm.assertEq(rollup.balanceOf(alice), balance - 1e18);
        vm.assertEq(token.totalSupply(), supply - 1e18);
        (uint256 bond,) = rollup.bondOf(alice);
        vm.assertEq(bond, 2e18);
        vm.warp(block.timestamp + 1 hours + 1);
        vm.expectEmit();
        emit ISlashingCourt.Voided(id, 1, 5);
        court.settle(id, 5, 1);
        vm.assertEq(stakeOf(1), STAKE);
        vm.assertEq(registry.proverAt(1).reports, 0);
        vm.expectRevert(wrongState(4, 1));
        court.settle(id, 5, 1);
        expectDouble(1, 5, abi.encodeWithSelector(ISlashingCourt.VoteIsVoid.selector, 5));
    }

    function expectDouble(uint256 a, uint256 b, bytes memory reason) internal {
        TranscriptProof memory first = entries.proofOf(2, a);
        TranscriptProof memory second = entries.proofOf(2, b);
        (bytes32 root, bytes32 hash) = (entries.root(2), bitmapHash());
        vm.expectRevert(reason);
        court.reportDoubleVote(proposal, root, hash, first, second);
    }

    /// @dev A losing proposer's bond is refunded, and the fine takes it at once.
    function test_aLosersDoubleVoteCostsItsBondToo() public {
        commitDoubleVote();
        Proposal memory winner = proposalBy(bob, 5e18);
        commitBy(winner, seatsFrom(0, 4));
        expectDouble(1, 5, abi.encodeWithSelector(IRollup.NotRefundable.selector, id));
        toProofWindow();
        proveBy(winner, 0, 4);
        toEnd();
        rollup.finalize();
        reportDouble(1, 5);
        vm.assertEq(rollup.balanceOf(alice), 999e18);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, id));
        rollup.refund(proposal);
    }

    function test_twoVotesAreNoDoubleVote() public {
        blockWithoutSeat1();
        expectDouble(1, 5, abi.encodeWithSelector(ISlashingCourt.DifferentVotes.selector, 1, 5));
        expectDouble(5, 5, abi.encodeWithSelector(ISlashingCourt.SameNode.selector, 5));
    }

    function test_onlyTheCourtFines() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotCourt.selector, address(this), address(court)));
        rollup.fine(alice, 0);
    }

    function test_aFineTakesAtMostTheBalance() public {
        commitDoubleVote();
        proveBlock(5, 8);
        toEnd();
        rollup.finalize();
        uint256 balance = rollup.balanceOf(alice);
        vm.prank(alice);
        rollup.withdrawBalance(balance - 3);
        reportDouble(1, 5);
        vm.assertEq(rollup.balanceOf(alice), 0);
    }

    // --- Exit under report ---

    function test_aSeatUnderReportDoesNotLeaveWithItsStake() public {
        commitBlock();
        vm.prank(payoutOf(1));
        registry.requestExit(1);
        proveBlock(5, 8);
        toEnd();
        rollup.finalize();
        reportNode(5);
        vm.warp(block.timestamp + EXIT_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.SeatReported.selector, 1, 1));
        registry.withdraw(1);
        court.settle(id, 5, 1);
        registry.withdraw(1);
        vm.assertEq(token.balanceOf(payoutOf(1)), 95e18);
    }

    // --- Deployment ---

    function expectRange(bytes32 name, uint256 value, uint256 min, uint256 max) internal {
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.SettingOutOfRange.selector, name, value, min, max));
    }

    function test_settingsAreInRangeAndPartsAreContracts() public {
        vm.assertEq(keccak256(abi.encode(court.settings())), keccak256(abi.encode(courtSettings())));
        CourtSettings memory s = courtSettings();
        s.reportWindow = 0;
        expectRange("reportWindow", 0, 1, 30 days);
        newCourt(address(verifier), s);
        s = courtSettings();
        s.contestWindow = 30 days + 1;
        expectRange("contestWindow", 30 days + 1, 1, 30 days);
        newCourt(address(verifier), s);
        s = courtSettings();
        s.slashBps = 0;
        expectRange("slashBps", 0, 1, 10_000);
        newCourt(address(verifier), s);
        s = courtSettings();
        s.repeatPeriod = 365 days + 1;
        expectRange("repeatPeriod", 365 days + 1, 0, 365 days);
        newCourt(address(verifier), s);
        s = courtSettings();
        s.backupBps = 5_001;
        expectRange("backupBps", 5_001, 0, 5_000);
        newCourt(address(verifier), s);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NotAContract.selector, alice));
        newCourt(alice, courtSettings());
    }

    /// @dev P2.2: a seat must not leave while it can still be slashed.
    function test_stakesStayAsLongAsTheyCanBeSlashed() public {
        CourtSettings memory s = courtSettings();
        (s.reportWindow, s.contestWindow) = (6 days, 1 days - 660);
        newSlasher();
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.ExitDelayTooShort.selector, EXIT_DELAY, 7 days));
        newCourt(address(verifier), s);
        s.contestWindow -= 1;
        newSlasher();
        newCourt(address(verifier), s);
    }

    /// @dev Lets the registry name the next court.
    function newSlasher() internal {
        address next = addressFrom(address(this), vm.getNonce(address(this)));
        vm.mockCall(address(registry), abi.encodeCall(registry.slasher, ()), abi.encode(next));
    }

    function test_theRegistryNamesItsCourt() public {
        address other = addressFrom(address(this), vm.getNonce(address(this)));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongSlasher.selector, address(court), other));
        newCourt(address(verifier), courtSettings());
    }
}
