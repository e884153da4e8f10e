// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, ProofSubmission, Proposal} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

/// @notice L1 goes back to an earlier state. Users then send the vanished transactions again.
contract ReorganisationTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    address internal constant RELAYER = address(0x4e1a);

    Proposal internal mine;
    Proposal internal rival;
    uint256[8] internal mySeats;
    uint256[8] internal rivalSeats;

    function setUp() public override {
        super.setUp();
        mine = proposalBy(alice, 2e18);
        rival = proposalBy(bob, 1e18);
        (mySeats, rivalSeats) = (treeOf(0, 4).bitmap(), treeOf(4, 4).bitmap());
    }

    function signatureOf(Proposal memory proposal, uint256[8] memory seats, uint256 key)
        internal
        view
        returns (bytes memory)
    {
        bytes32 digest = rollup.commitmentDigest(rollup.proposalIdOf(proposal), TRANSCRIPT, seats);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function relay(Proposal memory proposal, uint256[8] memory seats, bytes memory signature)
        internal
        returns (bytes32)
    {
        vm.prank(RELAYER);
        return rollup.commit(proposal, TRANSCRIPT, seats, signature);
    }

    /// @notice Everything that the rollup stores and returns about the round, `id` and both proposers, and the token's
    /// supply.
    function effects(bytes32 id) internal view returns (bytes32) {
        bytes32 stored;
        for (uint256 slot; slot < 64; ++slot) {
            stored = keccak256(abi.encode(stored, vm.load(address(rollup), bytes32(slot))));
        }
        return keccak256(
            abi.encode(
                stored,
                rollup.status(),
                rollup.ranking(0, 8),
                rollup.commitmentOf(id),
                rollup.contextOf(id),
                rollup.balanceOf(alice),
                rollup.balanceOf(bob),
                token.totalSupply(),
                token.balanceOf(address(rollup))
            )
        );
    }

    /// @notice Both commit, and the proof window opens.
    function commitBoth() internal returns (bytes32 id) {
        commitBy(rival, rivalSeats);
        id = commitBy(mine, mySeats);
        toProofWindow();
    }

    function myProof() internal view returns (ProofSubmission memory) {
        return submissionOf(mine, mySeats, treeOf(0, 4));
    }

    // --- Commitments -------------------------------------------------------------------------------------------------

    /// @dev The same proposal with the same signature is sent again at a later L1 time.
    function test_aVanishedCommitmentIsSentAgainAndEscrowedOnce() public {
        commitBy(rival, rivalSeats);
        bytes memory signature = signatureOf(mine, mySeats, ALICE_KEY);
        uint256 time = vm.getBlockTimestamp();
        uint256 ancestor = vm.snapshotState();
        bytes32 id = relay(mine, mySeats, signature);
        bytes32 first = effects(id);
        vm.assertEq(rollup.balanceOf(alice), 997e18);

        vm.assertTrue(vm.revertToState(ancestor));
        vm.assertEq(rollup.balanceOf(alice), 1_000e18);
        vm.assertEq(rollup.commitmentOf(id).roundId, 0);
        vm.warp(time + 24);
        vm.assertEq(relay(mine, mySeats, signature), id);
        vm.assertEq(effects(id), first);
        vm.assertEq(rollup.balanceOf(alice), 997e18);

        vm.expectRevert(abi.encodeWithSelector(IRollup.AlreadyCommitted.selector, id));
        relay(mine, mySeats, signature);
        vm.assertEq(rollup.balanceOf(alice), 997e18);
    }

    /// @dev The commitment had opened the window. Sent again, it opens the window again, later and in the same round.
    function test_aVanishedCommitmentThatOpenedTheRoundOpensItAgain() public {
        bytes memory signature = signatureOf(mine, mySeats, ALICE_KEY);
        uint256 time = vm.getBlockTimestamp();
        uint256 ancestor = vm.snapshotState();
        bytes32 id = relay(mine, mySeats, signature);
        vm.assertEq(rollup.status().commitEnd, time + 60);

        vm.assertTrue(vm.revertToState(ancestor));
        vm.assertTrue(!rollup.status().windowOpen);
        vm.warp(time + 90);
        vm.assertEq(relay(mine, mySeats, signature), id);
        vm.assertEq(rollup.status().commitEnd, time + 150);
        vm.assertEq(rollup.commitmentOf(id).roundId, 1);
        vm.assertEq(rollup.balanceOf(alice), 997e18);
    }

    /// @dev Ids and escrow do not depend on the order. The leader among equal scores does, and the leader is liable
    /// (P9.6).
    function test_vanishedCommitmentsMayComeBackInAnotherOrder() public {
        mine.burnBid = rival.burnBid;
        uint256 ancestor = vm.snapshotState();
        bytes32 rivalId = commitBy(rival, rivalSeats);
        bytes32 id = commitBy(mine, mySeats);
        vm.assertEq(rollup.ranking(0, 1)[0].proposalId, rivalId);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.balanceOf(alice), 998e18);
        vm.assertEq(rollup.balanceOf(bob), 999e18);

        vm.assertTrue(vm.revertToState(ancestor));
        vm.assertEq(commitBy(mine, mySeats), id);
        vm.assertEq(commitBy(rival, rivalSeats), rivalId);
        vm.assertEq(rollup.ranking(0, 1)[0].proposalId, id);
        vm.assertEq(rollup.balanceOf(alice), 998e18);
        vm.assertEq(rollup.balanceOf(bob), 998e18);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.balanceOf(alice), 999e18);
        rollup.refund(rival);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18);
    }

    /// @dev Nothing is in escrow, so the proposer may withdraw its whole balance.
    function test_aVanishedCommitmentIsRefusedOnceItsWindowHasClosed() public {
        commitBy(rival, rivalSeats);
        bytes memory signature = signatureOf(mine, mySeats, ALICE_KEY);
        uint256 end = rollup.status().commitEnd;
        uint256 ancestor = vm.snapshotState();
        relay(mine, mySeats, signature);

        vm.assertTrue(vm.revertToState(ancestor));
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IRollup.ProposalWindowClosed.selector, end, end));
        relay(mine, mySeats, signature);
        bytes32 id = rollup.proposalIdOf(mine);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, id));
        rollup.refund(mine);
        vm.prank(alice);
        rollup.withdrawBalance(1_000e18);
        vm.assertEq(token.balanceOf(alice), 1_000e18);
    }

    // --- Proofs ------------------------------------------------------------------------------------------------------

    /// @dev Anyone may send the same bytes again. The block becomes the head as before.
    function test_aVanishedProofIsSentAgain() public {
        bytes32 id = commitBoth();
        ProofSubmission memory submission = myProof();
        uint256 time = vm.getBlockTimestamp();
        uint256 ancestor = vm.snapshotState();
        rollup.submitProof(submission);
        bytes32 proven = effects(id);
        toEnd();
        rollup.finalize();
        uint256 balance = rollup.balanceOf(alice);
        uint256 supply = token.totalSupply();
        vm.assertEq(rollup.status().head, id);

        vm.assertTrue(vm.revertToState(ancestor));
        vm.assertEq(rollup.status().head, 0);
        vm.assertTrue(!rollup.commitmentOf(id).proven);
        vm.warp(time + 24);
        vm.prank(RELAYER);
        rollup.submitProof(submission);
        vm.assertEq(effects(id), proven);
        vm.expectRevert(abi.encodeWithSelector(IRollup.AlreadyProven.selector, id, 4, 4));
        rollup.submitProof(submission);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, id);
        vm.assertEq(rollup.status().stateRoot, submission.stateAfter);
        vm.assertEq(rollup.balanceOf(alice), balance);
        vm.assertEq(token.totalSupply(), supply);
    }

    /// @dev The commitment and its proof both vanished. The proof names the commitment by its id, which is the same.
    function test_aVanishedCommitmentAndItsProofAreSentAgain() public {
        commitBy(rival, rivalSeats);
        uint256 ancestor = vm.snapshotState();
        bytes32 id = commitBy(mine, mySeats);
        toProofWindow();
        ProofSubmission memory submission = myProof();
        rollup.submitProof(submission);
        bytes32 proven = effects(id);

        vm.assertTrue(vm.revertToState(ancestor));
        toProofWindow();
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownCommitment.selector, id));
        rollup.submitProof(submission);
        vm.assertTrue(vm.revertToState(ancestor));
        commitBy(mine, mySeats);
        toProofWindow();
        rollup.submitProof(submission);
        vm.assertEq(effects(id), proven);
    }

    /// @dev The rival leads, and its proof is in time. The other proposer gets its bid and bond back.
    function test_aVanishedProofIsRefusedOnceItsWindowHasClosedAndTheBidIsRefunded() public {
        (mine.burnBid, rival.burnBid) = (1e18, 2e18);
        bytes32 id = commitBoth();
        ProofSubmission memory submission = myProof();
        uint256 end = rollup.status().proofEnd;
        proveBy(rival, 4, 4);
        uint256 ancestor = vm.snapshotState();
        rollup.submitProof(submission);

        vm.assertTrue(vm.revertToState(ancestor));
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IRollup.ProofWindowClosed.selector, end, end));
        rollup.submitProof(submission);
        vm.assertTrue(!rollup.commitmentOf(id).proven);
        rollup.finalize();
        vm.expectRevert(abi.encodeWithSelector(IRollup.UnknownCommitment.selector, id));
        rollup.submitProof(submission);

        vm.assertEq(rollup.status().head, rollup.proposalIdOf(rival));
        vm.assertEq(rollup.balanceOf(alice), 998e18);
        rollup.refund(mine);
        vm.assertEq(rollup.balanceOf(alice), 1_000e18);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, id));
        rollup.refund(mine);
    }

    /// @dev P9.6 makes no exception for reorganisations. A leader's bid comes back by itself, but its bond does not.
    /// The rival claims a refund of its bid and bond.
    function test_aLeaderWhoseProofVanishedForGoodGetsItsBidBackAndLosesItsBond() public {
        bytes32 id = commitBoth();
        ProofSubmission memory submission = myProof();
        uint256 end = rollup.status().proofEnd;
        uint256 ancestor = vm.snapshotState();
        rollup.submitProof(submission);

        vm.assertTrue(vm.revertToState(ancestor));
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IRollup.ProofWindowClosed.selector, end, end));
        rollup.submitProof(submission);
        rollup.finalize();
        vm.assertEq(rollup.status().round, 1);
        vm.assertEq(rollup.balanceOf(alice), 999e18);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotRefundable.selector, id));
        rollup.refund(mine);
        rollup.refund(rival);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18);
    }
}
