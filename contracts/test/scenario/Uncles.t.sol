// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, IRollup, Proposal, RewardClaim, Settings} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

/// @notice P8.4: "Provers that contributed to any uncle blocks split an uncle block reward pro-rata."
contract UnclesTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    uint96 internal constant UNCLE_REWARD = 2e18;

    function settings() internal pure virtual override returns (Settings memory s) {
        s = super.settings();
        (s.uncles, s.uncleReward) = (2, UNCLE_REWARD);
    }

    /// @dev A proposal of alice. Its bid tells it apart from her others.
    function enter(uint96 bid, uint16 first, uint256 seats) internal returns (Proposal memory proposal) {
        proposal = proposalBy(alice, bid);
        commitBy(proposal, treeOf(first, seats).bitmap());
    }

    function amountOf(Proposal memory proposal) internal view returns (uint256) {
        return rollup.rewardPoolOf(rollup.proposalIdOf(proposal)).amount;
    }

    function test_unclesShareByTheirProvers() public {
        Proposal memory winner = enter(9e18, 0, 4);
        Proposal memory three = enter(2e18, 4, 3);
        Proposal memory two = enter(1e18, 7, 2);
        toProofWindow();
        proveBy(two, 7, 2);
        proveBy(winner, 0, 4);
        proveBy(three, 4, 3);
        toEnd();
        vm.assertEq(amountOf(three), 0);
        rollup.finalize();
        vm.assertEq(amountOf(winner), 7e18);
        // 5 provers are in uncles and 4 in the winner: the reward is divided by 5.
        vm.assertEq(amountOf(three), UNCLE_REWARD * 3 / 5);
        vm.assertEq(amountOf(two), UNCLE_REWARD * 2 / 5);
        bytes32 id = rollup.proposalIdOf(three);
        ProofTree memory tree = treeOf(4, 3);
        rollup.claimRewards(claimOf(id, tree.bitmap(), tree.proofOf(0)));
        vm.assertEq(token.balanceOf(payoutOf(4)), uint256(UNCLE_REWARD) * 3 / 5 * 4 / 14);
        // An uncle's proposer gets its bid and bond back, and no reward.
        rollup.refund(three);
        rollup.refund(two);
        vm.assertEq(rollup.balanceOf(alice), 1_000e18 - 9e18 + 3e18);
    }

    /// @dev A block with one prover must not take the whole uncle reward.
    function test_aSmallUncleGetsNoMoreThanItsShareOfTheWinnersProvers() public {
        Proposal memory winner = enter(9e18, 0, 4);
        Proposal memory one = enter(1e18, 7, 1);
        toProofWindow();
        proveBy(winner, 0, 4);
        proveBy(one, 7, 1);
        toEnd();
        rollup.finalize();
        vm.assertEq(amountOf(one), UNCLE_REWARD / 4);
    }

    function test_onlyTheBestUAreUncles() public {
        Proposal memory winner = enter(9e18, 0, 4);
        Proposal memory a = enter(1e18, 4, 1);
        Proposal memory b = enter(2e18, 4, 1);
        Proposal memory c = enter(3e18, 4, 1);
        Proposal memory d = enter(4e18, 4, 1);
        toProofWindow();
        proveBy(a, 4, 1);
        proveBy(d, 4, 1);
        proveBy(b, 4, 1);
        proveBy(winner, 0, 4);
        proveBy(c, 4, 1);
        toEnd();
        rollup.finalize();
        vm.assertEq(amountOf(winner), 7e18);
        vm.assertEq(amountOf(d), UNCLE_REWARD / 4);
        vm.assertEq(amountOf(c), UNCLE_REWARD / 4);
        vm.assertEq(amountOf(b), 0);
        vm.assertEq(amountOf(a), 0);
        bytes32 id = rollup.proposalIdOf(a);
        ContributionProof memory claim = treeOf(4, 1).proofOf(0);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NoReward.selector, id));
        rollup.claimRewards(claimOf(id, treeOf(4, 1).bitmap(), claim));
    }

    /// @dev At equal scores the earlier proof keeps its place.
    function test_aLaterEqualDoesNotPushAnEarlierOneOut() public {
        Proposal memory winner = enter(9e18, 0, 4);
        Proposal[3] memory equal;
        for (uint256 i; i < 3; ++i) {
            equal[i] = proposalBy(i == 0 ? alice : bob, 1e18);
            equal[i].proverShareBps = uint16(i);
            commitBy(equal[i], treeOf(4, 1).bitmap());
        }
        toProofWindow();
        proveBy(winner, 0, 4);
        for (uint256 i; i < 3; ++i) {
            proveBy(equal[i], 4, 1);
        }
        toEnd();
        rollup.finalize();
        vm.assertEq(amountOf(equal[0]), UNCLE_REWARD / 4);
        vm.assertEq(amountOf(equal[1]), UNCLE_REWARD / 4);
        vm.assertEq(amountOf(equal[2]), 0);
    }

    /// @dev A better proof of a proposal counts once, with the provers of that proof.
    function test_aBetterProofReplacesTheFirst() public {
        Proposal memory winner = enter(9e18, 0, 4);
        Proposal memory uncle = proposalBy(bob, 1e18);
        commitBy(uncle, treeOf(4, 3).bitmap());
        toProofWindow();
        proveBy(winner, 0, 4);
        ProofTree memory poor = treeOf(4, 1);
        rollup.submitProof(submissionOf(uncle, treeOf(4, 3).bitmap(), poor));
        proveBy(uncle, 4, 3);
        toEnd();
        rollup.finalize();
        vm.assertEq(amountOf(uncle), UNCLE_REWARD * 3 / 4);
    }

    function test_noUncleRewardInARoundWithoutBlock() public {
        Proposal memory lone = enter(1e18, 0, 2);
        toEnd();
        rollup.finalize();
        vm.assertEq(amountOf(lone), 0);
    }

    /// @dev One call claims several nodes of several blocks. It skips what somebody claimed before.
    function test_claimsInOneCall() public {
        Proposal memory winner = enter(9e18, 0, 4);
        Proposal memory uncle = enter(2e18, 0, 3);
        toProofWindow();
        proveBy(winner, 0, 4);
        proveBy(uncle, 0, 3);
        toEnd();
        rollup.finalize();
        RewardClaim[] memory claims = new RewardClaim[](2);
        uint256 owed;
        for (uint256 i; i < 2; ++i) {
            ProofTree memory tree = treeOf(0, i == 0 ? 4 : 3);
            claims[i].proposalId = rollup.proposalIdOf(i == 0 ? winner : uncle);
            claims[i].transcriptRoot = TRANSCRIPT;
            claims[i].committedBitmap = tree.bitmap();
            claims[i].contributions = new ContributionProof[](7);
            for (uint256 node; node < 7; ++node) {
                claims[i].contributions[node] = tree.proofOf(node);
                uint256 weight = node == 0 ? 4 : node < 3 ? 3 : 1;
                owed += (i == 0 ? 7e18 : UNCLE_REWARD * 3 / 4) * weight / 14;
            }
        }
        uint256 supply = token.totalSupply();
        rollup.claimRewards(claimOf(claims[1].proposalId, claims[1].committedBitmap, claims[1].contributions[2]));
        rollup.claimRewards(claims);
        vm.assertEq(token.totalSupply() - supply, owed);
        rollup.claimRewards(claims);
        vm.assertEq(token.totalSupply() - supply, owed);
    }

    function test_oneBadClaimRefusesTheCall() public {
        (bytes32 id,) = runBlock(alice);
        RewardClaim[] memory claims = new RewardClaim[](1);
        claims[0].proposalId = id;
        claims[0].transcriptRoot = keccak256("another");
        claims[0].committedBitmap = treeOf(0, 4).bitmap();
        bytes32 wrong =
            keccak256(abi.encode(claims[0].transcriptRoot, keccak256(abi.encode(claims[0].committedBitmap))));
        bytes32 expected = rollup.commitmentOf(id).authorised;
        vm.expectRevert(abi.encodeWithSelector(IRollup.CommitmentMismatch.selector, wrong, expected));
        rollup.claimRewards(claims);
        claims[0].proposalId = keccak256("none");
        vm.expectRevert(abi.encodeWithSelector(IRollup.NoReward.selector, claims[0].proposalId));
        rollup.claimRewards(claims);
    }
}

/// @notice P8.5: the provers' part goes to the contributors of all proven blocks. This is against the 51 % spiral.
contract FairPayTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    function settings() internal pure override returns (Settings memory s) {
        s = super.settings();
        s.fairPay = true;
    }

    function enter(uint96 bid, uint16 first, uint256 seats) internal returns (Proposal memory proposal) {
        proposal = proposalBy(alice, bid);
        commitBy(proposal, treeOf(first, seats).bitmap());
    }

    function amountOf(Proposal memory proposal) internal view returns (uint256) {
        return rollup.rewardPoolOf(rollup.proposalIdOf(proposal)).amount;
    }

    function test_aMajorityDoesNotStarveTheRest() public {
        Proposal memory majority = enter(1e18, 0, 6);
        Proposal memory minority = enter(9e17, 6, 2);
        Proposal memory small = enter(5e17, 8, 1);
        toProofWindow();
        proveBy(majority, 0, 6);
        proveBy(minority, 6, 2);
        proveBy(small, 8, 1);
        toEnd();
        rollup.finalize();
        vm.assertEq(amountOf(majority), uint256(7e18) * 6 / 9);
        vm.assertEq(amountOf(minority), uint256(7e18) * 2 / 9);
        vm.assertEq(amountOf(small), uint256(7e18) * 1 / 9);
        ProofTree memory tree = treeOf(8, 1);
        rollup.claimRewards(claimOf(rollup.proposalIdOf(small), tree.bitmap(), tree.proofOf(0)));
        vm.assertEq(token.balanceOf(payoutOf(8)), uint256(7e18) / 9 * 4 / 14);
    }
}
