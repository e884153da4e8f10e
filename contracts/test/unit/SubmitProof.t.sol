// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, IRollup, ProofSubmission, Proposal, Ranked, Status} from "../../src/interfaces/IRollup.sol";
import {IVerifier} from "../../src/interfaces/IVerifier.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

contract SubmitProofTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    Proposal internal proposal;
    uint256[8] internal committed;
    bytes32 internal id;

    function setUp() public override {
        super.setUp();
        rollup.deposit(0, KEY_X, KEY_Y, alice, 50e18);
        proposal = proposalBy(alice, 2e18);
        committed = seatsFrom(0, 5);
        id = commitBy(proposal, committed);
    }

    function good() internal view returns (ProofSubmission memory) {
        return submissionOf(proposal, committed, treeOf(0, 4));
    }

    function refused(ProofSubmission memory submission, bytes memory reason) internal {
        vm.expectRevert(reason);
        rollup.submitProof(submission);
    }

    function refusedAsInvalid(ProofSubmission memory submission) internal {
        refused(submission, abi.encodeWithSelector(IRollup.InvalidProof.selector));
    }

    function test_recordsTheFinalScore() public {
        toProofWindow();
        ProofSubmission memory s = good();
        vm.expectEmit();
        emit IRollup.BlockProven(
            id, 1, s.stateAfter, s.contributionsHash, 0, 0, s.provenBitmap, 64 * 4e36, s.data, new bytes32[](0)
        );
        vm.prank(address(0xA99)); // P1.4: anyone may submit.
        rollup.submitProof(s);
        Commitment memory c = rollup.commitmentOf(id);
        vm.assertTrue(c.proven);
        vm.assertEq(c.provenProvers, 4);
        vm.assertEq(c.provenCommittedProvers, 4);
        vm.assertEq(c.contributionsHash, s.contributionsHash);
        Status memory st = rollup.status();
        vm.assertEq(st.best, id);
        vm.assertEq(st.bestScore, 64 * 4e36);
        vm.assertEq(st.stateRoot, GENESIS);
        Ranked[] memory rows = rollup.ranking(0, 1);
        vm.assertTrue(rows[0].proven);
        vm.assertEq(rows[0].score, 64 * 4e36);
        vm.assertEq(rows[0].provenProvers, 4);
    }

    function test_uncommittedProversCountForTheScore() public {
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, committed, treeOf(3, 6)));
        Commitment memory c = rollup.commitmentOf(id);
        vm.assertEq(c.provenProvers, 6);
        vm.assertEq(c.provenCommittedProvers, 2);
    }

    function test_inactiveSeatsDoNotCountForTheScore() public {
        joinProvers(2); // In the tree after the round's snapshot.
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, committed, treeOf(10, 4)));
        vm.assertEq(rollup.commitmentOf(id).provenProvers, 2);
    }

    function test_proofsLandInsideTheirWindowOnly() public {
        ProofSubmission memory s = good();
        (uint256 open, uint256 end) = (rollup.status().commitEnd, rollup.status().proofEnd);
        vm.warp(open - 1);
        refused(s, abi.encodeWithSelector(IRollup.ProofWindowNotOpen.selector, open - 1, open));
        vm.warp(end);
        refused(s, abi.encodeWithSelector(IRollup.ProofWindowClosed.selector, end, end));
        vm.warp(end - 1);
        rollup.submitProof(s);
    }

    function test_onlyCommittedProposals() public {
        toProofWindow();
        proposal.burnBid += 1;
        refused(good(), abi.encodeWithSelector(IRollup.UnknownCommitment.selector, rollup.proposalIdOf(proposal)));
    }

    function test_commitmentsOfAnEarlierRoundAreNoLongerProven() public {
        ProofSubmission memory s = good();
        toEnd();
        rollup.finalize();
        Proposal memory next = proposalBy(bob, 1e18);
        commitBy(next, committed);
        toProofWindow();
        refused(s, abi.encodeWithSelector(IRollup.UnknownCommitment.selector, id));
    }

    function test_beforeAnyCommitmentNothingIsProven() public {
        toEnd();
        rollup.finalize();
        proposal.round = 1;
        refused(good(), abi.encodeWithSelector(IRollup.UnknownCommitment.selector, rollup.proposalIdOf(proposal)));
    }

    function test_transcriptAndBitmapAreTheCommittedOnes() public {
        toProofWindow();
        bytes32 expected = rollup.commitmentOf(id).authorised;
        ProofSubmission memory s = good();
        s.transcriptRoot = keccak256("another");
        bytes32 wrong = keccak256(abi.encode(s.transcriptRoot, keccak256(abi.encode(committed))));
        refused(s, abi.encodeWithSelector(IRollup.CommitmentMismatch.selector, wrong, expected));
        s = good();
        s.committedBitmap = seatsFrom(0, 4);
        wrong = keccak256(abi.encode(TRANSCRIPT, keccak256(abi.encode(s.committedBitmap))));
        refused(s, abi.encodeWithSelector(IRollup.CommitmentMismatch.selector, wrong, expected));
    }

    function testFuzz_aChangedProofByteIsRefused(uint256 position, uint8 change) public {
        vm.assume(change != 0);
        toProofWindow();
        ProofSubmission memory s = good();
        position = bound(position, 0, s.proof.length - 1);
        s.proof[position] = bytes1(uint8(s.proof[position]) ^ change);
        refusedAsInvalid(s);
    }

    function testFuzz_aChangedDataByteIsRefused(uint256 position, uint8 change) public {
        vm.assume(change != 0);
        toProofWindow();
        ProofSubmission memory s = good();
        position = bound(position, 0, s.data.length - 1);
        s.data[position] = bytes1(uint8(s.data[position]) ^ change);
        refusedAsInvalid(s);
    }

    function test_anotherProposalsProofIsRefused() public {
        Proposal memory other = proposalBy(bob, 2e18);
        commitBy(other, committed);
        toProofWindow();
        ProofSubmission memory s = good();
        s.proof = submissionOf(other, committed, treeOf(0, 4)).proof;
        refusedAsInvalid(s);
        // The same block under another proposer's name. Everything else is equal.
        s = good();
        s.proposal = other;
        refusedAsInvalid(s);
    }

    function test_otherProversNamesAreRefused() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.provenBitmap = seatsFrom(0, 5);
        refusedAsInvalid(s);
        s = good();
        s.contributionsHash = treeOf(1, 4).hash(0);
        refusedAsInvalid(s);
    }

    function test_everyOtherOutputIsBound() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.stateAfter += 1;
        refusedAsInvalid(s);
        s = good();
        s.fees += 1;
        refusedAsInvalid(s);
        s = good();
        s.messageCount += 1;
        refusedAsInvalid(s);
    }

    function test_theStateBeforeIsTheHeads() public {
        toProofWindow();
        ProofSubmission memory stale = good();
        rollup.submitProof(stale);
        toEnd();
        rollup.finalize();
        Proposal memory next = proposalBy(bob, 1e18);
        commitBy(next, committed);
        toProofWindow();
        ProofSubmission memory s = submissionOf(next, committed, treeOf(0, 4));
        // The signature covers the genesis root instead of the head's root.
        bytes memory inputs = expectedInputs(s);
        assembly {
            mstore(add(inputs, add(32, mul(6, 32))), GENESIS)
        }
        s.proof = signInputs(inputs);
        refusedAsInvalid(s);
        sign(s);
        rollup.submitProof(s);
    }

    function test_theProverSetIsTheSnapshots() public {
        joinProvers(1);
        toProofWindow();
        ProofSubmission memory s = good();
        bytes memory inputs = expectedInputs(s);
        bytes32 root = registry.proverSetRoot();
        assembly {
            mstore(add(inputs, add(32, mul(17, 32))), shr(128, root))
            mstore(add(inputs, add(32, mul(18, 32))), and(root, 0xffffffffffffffffffffffffffffffff))
        }
        s.proof = signInputs(inputs);
        refusedAsInvalid(s);
    }

    function test_aVerifierThatRevertsIsAnInvalidProof() public {
        toProofWindow();
        ProofSubmission memory s = good();
        vm.mockCallRevert(address(verifier), abi.encodeWithSelector(IVerifier.verify.selector), "boom");
        refusedAsInvalid(s);
    }

    function test_aVerifierThatSaysNoIsAnInvalidProof() public {
        toProofWindow();
        ProofSubmission memory s = good();
        vm.mockCall(address(verifier), abi.encodeWithSelector(IVerifier.verify.selector), abi.encode(false));
        refusedAsInvalid(s);
    }

    /// @dev bb's verifier for the root circuit reverts if the bytes are not a proof. A failing curve operation takes
    /// all the gas that it was given. So each try has a gas limit, well above the cost of a verification.
    function test_theGeneratedVerifierRefusesWhatIsNoProof() public {
        vm.etch(address(verifier), create("BlockVerifier.sol:BlockVerifier", "").code);
        toProofWindow();
        ProofSubmission memory s = good();
        refusedWithin(s, 5_000_000);
        s.proof = "";
        refusedWithin(s, 5_000_000);
        s.proof = new bytes(9_536);
        refusedWithin(s, 5_000_000);
        for (uint256 i; i < s.proof.length; ++i) {
            s.proof[i] = bytes1(uint8(i % 32 == 0 ? 0 : 1 + i % 250));
        }
        refusedWithin(s, 5_000_000);
    }

    function refusedWithin(ProofSubmission memory submission, uint256 gas) internal {
        vm.expectRevert(IRollup.InvalidProof.selector);
        rollup.submitProof{gas: gas}(submission);
    }

    function test_stateAfterIsAField() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.stateAfter = P;
        sign(s);
        refused(s, abi.encodeWithSelector(IRollup.NotAField.selector, P));
    }

    function test_dataHasTheLengthOfItsDepth() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.data = dataOf(3, 1);
        refused(s, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 1280, 640));
        s.data = dataOf(1, 1);
        refused(s, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 320, 640));
        s.data = abi.encodePacked(dataOf(2, 1), uint8(0));
        refused(s, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 641, 640));
    }

    function test_messagesAreAPrefixOfTheQueue() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.messageCount = 2;
        sign(s);
        refused(s, abi.encodeWithSelector(IRollup.MessageCountOutOfRange.selector, 2, 0, 1));
        s.messageCount = 1;
        sign(s);
        rollup.submitProof(s);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().messagesConsumed, 1);
        Proposal memory next = proposalBy(bob, 1e18);
        commitBy(next, committed);
        toProofWindow();
        s = submissionOf(next, committed, treeOf(0, 4));
        s.messageCount = 0;
        sign(s);
        refused(s, abi.encodeWithSelector(IRollup.MessageCountOutOfRange.selector, 0, 1, 1));
    }

    function test_feesAreCoveredByTheBridge() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.fees = 50e18 + 1;
        sign(s);
        refused(s, abi.encodeWithSelector(IRollup.FeesExceedEscrow.selector, 50e18 + 1, 50e18));
        s.fees = 50e18;
        sign(s);
        rollup.submitProof(s);
    }

    function test_aSecondProofNeedsMoreProvers() public {
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, committed, treeOf(0, 2)));
        refused(
            submissionOf(proposal, committed, treeOf(0, 2)),
            abi.encodeWithSelector(IRollup.AlreadyProven.selector, id, 2, 2)
        );
        refused(
            submissionOf(proposal, committed, treeOf(0, 1)),
            abi.encodeWithSelector(IRollup.AlreadyProven.selector, id, 2, 1)
        );
        ProofTree memory better = treeOf(0, 4);
        rollup.submitProof(submissionOf(proposal, committed, better));
        vm.assertEq(rollup.status().bestScore, 64 * 4e36);
        vm.assertEq(rollup.commitmentOf(id).contributionsHash, better.hash(0));
    }

    function test_theBestScoreLeadsAndTiesKeepTheEarlier() public {
        Proposal memory other = proposalBy(bob, 2e18);
        bytes32 otherId = commitBy(other, committed);
        toProofWindow();
        rollup.submitProof(submissionOf(other, committed, treeOf(0, 4)));
        vm.assertEq(rollup.status().best, otherId);
        rollup.submitProof(submissionOf(proposal, committed, treeOf(0, 4)));
        vm.assertEq(rollup.status().best, otherId);
        rollup.submitProof(submissionOf(proposal, committed, treeOf(0, 5)));
        vm.assertEq(rollup.status().best, id);
    }

    function test_aBlockThatNobodyIsNamedInStillCounts() public {
        toProofWindow();
        ProofTree memory nobody = treeOf(0, 1);
        nobody.seatPlusOne = new uint16[](7);
        rollup.submitProof(submissionOf(proposal, committed, nobody));
        vm.assertEq(rollup.status().best, id);
        vm.assertEq(rollup.status().bestScore, 0);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.status().head, id);
        vm.assertEq(rollup.rewardPoolOf(id).amount, 0);
    }
}
