// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission, Proposal} from "../../../src/Types.sol";
import {IRollup} from "../../../src/interfaces/IRollup.sol";
import {RollupParts} from "../../fixtures/RollupParts.sol";

/// @notice Review: the first proof of a block can hide that an entry of the transcript is vacant. The reward then counts the node as
/// missing. L1 refused a later proof that shows the entry, because it has no more seats and nodes. So the reward stayed cut.
contract HiddenVacancies is RollupParts {
    Proposal private _proposal;
    bytes32 private _id;

    function rewardsArtifact() internal pure override returns (string memory) {
        return "Rewards.sol";
    }

    function setUp() public override {
        super.setUp();
        _proposal = proposalBy(alice, 2e18);
        _id = commitBy(_proposal, seatsFrom(0, 3));
        toProofWindow();
    }

    /// @dev Nobody is named for the second merge and the last leaf, 4 of 14. All others are proven.
    function blockWith(uint96 vacant) private view returns (ProofSubmission memory s) {
        bytes memory words = wordsBy(2, 0, 3);
        setWord(words, 2, 0);
        setWord(words, 4, 0x8003);
        setWord(words, 6, 0);
        s = submissionOf(_proposal, seatsFrom(0, 3), words);
        s.tally |= vacant;
        sign(s);
    }

    function test_aVacancyThatOneProofHidesIsShownByTheNext() public {
        rollup.submitProof(blockWith(0));
        ProofSubmission memory honest = blockWith((1 << 48) | (1 << 64));
        rollup.submitProof(honest);
        // A second proof that shows the same vacancy brings nothing new.
        vm.expectRevert(abi.encodeWithSelector(IRollup.NothingNew.selector, _id));
        rollup.submitProof(honest);
        toEnd();
        rollup.finalize();
        rewards.settle(_proposal);
        // 30 % of the whole reward, not of 10 / 14 of it.
        vm.assertEq(token.balanceOf(alice), 3e18);
        vm.assertEq(rewards.poolOf(_id).amount, 7e18);
    }

    /// Nor does a proof that hides it again take anything back.
    function test_aVacancyThatWasShownStays() public {
        rollup.submitProof(blockWith((1 << 48) | (1 << 64)));
        ProofSubmission memory less = blockWith(1 << 64);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NothingNew.selector, _id));
        rollup.submitProof(less);
        vm.assertEq(rollup.provenOf(_id).tally >> 48, 1 | (1 << 16));
    }
}
