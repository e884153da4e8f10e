// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, IRollup, Proposal} from "../../src/interfaces/IRollup.sol";
import {ISlashingCourt, TranscriptProof} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../support/CourtFixture.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {TranscriptTree} from "../support/TranscriptTree.sol";

/// @notice P9.3: the pay for a contest in time. The block's reward is 10e18. Three of four committed provers proved, so
/// they earn 7.5e18. Of this, 70 % is shared by weights 4 (root), 3 (merge), 1 (leaf), 14 in all.
contract ContestPayTest is CourtFixture {
    using ProofTreeLib for ProofTree;
    using TranscriptTree for TranscriptProof[];

    uint256 internal constant LEAF_PAY = 5.25e18 / uint256(14);

    /// @notice A block in which seat 7 proved both nodes of seat 1, in its proof window.
    function blockInWindow() internal {
        commitBlock();
        proveBlock(5, 8, 1, 8);
    }

    /// @notice The same block, with `node` contested in time. It is final and its report window is over.
    function contestedBlock(uint256 node) internal {
        blockInWindow();
        contestWith(nodeProof(node, 1));
        finish();
    }

    function finish() internal {
        toEnd();
        rollup.finalize();
        vm.warp(block.timestamp + 1 days + 1);
    }

    function claim(uint256 node) internal returns (uint256) {
        return claimPay(node, committed);
    }

    function claimRefused(uint256 node, bytes memory reason) internal {
        TranscriptProof memory entry = entries.proofOf(2, node);
        ContributionProof memory contribution = tree.proofOf(node);
        (bytes32 root, uint256[8] memory bitmap) = (entries.root(2), committed);
        vm.expectRevert(reason);
        court.claimContestPay(id, root, bitmap, entry, contribution);
    }

    function refuse(uint256 node) internal {
        court.refuseContestPay(id, tree.proofOf(node));
    }

    function test_aContestInTimeIsPaidTheNodesShareOnce() public {
        contestedBlock(5);
        uint256 supply = token.totalSupply();
        TranscriptProof memory entry = entries.proofOf(2, 5);
        ContributionProof memory contribution = tree.proofOf(5);
        (bytes32 root, uint256[8] memory bitmap) = (entries.root(2), committed);
        vm.prank(bob);
        vm.expectEmit();
        emit ISlashingCourt.ContestPaid(id, 1, payoutOf(1), 5, LEAF_PAY);
        vm.assertEq(court.claimContestPay(id, root, bitmap, entry, contribution), LEAF_PAY);
        vm.assertEq(token.balanceOf(payoutOf(1)), LEAF_PAY);
        vm.assertEq(token.totalSupply(), supply + LEAF_PAY);
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.SeatIsPaid.selector, id, 1));
    }

    /// @dev Both contests are from one seat, so only one seat's part came off the reward. The court pays for one of the
    /// two nodes. The seat chooses, and here it chooses the dearer one.
    function test_aSeatIsPaidForOneNodeOfABlock() public {
        blockInWindow();
        contestWith(nodeProof(5, 1));
        contestWith(nodeProof(1, 1));
        finish();
        vm.assertEq(claim(1), 3 * LEAF_PAY);
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.SeatIsPaid.selector, id, 1));
    }

    function test_payGoesToThePresentPayoutAddress() public {
        contestedBlock(5);
        vm.prank(payoutOf(1));
        registry.changePayout(1, alice);
        claim(5);
        vm.assertEq(token.balanceOf(alice), LEAF_PAY);
    }

    function test_onlyWhatCameInTimeIsPaid() public {
        blockInWindow();
        vm.warp(rollup.status().proofEnd);
        contestWith(nodeProof(5, 1));
        finish();
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.NotInTime.selector, id, 5, 1));
        claimRefused(1, abi.encodeWithSelector(ISlashingCourt.NotInTime.selector, id, 1, 1));
    }

    function test_payWaitsForTheReportWindow() public {
        blockInWindow();
        contestWith(nodeProof(5, 1));
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.RoundNotFinal.selector, uint64(1)));
        toEnd();
        rollup.finalize();
        uint256 end = block.timestamp + 1 days;
        vm.warp(end);
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.ReportWindowOpen.selector, end, end));
        vm.warp(end + 1);
        claim(5);
    }

    /// @dev The prover of the node already gets the block's pay.
    function test_whoIsInTheBlockIsNotPaidAgain() public {
        blockInWindow();
        contestWith(nodeProof(4, 0));
        finish();
        claimRefused(4, abi.encodeWithSelector(ISlashingCourt.NodeProvenBySeat.selector, 4, 0));
    }

    /// @dev The seat was left out of one node but has proven another, so it is not missing.
    function test_aSeatThatIsNotMissingIsNotPaid() public {
        commitBlock();
        proveBlock(5, 8);
        contestWith(nodeProof(5, 1));
        finish();
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.NobodyMissing.selector, id, 0));
    }

    /// @dev Seat 2 was left out of node 6 and has proven node 2. Seat 1 is missing. There is only one seat's part to
    /// pay.
    function test_whoeverIsInTheBlockCanBeKeptFromTheMissingSeatsPay() public {
        commitBlock();
        toProofWindow();
        tree = treeOf(0, 4);
        (tree.seatPlusOne[1], tree.seatPlusOne[5], tree.seatPlusOne[6]) = (8, 8, 8);
        proveTree();
        contestWith(nodeProof(5, 1));
        contestWith(nodeProof(6, 2));
        ContributionProof memory shown = tree.proofOf(2);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.RoundNotFinal.selector, uint64(1)));
        court.refuseContestPay(id, shown);
        finish();
        vm.expectEmit();
        emit ISlashingCourt.ContestPayRefused(id, 2, 2);
        court.refuseContestPay(id, shown);
        claimRefused(6, abi.encodeWithSelector(ISlashingCourt.SeatIsPaid.selector, id, 2));
        claim(5);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.SeatIsPaid.selector, id, 2));
        court.refuseContestPay(id, shown);
    }

    /// @dev A node of another block, or one that nobody proved, cannot keep a seat from its pay.
    function test_aRefusalNeedsTheBlocksOwnContribution() public {
        commitBlock();
        proveBlock(5, 0, 1, 0);
        contestWith(nodeProof(5, 1));
        finish();
        ContributionProof memory forged = tree.proofOf(4);
        forged.entry = bytes10(abi.encodePacked(uint8(2), uint16(1), uint16(2), uint40(0)));
        (bool ok, bytes memory reason) = address(court).call(abi.encodeCall(court.refuseContestPay, (id, forged)));
        vm.assertTrue(!ok && bytes4(reason) == ISlashingCourt.WrongContributions.selector);
        ContributionProof memory nobodys = tree.proofOf(5);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.UnnamedNode.selector, 5));
        court.refuseContestPay(id, nobodys);
        bytes32 none = keccak256("none");
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NotProven.selector, none));
        court.refuseContestPay(none, nobodys);
        claim(5);
    }

    /// @dev A transcript may name a seat that the bitmap leaves out. If such a seat is missing, nothing came off the
    /// reward.
    function test_aSeatOutsideTheCommittedBitmapIsNotPaid() public {
        commitBlockWithout1();
        proveBlock(5, 8, 1, 8);
        contestWith(nodeProof(5, 1));
        finish();
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.SeatNotCommitted.selector, 1));
    }

    function commitBlockWithout1() internal {
        proposal = proposalBy(alice, 2e18);
        id = rollup.proposalIdOf(proposal);
        nameSeats();
        committed = seatsFrom(0, 4);
        committed[0] ^= 1 << 1;
        vm.prank(alice);
        rollup.commit(proposal, entries.root(2), committed, "");
    }

    function test_aVoteThatWasUsedTwiceIsNotPaid() public {
        proposal = proposalBy(alice, 2e18);
        id = rollup.proposalIdOf(proposal);
        nameSeats();
        entries[1] = voteOf(1, 1, 5);
        commitEntries();
        proveBlock(5, 8, 1, 8);
        contestWith(nodeProof(5, 1));
        finish();
        TranscriptProof memory first = entries.proofOf(2, 1);
        TranscriptProof memory other = entries.proofOf(2, 5);
        court.reportDoubleVote(proposal, entries.root(2), bitmapHash(), first, other);
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.VoteIsVoid.selector, 5));
    }

    function test_onlyTheWinnersContestsArePaid() public {
        commitBlock();
        Proposal memory winner = proposalBy(bob, 5e18);
        commitBy(winner, seatsFrom(0, 4));
        proveBlock(5, 8, 1, 8);
        contestWith(nodeProof(5, 1));
        proveBy(winner, 0, 4);
        finish();
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.NotWon.selector, id));
    }

    function test_payNeedsTheCommittedTranscript() public {
        contestedBlock(5);
        TranscriptProof memory entry = entries.proofOf(2, 5);
        ContributionProof memory contribution = tree.proofOf(4);
        (bytes32 root, uint256[8] memory bitmap) = (entries.root(2), committed);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongNode.selector, 4, 5));
        court.claimContestPay(id, root, bitmap, entry, contribution);
        bitmap = seatsFrom(0, 5);
        bytes32 wrong = keccak256(abi.encode(root, keccak256(abi.encode(bitmap))));
        bytes32 expected = rollup.commitmentOf(id).authorised;
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.CommitmentMismatch.selector, wrong, expected));
        court.claimContestPay(id, root, bitmap, entry, contribution);
    }

    /// @dev A block mints at most its reward, for any contests, claims and payments.
    function test_blockAndContestsMintAtMostTheReward() public {
        blockInWindow();
        uint256 supply = token.totalSupply();
        for (uint16 node; node < 7; ++node) {
            contestWith(nodeProof(node, node % 4));
        }
        toEnd();
        rollup.finalize();
        uint256 paid = token.totalSupply() + 2e18 - supply;
        supply = token.totalSupply();
        for (uint256 node; node < 7; ++node) {
            rollup.claimRewards(claimFor(node));
        }
        vm.warp(block.timestamp + 1 days + 1);
        claim(1);
        claimRefused(5, abi.encodeWithSelector(ISlashingCourt.SeatIsPaid.selector, id, 1));
        paid += token.totalSupply() - supply;
        vm.assertLe(paid, 10e18, "more than the reward");
    }

    function test_onlyTheCourtPays() public {
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotCourt.selector, address(this), address(court)));
        rollup.payContest(alice, 1);
    }
}
