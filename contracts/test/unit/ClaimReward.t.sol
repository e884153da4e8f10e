// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, IRollup, Proposal} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

contract ClaimRewardTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    /// @dev Seats 2, 3, 4, 5 take the 7 nodes in turn, but nobody proves node 6. The committed seats are 0 .. 3, so 2
    /// and 3 are among them.
    ProofTree internal tree;
    uint256[8] internal committed;
    bytes32 internal id;
    /// @dev R = 10. Half of the committed provers proved, and 70 % goes to the provers. The weights are 4 · 1 + 2 · 3 +
    /// 4.
    uint256 internal constant POOL = 3.5e18;
    uint256 internal constant WEIGHT = 14;

    function setUp() public override {
        super.setUp();
        tree = treeOf(2, 4);
        tree.seatPlusOne[6] = 0;
        committed = seatsFrom(0, 4);
        Proposal memory proposal = proposalBy(alice, 2e18);
        id = commitBy(proposal, committed);
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, committed, tree));
    }

    function finish() internal {
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.rewardPoolOf(id).amount, POOL);
    }

    function claim(ContributionProof memory proof) internal {
        rollup.claimRewards(claimOf(id, committed, proof));
    }

    function refused(ContributionProof memory proof, bytes memory reason) internal {
        vm.expectRevert(reason);
        rollup.claimRewards(claimOf(id, committed, proof));
    }

    function test_paysEachKindOfNodeItsWeight() public {
        finish();
        // Seat 2 proved node 0 (root). Seat 3 proved node 1 (merge) and node 5 (leaf). Both are committed.
        vm.expectEmit();
        emit IRollup.RewardClaimed(id, 2, payoutOf(2), 0, POOL * 4 / WEIGHT);
        claim(tree.proofOf(0));
        vm.assertEq(token.balanceOf(payoutOf(2)), POOL * 4 / WEIGHT);
        claim(tree.proofOf(1));
        vm.assertEq(token.balanceOf(payoutOf(3)), POOL * 3 / WEIGHT);
        claim(tree.proofOf(5));
        vm.assertEq(token.balanceOf(payoutOf(3)), POOL * 3 / WEIGHT + POOL / WEIGHT);
    }

    function test_uncommittedSeatsGetLess() public {
        finish();
        claim(tree.proofOf(2)); // merge by seat 4
        vm.assertEq(token.balanceOf(payoutOf(4)), POOL * 3 / WEIGHT / 2);
    }

    function test_aNodeIsPaidOnce() public {
        finish();
        vm.assertTrue(!rollup.isClaimed(id, 5));
        claim(tree.proofOf(5));
        vm.assertTrue(rollup.isClaimed(id, 5));
        vm.assertTrue(!rollup.isClaimed(id, 4));
        uint256 paid = token.balanceOf(payoutOf(3));
        claim(tree.proofOf(5));
        vm.assertEq(token.balanceOf(payoutOf(3)), paid);
    }

    function test_nothingBeforeTheBlockIsFinal() public {
        refused(tree.proofOf(0), abi.encodeWithSelector(IRollup.NoReward.selector, id));
    }

    function test_nothingForAProposalThatIsNotFinal() public {
        Proposal memory loser = proposalBy(bob, 1e18);
        finish();
        bytes32 loserId = rollup.proposalIdOf(loser);
        ContributionProof memory proof = tree.proofOf(0);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NoReward.selector, loserId));
        rollup.claimRewards(claimOf(loserId, committed, proof));
    }

    function test_nobodysNodeIsNotPaid() public {
        finish();
        refused(tree.proofOf(6), abi.encodeWithSelector(IRollup.UnnamedNode.selector, 6));
    }

    function test_theBitmapIsTheCommittedOne() public {
        finish();
        bytes32 expected = rollup.commitmentOf(id).authorised;
        uint256[8] memory all = seatsFrom(0, 12);
        bytes32 wrong = keccak256(abi.encode(TRANSCRIPT, keccak256(abi.encode(all))));
        ContributionProof memory proof = tree.proofOf(2);
        vm.expectRevert(abi.encodeWithSelector(IRollup.CommitmentMismatch.selector, wrong, expected));
        rollup.claimRewards(claimOf(id, all, proof));
    }

    function test_anEntryMustBeInTheTree() public {
        finish();
        ContributionProof memory proof = tree.proofOf(4);
        proof.entry = bytes10(abi.encodePacked(uint8(2), uint16(1), uint16(8), uint8(0), uint16(0), uint16(4)));
        vm.expectRevert(IRollup.WrongContributions.selector);
        this.claimFor(proof);
    }

    function claimFor(ContributionProof memory proof) external {
        try rollup.claimRewards(claimOf(id, committed, proof)) {}
        catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            assembly {
                mstore(0, selector)
                revert(0, 4)
            }
        }
    }

    function testFuzz_aChangedPathIsRefused(uint256 node, uint256 position, bytes32 change) public {
        vm.assume(change != 0);
        finish();
        node = bound(node, 1, 5);
        ContributionProof memory proof = tree.proofOf(node);
        position = bound(position, 0, proof.siblings.length - 1);
        proof.siblings[position] ^= change;
        vm.expectRevert(IRollup.WrongContributions.selector);
        this.claimFor(proof);
    }

    function test_aChangedAncestorIsRefused() public {
        finish();
        ContributionProof memory proof = tree.proofOf(4);
        proof.ancestors[1] = tree.entry(1);
        vm.expectRevert(IRollup.WrongContributions.selector);
        this.claimFor(proof);
    }

    function test_anInnerNodeCannotPoseAsALeaf() public {
        finish();
        ContributionProof memory proof = tree.proofOf(1);
        proof.children = [bytes32(0), bytes32(0)];
        vm.expectRevert(IRollup.WrongContributions.selector);
        this.claimFor(proof);
    }

    function test_allClaimsTogetherStayInThePool() public {
        finish();
        uint256 supply = token.totalSupply();
        for (uint256 node; node < 6; ++node) {
            claim(tree.proofOf(node));
        }
        uint256 minted = token.totalSupply() - supply;
        // Uncommitted seats proved nodes 2 (merge) and 3 (leaf). Nobody proved node 6 (leaf).
        uint256 full = POOL * 4 / WEIGHT + POOL * 3 / WEIGHT + 2 * (POOL / WEIGHT);
        vm.assertEq(minted, full + POOL * 3 / WEIGHT / 2 + POOL / WEIGHT / 2);
        vm.assertLe(minted, POOL, "more than the pool");
    }
}
