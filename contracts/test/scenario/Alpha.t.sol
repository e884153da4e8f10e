// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

/// @notice P7.3: "Dynamically updating the slope would ensure that the cost for a small set of provers to sustain any
/// censorship attack would increase with each block."
contract AlphaTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    /// @dev A block of `seats` provers; the target is 4.
    function blockBy(uint256 seats) internal returns (uint256 alpha) {
        Proposal memory proposal = proposalBy(alice, 1e15);
        ProofTree memory tree = treeOf(0, seats);
        commitBy(proposal, tree.bitmap());
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, tree.bitmap(), tree));
        toEnd();
        rollup.finalize();
        return rollup.status().alpha;
    }

    function test_alphaRisesBelowTheTargetFallsAboveAndRests() public {
        vm.assertEq(blockBy(2), 25);
        vm.assertEq(blockBy(3), 26);
        vm.assertEq(blockBy(4), 26);
        vm.assertEq(blockBy(7), 25);
    }

    function test_alphaStaysInItsBounds() public {
        for (uint256 i; i < 17; ++i) {
            blockBy(1);
        }
        vm.assertEq(rollup.status().alpha, 40);
        for (uint256 i; i < 25; ++i) {
            blockBy(7);
        }
        vm.assertEq(rollup.status().alpha, 16);
    }

    function test_aRestartDoesNotMoveAlpha() public {
        blockBy(2);
        commitBy(proposalBy(alice, 1e15), seatsFrom(0, 1));
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().alpha, 25);
    }

    /// @dev At first, two provers outbid seven. With each block, the seven need a lower bid to win.
    function test_aSmallSetPaysMoreInEveryFurtherBlockToKeepALargerOneOut() public {
        uint96 wide = 1e15;
        uint96 last;
        for (uint256 i; i < 4; ++i) {
            // The least bid of a block of 2 that beats a block of 7 with `wide`.
            uint96 narrow = wide;
            while (!narrowWins(narrow, wide)) narrow += 1e14;
            vm.assertGt(narrow, last);
            last = narrow;
            blockBy(2);
        }
    }

    /// @dev Reads the result from the ranking of the commitments, then reverts the state.
    function narrowWins(uint96 narrow, uint96 wide) internal returns (bool wins) {
        uint256 state = vm.snapshotState();
        commitBy(proposalBy(alice, narrow), seatsFrom(0, 2));
        commitBy(proposalBy(bob, wide), seatsFrom(0, 7));
        wins = rollup.ranking(0, 1)[0].score > rollup.ranking(1, 1)[0].score;
        vm.revertToState(state);
    }
}
