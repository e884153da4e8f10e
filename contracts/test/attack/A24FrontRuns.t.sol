// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission, Proposal} from "../../src/Types.sol";
import {IAuction} from "../../src/interfaces/IAuction.sol";
import {IRollup} from "../../src/interfaces/IRollup.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";

/// @notice A24 at the rollup: the order of calls changes nothing, and an invalid proof leaves nothing behind.
contract A24FrontRunsTest is RollupParts {
    Proposal internal proposal;
    bytes32 internal id;

    function setUp() public override {
        super.setUp();
        proposal = proposalBy(alice, 2e18);
        id = commitBy(proposal, seatsFrom(0, 8));
        toProofWindow();
    }

    /// @dev `finalize` takes no choice of its caller: head, money and uncles do not depend on who calls.
    function test_finalizeByAStrangerIsTheSame() public {
        prove(proposal, seatsFrom(0, 8), wordsBy(2, 0, 4));
        toEnd();
        uint256 state = vm.snapshotState();
        vm.prank(alice);
        rollup.finalize();
        (bytes32 head, uint256 balance) = (keccak256(abi.encode(rollup.head())), auction.balanceOf(alice));
        vm.revertToState(state);
        vm.prank(address(0xbad));
        rollup.finalize();
        vm.assertEq(keccak256(abi.encode(rollup.head())), head);
        vm.assertEq(auction.balanceOf(alice), balance);
    }

    /// @dev R16: a stranger cannot cut the round short while seats are still to be shown.
    function test_aStrangerCannotEndTheRoundEarly() public {
        prove(proposal, seatsFrom(0, 8), wordsBy(2, 0, 4));
        uint256 end = auction.recordOf(1).proofEnd;
        vm.expectRevert(abi.encodeWithSelector(IAuction.RoundStillOpen.selector, block.timestamp, end));
        vm.prank(address(0xbad));
        rollup.finalize();
        vm.prank(alice);
        rollup.finalize();
        vm.assertEq(rollup.head().proposalId, id);
    }

    function test_garbageLeavesNothing() public {
        ProofSubmission memory s = submissionOf(proposal, seatsFrom(0, 8), wordsBy(2, 0, 4));
        s.seatWords = wordsBy(2, 4, 4);
        vm.expectRevert(IRollup.InvalidProof.selector);
        rollup.submitProof(s);
        vm.assertEq(rollup.provenOf(id).kept, 0);
        vm.assertEq(rollup.contextOf(id), 0);
        vm.assertEq(rollup.committedNodes(id, 0), 0);
    }

    /// @dev Each kept proof costs its sender a verification and must show a node, or be better: copies and parts are refused.
    function test_keptProofsAreBounded() public {
        for (uint256 node; node < 7; ++node) {
            bytes memory words = new bytes(14);
            setWord(words, node, 0x8001);
            prove(proposal, seatsFrom(0, 8), words);
            ProofSubmission memory copy = submissionOf(proposal, seatsFrom(0, 8), words);
            vm.expectRevert(abi.encodeWithSelector(IRollup.NothingNew.selector, id));
            rollup.submitProof(copy);
        }
        vm.assertEq(rollup.provenOf(id).kept, 7);
    }
}
