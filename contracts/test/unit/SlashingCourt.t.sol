// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Case, MissedNode, NodeAnswer, Report} from "../../src/Types.sol";
import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";
import {ISlashingCourt} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../fixtures/CourtFixture.sol";
import {ProvenBlock} from "../fixtures/PayFixture.sol";

contract SlashingCourtTest is CourtFixture {
    /// @dev Of a block's pool, by the words of `incompleteBlock`: 9 of 14, 2 of 4 seats. The latter is less.
    uint256 private constant HALF = POOL / 2;

    // --- Reports -----------------------------------------------------------------------------------------------------

    function test_aReportOpensACaseAndHoldsTheStake() public {
        ProvenBlock memory b = incompleteBlock();
        uint256[] memory nodes = list(5, 2);
        vm.expectEmit();
        emit ISlashingCourt.Reported(b.id, 2, bob, nodes, uint64(reportEnd(b) + 600));
        Report memory it = reportOf(b, 2, nodes);
        vm.prank(bob);
        court.report(it);
        Case memory found = court.caseOf(b.id, 2);
        vm.assertEq(found.reporter, bob);
        vm.assertEq(found.openWeight, 4);
        vm.assertEq(found.state, 1);
        vm.assertTrue(court.isOpen(b.id, 2, 5) && court.isOpen(b.id, 2, 2) && !court.isOpen(b.id, 2, 6));
        vm.assertEq(court.levelOf(2), 1);
        vm.assertEq(registry.seatAt(2).cases, 1);
        vm.prank(payoutOf(2));
        registry.requestExit(2);
        vm.warp(block.timestamp + EXIT_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.CasesOpen.selector, 2, 1));
        registry.withdraw(2);
        court.settle(b.id, 2);
        registry.withdraw(2);
    }

    function test_moreNodesJoinAnOpenCase() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(5));
        report(b, 2, list(2));
        vm.assertEq(court.caseOf(b.id, 2).openWeight, 4);
        vm.assertEq(registry.seatAt(2).cases, 1);
        vm.assertEq(court.levelOf(2), 1);
        report(b, 3, list(6));
        vm.assertEq(court.caseOf(b.id, 3).openWeight, 1);
    }

    function test_reportRefusalsByTheBlock() public {
        ProvenBlock memory b = unfinished(words7(C + 1, C + 2, 0, C + 1, C + 2, 0, 0));
        Report memory it = reportOf(b, 2, list(5));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NotFinal.selector, b.id));
        court.report(it);
        toProofEnd(round);
        finalizeBlock(b);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NotSettled.selector, b.id));
        court.report(it);
        rewards.settle(b.proposal);
        uint256 end = reportEnd(b);
        vm.warp(end + 1);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.ReportWindowClosed.selector, end + 1, end));
        court.report(it);
        vm.warp(end);
        court.report(it);
    }

    function test_reportRefusalsByTheSeat() public {
        ProvenBlock memory b = incompleteBlock();
        Report memory it = reportOf(b, 2, list(5));
        it.nodes = new MissedNode[](0);
        vm.expectRevert(ISlashingCourt.NoNodes.selector);
        court.report(it);
        it = reportOf(b, 2, list(5));
        it.committed = seatsFrom(0, 5);
        bytes32 wrong = keccak256(abi.encode(b.transcriptRoot, keccak256(abi.encode(it.committed))));
        bytes32 right = keccak256(abi.encode(b.transcriptRoot, keccak256(abi.encode(b.committed))));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.CommitmentMismatch.selector, wrong, right));
        court.report(it);
        it = reportOf(b, 2, list(5));
        it.seat = 4;
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.SeatNotCommitted.selector, 4));
        court.report(it);
        it.seat = 2048;
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.SeatNotCommitted.selector, 2048));
        court.report(it);
    }

    function test_reportRefusalsByTheNode() public {
        ProvenBlock memory b = incompleteBlock();
        Report memory it = reportOf(b, 2, list(5));
        it.nodes[0].index = 4;
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NoSuchNode.selector, 2, 4, 2));
        court.report(it);
        (it.nodes[0].depth, it.nodes[0].index) = (3, 0);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NoSuchNode.selector, 3, 0, 2));
        court.report(it);
        // Seat 3's entry in a case against seat 2.
        it = reportOf(b, 2, list(6));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.EntryDoesNotBind.selector, entries[6], 2));
        court.report(it);
        // The node's own entry, shown at another place.
        it = reportOf(b, 2, list(5));
        it.nodes[0].index = 1;
        uint256 reached = hasher.root(entries[5], 4, it.nodes[0].siblings);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NodeIsCommitted.selector, 4));
        court.report(it);
        it.nodes[0].index = 3;
        reached = hasher.root(entries[5], 6, it.nodes[0].siblings);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongTranscript.selector, reached, b.transcriptRoot));
        court.report(it);
        it = reportOf(b, 2, list(5));
        it.nodes[0].siblings = new uint256[](11);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongPathLength.selector, 11, 12));
        court.report(it);
        // Another one's signature.
        it = reportOf(b, 2, list(5));
        it.nodes[0] = missed(b, 5, secretOf(3));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.InvalidClaim.selector, 2));
        court.report(it);
        // A claim of another node.
        it = reportOf(b, 2, list(5, 2));
        (it.nodes[0].r, it.nodes[0].s) = (it.nodes[1].r, it.nodes[1].s);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.InvalidClaim.selector, 2));
        court.report(it);
        vm.assertEq(registry.seatAt(2).cases, 0);
        it = reportOf(b, 0, list(3));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NodeIsCommitted.selector, 3));
        court.report(it);
        it = reportOf(b, 2, list(5, 5));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.AlreadyReported.selector, 5));
        court.report(it);
        report(b, 2, list(5));
        it = reportOf(b, 2, list(5));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.AlreadyReported.selector, 5));
        court.report(it);
    }

    /// @dev Of nodes 4 and 5 under node 2 (depth 1, index 1), the vote of depth 1 covers node 5 alone.
    function test_anEntryThatDoesNotCoverItsNodeBindsNobody() public {
        entries[4] = entryOf(2, 1, 1, 7);
        entries[5] = entryOf(2, 1, 1, 7);
        entries[6] = entryOf(2, 2, 3, 65_535);
        entries[2] = entryOf(2, 2, 2, 7);
        ProvenBlock memory b = blockOf(words7(C + 1, C + 2, 0, C + 1, 0, 0, 0));
        for (uint256 i; i < 3; ++i) {
            uint256 node = i == 0 ? 4 : i == 1 ? 6 : 2;
            Report memory it = reportOf(b, 2, list(node));
            vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.EntryDoesNotBind.selector, entries[node], 2));
            court.report(it);
        }
        report(b, 2, list(5));
    }

    function test_aNodeInAnyKeptProofIsNotReported() public {
        ProvenBlock memory b = unfinished(words7(C + 1, C + 2, 0, C + 1, C + 2, 0, 0));
        keepProof(b, words7(C + 1, 0, 0, 0, 0, C + 3, 0));
        finish(b);
        Report memory it = reportOf(b, 2, list(5));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NodeIsCommitted.selector, 5));
        court.report(it);
    }

    function test_theKeyOfTheSnapshotCounts() public {
        nextRound();
        ProvenBlock memory b = unfinished(words7(C + 1, C + 2, 0, C + 1, C + 2, 0, 0));
        vm.warp(block.timestamp + 1);
        (bytes32 r, bytes32 s) = joinSignature(9999, address(registry), payoutOf(2));
        uint256 x = vm.createWallet(9999).publicKeyX;
        uint256 y = vm.createWallet(9999).publicKeyY;
        vm.prank(payoutOf(2));
        registry.rotateKey(2, x, y, r, s);
        finish(b);
        Report memory it = reportOf(b, 2, list(5));
        it.nodes[0] = missed(b, 5, 9999);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.InvalidClaim.selector, 2));
        court.report(it);
        report(b, 2, list(5));
    }

    // --- Answers -----------------------------------------------------------------------------------------------------

    function test_aProofOfTheNodeClearsIt() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(5, 2));
        vm.expectEmit();
        emit ISlashingCourt.NodeCleared(b.id, 2, 5);
        court.answer(answerOf(b, 5));
        vm.assertTrue(!court.isOpen(b.id, 2, 5) && court.isOpen(b.id, 2, 2));
        vm.assertEq(court.caseOf(b.id, 2).openWeight, 3);
        court.answer(answerOf(b, 2));
        vm.assertEq(court.caseOf(b.id, 2).openWeight, 0);
        // What was answered is not reported anew.
        Report memory it = reportOf(b, 2, list(5));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.AlreadyReported.selector, 5));
        court.report(it);
        toJudgement(b);
        court.settle(b.id, 2);
        vm.assertEq(registry.seatAt(2).stake, STAKE);
    }

    function test_theRootIsAnsweredWithItsOwnProof() public {
        ProvenBlock memory b = blockOf(words7(9, C + 2, C + 3, C + 1, C + 2, C + 3, C + 4));
        report(b, 0, list(0));
        court.answer(answerOf(b, 0));
        vm.assertEq(court.caseOf(b.id, 0).openWeight, 0);
    }

    function test_answerRefusals() public {
        ProvenBlock memory b = incompleteBlock();
        NodeAnswer memory it = answerOf(b, 5);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongCaseState.selector, 0, 1));
        court.answer(it);
        report(b, 2, list(5));
        NodeAnswer memory other = answerOf(b, 2);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NotReported.selector, 2));
        court.answer(other);
        it.transcriptRoot = bytes32(uint256(1));
        bytes32 wrong = keccak256(abi.encode(it.transcriptRoot, keccak256(abi.encode(b.committed))));
        bytes32 right = keccak256(abi.encode(b.transcriptRoot, keccak256(abi.encode(b.committed))));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.CommitmentMismatch.selector, wrong, right));
        court.answer(it);
        it = answerOf(b, 5);
        it.index = 4;
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NoSuchNode.selector, 2, 4, 2));
        court.answer(it);
        it = answerOf(b, 5);
        it.facts.stateAfter += 1;
        wrong = keccak256(abi.encode(it.facts));
        right = keccak256(abi.encode(factsOf(b)));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongFacts.selector, wrong, right));
        court.answer(it);
        it = answerOf(b, 5);
        it.stateSiblings = new uint256[](1);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongPathLength.selector, 1, 2));
        court.answer(it);
        it = answerOf(b, 5);
        it.statesRoot = statesAt(6);
        uint256 reached = hasher.root(it.statesRoot, 2, it.stateSiblings);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongStates.selector, reached, statesAt(0)));
        court.answer(it);
        uint256 end = reportEnd(b) + 600;
        vm.warp(end + 1);
        it = answerOf(b, 5);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.ContestWindowClosed.selector, end + 1, end));
        court.answer(it);
        vm.warp(end);
        court.answer(it);
    }

    function answer(NodeAnswer memory it) external {
        court.answer(it);
    }

    /// @dev Each public input is bound: a proof of another value is refused. And each kind of node has its verifier.
    function test_aProofOfOtherValuesIsRefused() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(5, 2));
        for (uint256 field; field < 13; ++field) {
            NodeAnswer memory it = answerOf(b, field == 12 ? 2 : 5);
            if (field == 0) it.stateBefore += 1;
            else if (field == 1) it.stateAfter += 1;
            else if (field == 2) it.txsRoot += 1;
            else if (field == 3) it.transactionsHash = bytes32(0);
            else if (field == 4) it.fees += 1;
            else if (field == 5) it.messagesBefore = bytes32(0);
            else if (field == 6) it.messagesAfter = bytes32(0);
            else if (field == 7) it.committedHash += 1;
            else if (field == 8) it.tally += 1;
            else if (field == 9) it.provers[7] = 1;
            else if (field == 10) it.proof = proofOf(it, MERGE_SIGNER);
            else if (field == 11) it.proof = "";
            else it.children[1] = bytes32(0);
            vm.expectRevert(ISlashingCourt.InvalidProof.selector);
            this.answer(it);
        }
    }

    function test_aVerifierThatRevertsProvesNothing() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(5));
        vm.mockCallRevert(parts.leafVerifier, "", "no");
        NodeAnswer memory it = answerOf(b, 5);
        vm.expectRevert(ISlashingCourt.InvalidProof.selector);
        court.answer(it);
    }

    // --- Judgement ---------------------------------------------------------------------------------------------------

    /// @dev Twice the pay of a leaf, and the bounty.
    function test_aCaseTakesThePenalty() public {
        ProvenBlock memory b = incompleteBlock();
        Report memory it = reportOf(b, 2, list(5));
        vm.prank(bob);
        court.report(it);
        uint256 supply = token.totalSupply();
        uint256 penalty = 2 * (HALF / 14) + 1e17;
        uint256 end = reportEnd(b) + 600;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.ContestWindowOpen.selector, end, end));
        court.settle(b.id, 2);
        vm.warp(end + 1);
        // The cap is 1 % of the stake, and the penalty is more.
        vm.assertTrue(penalty < 1e18);
        vm.expectEmit();
        emit ISlashingCourt.CaseSettled(b.id, 2, bob, penalty, 1e17, 0);
        court.settle(b.id, 2);
        vm.assertEq(token.balanceOf(bob), 1e17);
        vm.assertEq(registry.seatAt(2).stake, STAKE - penalty);
        vm.assertEq(supply - token.totalSupply(), penalty - 1e17);
        vm.assertEq(registry.seatAt(2).cases, 0);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongCaseState.selector, 2, 1));
        court.settle(b.id, 2);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongCaseState.selector, 0, 1));
        court.settle(b.id, 3);
    }

    function test_aCaseTakesAtMostItsPartOfTheStake() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(2, 5));
        toJudgement(b);
        court.settle(b.id, 2);
        // 2 · 4/14 of 3.5 and the bounty are 2.1.
        vm.assertEq(registry.seatAt(2).stake, STAKE - 1e18);
    }

    /// @dev Nobody saves the bounty by reporting its own seat for a single node.
    function test_theBountyGoesToWhoReportedTheMost() public {
        ProvenBlock memory b = incompleteBlock();
        Report memory own = reportOf(b, 2, list(5));
        vm.prank(payoutOf(2));
        court.report(own);
        Report memory it = reportOf(b, 2, list(2));
        vm.prank(bob);
        court.report(it);
        vm.assertEq(court.caseOf(b.id, 2).reporter, bob);
        toJudgement(b);
        court.settle(b.id, 2);
        vm.assertEq(token.balanceOf(bob), 1e17);
        vm.assertEq(token.balanceOf(payoutOf(2)), 0);
    }

    function test_levelsDoubleThePenaltyAndFall() public {
        uint256 stake = STAKE;
        for (uint256 level; level < 3; ++level) {
            nextRound();
            // Seat 3's leaf of a block of 13 of 14, 3 of 4 seats.
            ProvenBlock memory b = blockOf(words7(C + 1, C + 2, C + 3, C + 1, C + 2, C + 3, 0));
            uint256 pool = rewards.poolOf(b.id).amount;
            report(b, 3, list(6));
            vm.assertEq(court.levelOf(3), level + 1);
            toJudgement(b);
            court.settle(b.id, 3);
            uint256 penalty = (2 * (pool / 14) + 1e17) << level;
            stake -= penalty < 1e18 ? penalty : 1e18;
            vm.assertEq(registry.seatAt(3).stake, stake);
        }
        vm.warp(block.timestamp + 1 hours);
        vm.assertEq(court.levelOf(3), 2);
        vm.warp(block.timestamp + 2 hours);
        vm.assertEq(court.levelOf(3), 0);
    }

    function test_anAnsweredCaseRaisesTheLevelToo() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(5));
        court.answer(answerOf(b, 5));
        vm.assertEq(court.levelOf(2), 1);
    }

    function test_theHeirOfASeatIsNotCharged() public {
        ProvenBlock memory b = unfinished(words7(C + 1, C + 2, 0, C + 1, C + 2, 0, 0));
        vm.prank(payoutOf(2));
        registry.requestExit(2);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(2);
        uint256 round1 = rounds.recordOf(ROUND).snapshotAt;
        join(5000, bob);
        finish(b);
        Report memory it = reportOf(b, 2, list(5));
        vm.expectRevert(
            abi.encodeWithSelector(IProverRegistry.OtherGeneration.selector, 2, registry.seatAt(2).since, round1)
        );
        court.report(it);
        vm.assertEq(court.levelOf(2), 0);
    }

    function test_theHeirBeginsWithoutALevel() public {
        ProvenBlock memory b = incompleteBlock();
        report(b, 2, list(5));
        vm.prank(payoutOf(2));
        registry.requestExit(2);
        vm.warp(block.timestamp + EXIT_DELAY);
        court.settle(b.id, 2);
        registry.withdraw(2);
        join(5000, bob);
        vm.assertEq(court.levelOf(2), 0);
    }

    // --- Deployment --------------------------------------------------------------------------------------------------

    function deployed() external {
        create("SlashingCourt.sol", abi.encode(address(constants)));
    }

    function test_aCourtThatTheRegistryDoesNotNameIsRefused() public {
        address another = createdAt(vm.getNonce(address(this)));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongCourt.selector, address(court), another));
        this.deployed();
    }

    function test_anExitDelayThatLetsStakesLeaveTooEarlyIsRefused() public {
        address another = createdAt(vm.getNonce(address(this)));
        vm.mockCall(address(registry), abi.encodeWithSelector(IProverRegistry.court.selector), abi.encode(another));
        uint256 slashable = constants.longestRound() + 1200;
        vm.mockCall(
            address(registry), abi.encodeWithSelector(IProverRegistry.exitDelay.selector), abi.encode(slashable)
        );
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.ExitDelayTooShort.selector, slashable, slashable));
        this.deployed();
        vm.mockCall(
            address(registry), abi.encodeWithSelector(IProverRegistry.exitDelay.selector), abi.encode(slashable + 1)
        );
        this.deployed();
    }
}
