// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockFacts, ProofSubmission, Proposal, ProvenProposal, Round} from "../../src/Types.sol";
import {IBridge} from "../../src/interfaces/IBridge.sol";
import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";
import {Best, IRollup} from "../../src/interfaces/IRollup.sol";
import {IVerifier} from "../../src/interfaces/IVerifier.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";
import {naiveDataHash, part} from "../support/NaiveDataHash.sol";

/// @notice R1, R2: which proofs are kept, and what L1 keeps of them.
contract SubmitProofTest is RollupParts {
    uint256 internal constant P = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    Proposal internal proposal;
    uint256[8] internal committed;
    bytes32 internal id;

    function setUp() public override {
        super.setUp();
        proposal = proposalBy(alice, 2e18);
        committed = seatsFrom(0, 5);
        id = commitBy(proposal, committed);
    }

    function good() internal view returns (ProofSubmission memory) {
        return submissionOf(proposal, committed, wordsBy(2, 0, 4));
    }

    function refused(ProofSubmission memory s, bytes memory reason) internal {
        vm.expectRevert(reason);
        rollup.submitProof(s);
    }

    function refusedAsInvalid(ProofSubmission memory s) internal {
        refused(s, abi.encodeWithSelector(IRollup.InvalidProof.selector));
    }

    // --- What is kept ------------------------------------------------------------------------------------------------

    /// @dev R7: of all kept proofs, each seat once, and no seat that is not committed.
    function test_theSeatsOfAllKeptProofsAreCounted() public {
        toProofWindow();
        vm.assertEq(rollup.shownSeats(id), 0);
        bytes memory words = new bytes(14);
        setWord(words, 0, 0x8001);
        setWord(words, 1, 0x8002);
        prove(proposal, committed, words);
        vm.assertEq(rollup.shownSeats(id), 2);
        words = new bytes(14);
        setWord(words, 1, 0x8002);
        setWord(words, 5, 0x8003);
        setWord(words, 6, 0x8008);
        prove(proposal, committed, words);
        vm.assertEq(rollup.provenOf(id).provers, 2);
        vm.assertEq(rollup.shownSeats(id), 3);
    }

    function test_aProofIsKept() public {
        toProofWindow();
        ProofSubmission memory s = good();
        vm.expectEmit();
        emit IRollup.BlockProven(
            id,
            1,
            0,
            true,
            s.stateAfter,
            s.statesRoot,
            s.tally,
            0,
            0,
            s.provers,
            64 * 4e36,
            s.data,
            new bytes32[](0),
            s.seatWords
        );
        vm.prank(address(0xA99)); // P1.4: anyone may submit.
        rollup.submitProof(s);
        ProvenProposal memory proven = rollup.provenOf(id);
        vm.assertEq(proven.provers, 4);
        vm.assertEq(proven.kept, 1);
        vm.assertEq(proven.best, 0);
        vm.assertEq(proven.tally, s.tally);
        vm.assertEq(proven.roundId, 1);
        vm.assertEq(proven.dataAt, block.timestamp);
        vm.assertEq(proven.finalAt, 0);
        bytes32 record = keccak256(abi.encode(naiveWordsRoot(s.seatWords, 0), keccak256(abi.encode(s.provers))));
        vm.assertEq(rollup.keptOf(id, 0), record);
        vm.assertEq(rollup.committedNodes(id, 0), 0x7f);
        vm.assertTrue(rollup.isNodeCommitted(id, 6));
        vm.assertTrue(!rollup.isNodeCommitted(id, 7));
        Best memory best = rollup.bestOf(1);
        vm.assertEq(best.proposalId, id);
        vm.assertEq(best.provers, 4);
        vm.assertEq(best.burnBid, 2e18);
        vm.assertEq(rollup.bestOf(2).roundId, 0);
        vm.assertEq(rollup.bestOf(65).roundId, 0);
    }

    function test_theContextIsTheHashOfTheFacts() public {
        toProofWindow();
        ProofSubmission memory s = good();
        vm.assertEq(rollup.contextOf(id), 0);
        rollup.submitProof(s);
        BlockFacts memory facts = BlockFacts(
            naiveDataHash(s.data), setRootOf(proposal), s.statesRoot, GENESIS, s.stateAfter, s.messageCount, s.fees
        );
        vm.assertEq(rollup.contextOf(id), keccak256(abi.encode(facts)));
    }

    function test_proversAreNoted() public {
        toProofWindow();
        ProofSubmission memory s = good();
        vm.mockCallRevert(parts.registry, abi.encodeCall(IProverRegistry.noteProven, (s.provers)), "noted");
        refused(s, "noted");
    }

    function test_aBlockByNobodyIsKept() public {
        toProofWindow();
        prove(proposal, committed, new bytes(14));
        vm.assertEq(rollup.bestOf(1).proposalId, id);
        vm.assertEq(rollup.provenOf(id).provers, 0);
    }

    // --- Which one is the best (R2) ----------------------------------------------------------------------------------

    function test_moreProversAreBetter() public {
        toProofWindow();
        prove(proposal, committed, wordsBy(2, 0, 3));
        prove(proposal, committed, wordsBy(2, 0, 4));
        ProvenProposal memory proven = rollup.provenOf(id);
        vm.assertEq(proven.kept, 2);
        vm.assertEq(proven.best, 1);
        vm.assertEq(proven.provers, 4);
        vm.assertEq(rollup.bestOf(1).provers, 4);
    }

    function test_moreWeightIsBetterAtEqualCounts() public {
        toProofWindow();
        bytes memory words = wordsBy(2, 0, 4);
        setWord(words, 6, 0);
        prove(proposal, committed, words);
        prove(proposal, committed, wordsBy(2, 0, 4));
        vm.assertEq(rollup.provenOf(id).best, 1);
        vm.assertEq(rollup.provenOf(id).tally, 4 + (2 << 16) + (1 << 32));
    }

    function test_fewerProversWithMoreWeightAreNotBetter() public {
        toProofWindow();
        bytes memory words = wordsBy(2, 0, 4);
        setWord(words, 0, 0);
        prove(proposal, committed, words);
        prove(proposal, committed, wordsBy(2, 0, 3));
        ProvenProposal memory proven = rollup.provenOf(id);
        vm.assertEq(proven.kept, 2);
        vm.assertEq(proven.best, 0);
        vm.assertEq(proven.provers, 4);
        vm.assertEq(proven.tally, 4 + (2 << 16));
        vm.assertTrue(rollup.isNodeCommitted(id, 0));
    }

    function test_nothingNewIsNotKept() public {
        toProofWindow();
        prove(proposal, committed, wordsBy(2, 0, 4));
        bytes memory reason = abi.encodeWithSelector(IRollup.NothingNew.selector, id);
        refused(good(), reason);
        // Others' names, fewer seats, or fewer nodes: all nodes are committed already.
        refused(submissionOf(proposal, committed, wordsBy(2, 1, 4)), reason);
        refused(submissionOf(proposal, committed, wordsBy(2, 0, 2)), reason);
        refused(submissionOf(proposal, committed, new bytes(14)), reason);
    }

    function test_theUnionGrowsAndNeverShrinks() public {
        toProofWindow();
        bytes memory words = wordsBy(2, 0, 4);
        for (uint256 node = 4; node < 7; ++node) {
            setWord(words, node, 0);
        }
        prove(proposal, committed, words);
        vm.assertEq(rollup.committedNodes(id, 0), 0x0f);
        words = new bytes(14);
        setWord(words, 6, 0x8001);
        prove(proposal, committed, words);
        vm.assertEq(rollup.committedNodes(id, 0), 0x4f);
        vm.assertEq(rollup.provenOf(id).kept, 2);
        vm.assertEq(rollup.provenOf(id).best, 0);
    }

    function test_theEarliestRescuerOfANodeIsNoted() public {
        toProofWindow();
        bytes memory words = wordsBy(2, 0, 4);
        setWord(words, 5, 9);
        setWord(words, 6, 9);
        setWord(words, 1, 0);
        prove(proposal, committed, words);
        vm.assertTrue(rollup.isNodeRescued(id, 0, 5));
        vm.assertTrue(!rollup.isNodeRescued(id, 0, 1));
        vm.assertTrue(!rollup.isNodeRescued(id, 0, 0));
        // A later proof shows another rescuer at node 5, and node 6 as its committed seat's.
        words = wordsBy(2, 0, 4);
        setWord(words, 5, 10);
        prove(proposal, committed, words);
        vm.assertTrue(!rollup.isNodeRescued(id, 1, 5));
        vm.assertTrue(rollup.isNodeRescued(id, 0, 5));
        vm.assertTrue(rollup.isNodeCommitted(id, 6));
        vm.assertTrue(!rollup.isNodeCommitted(id, 5));
    }

    function test_vacantEntriesAreTheMostThatAProofShows() public {
        toProofWindow();
        bytes memory words = wordsBy(2, 0, 3);
        setWord(words, 6, 0);
        ProofSubmission memory s = submissionOf(proposal, committed, words);
        s.tally |= uint96(1) << 48;
        sign(s);
        rollup.submitProof(s);
        s = good();
        s.tally |= uint96(1) << 64;
        sign(s);
        rollup.submitProof(s);
        vm.assertEq(rollup.provenOf(id).tally, 4 + (2 << 16) + (1 << 32) + (1 << 48) + (1 << 64));
    }

    function test_seatsOutsideOfTheCommitmentDoNotCount() public {
        toProofWindow();
        // Circuits make no such proof: L1 masks it all the same (R5).
        ProofSubmission memory s = submissionOf(proposal, committed, wordsBy(2, 3, 4));
        rollup.submitProof(s);
        vm.assertEq(rollup.provenOf(id).provers, 2);
        uint256[8] memory masked = seatsFrom(3, 2);
        bytes32 record = keccak256(abi.encode(naiveWordsRoot(s.seatWords, 0), keccak256(abi.encode(masked))));
        vm.assertEq(rollup.keptOf(id, 0), record);
    }

    function test_theBestScoreLeadsAndTiesKeepTheEarlier() public {
        Proposal memory rival = proposalBy(bob, 2e18);
        bytes32 rivalId = commitBy(rival, committed);
        toProofWindow();
        prove(rival, committed, wordsBy(2, 0, 4));
        prove(proposal, committed, wordsBy(2, 0, 4));
        vm.assertEq(rollup.bestOf(1).proposalId, rivalId);
        prove(proposal, committed, wordsBy(2, 0, 5));
        vm.assertEq(rollup.bestOf(1).proposalId, id);
        vm.assertEq(rollup.bestOf(1).proposer, alice);
    }

    // --- Errors ------------------------------------------------------------------------------------------------------

    function test_onlyCommittedProposals() public {
        toProofWindow();
        proposal.burnBid += 1;
        bytes32 unknown = auction.proposalIdOf(proposal);
        refused(good(), abi.encodeWithSelector(IRollup.UnknownCommitment.selector, unknown));
    }

    function test_proofsLandInsideTheirWindowOnly() public {
        ProofSubmission memory s = good();
        uint256 start = roundNow().proofStart;
        vm.warp(start - 1);
        refused(s, abi.encodeWithSelector(IRollup.ProofWindowNotOpen.selector, start - 1, start));
        vm.warp(start + 600);
        refused(s, abi.encodeWithSelector(IRollup.ProofWindowClosed.selector, start + 600, start + 600));
        vm.warp(start + 599);
        rollup.submitProof(s);
    }

    function test_transcriptAndSeatsAreTheCommittedOnes() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.transcriptRoot = bytes32(uint256(1));
        bytes32 given = keccak256(abi.encode(s.transcriptRoot, keccak256(abi.encode(committed))));
        bytes32 expected = auction.commitmentOf(id).authorised;
        refused(s, abi.encodeWithSelector(IRollup.CommitmentMismatch.selector, given, expected));
        s = good();
        s.committed = seatsFrom(0, 4);
        given = keccak256(abi.encode(TRANSCRIPT, keccak256(abi.encode(s.committed))));
        refused(s, abi.encodeWithSelector(IRollup.CommitmentMismatch.selector, given, expected));
    }

    function test_statesAreFields() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.stateAfter = P;
        refused(s, abi.encodeWithSelector(IRollup.NotAField.selector, P));
        s = good();
        s.statesRoot = P + 1;
        refused(s, abi.encodeWithSelector(IRollup.NotAField.selector, P + 1));
    }

    function test_anotherBlocksFactsAreRefused() public {
        toProofWindow();
        rollup.submitProof(good());
        bytes32 context = rollup.contextOf(id);
        // Circuits make no such proof: a proposal's id binds its block.
        ProofSubmission memory s = submissionOf(proposal, committed, wordsBy(2, 0, 5));
        s.stateAfter += 1;
        sign(s);
        BlockFacts memory facts =
            BlockFacts(naiveDataHash(s.data), setRootOf(proposal), s.statesRoot, GENESIS, s.stateAfter, 0, 0);
        bytes32 other = keccak256(abi.encode(facts));
        refused(s, abi.encodeWithSelector(IRollup.OtherBlock.selector, other, context));
    }

    function test_dataAndWordsHaveTheLengthOfTheTree() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.data = new bytes(320);
        refused(s, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 320, 640));
        s = good();
        s.chunks = new bytes32[](1);
        refused(s, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 640, 0));
        s = good();
        s.seatWords = abi.encodePacked(s.seatWords, uint16(0));
        refused(s, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 16, 14));
        s.seatWords = "";
        refused(s, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 0, 14));
    }

    function test_whatTheBridgeRefusesIsRefused() public {
        toProofWindow();
        bytes memory call = abi.encodeCall(IBridge.requireMessages, (0, 7, roundNow().start, 0, 2, 5));
        vm.mockCallRevert(parts.bridge, call, "refused");
        ProofSubmission memory s = good();
        (s.messageCount, s.fees) = (7, 5);
        refused(s, "refused");
    }

    /// @dev Each of the 51 public inputs comes from L1 or from the submission: a proof with another one is refused.
    function testFuzz_everyPublicInputIsBound(uint256 field, uint256 change) public {
        field = bound(field, 0, 50);
        change = bound(change, 1, type(uint256).max);
        toProofWindow();
        ProofSubmission memory s = good();
        bytes memory inputs = expectedInputs(s);
        vm.assertEq(inputs.length, 51 * 32);
        assembly {
            let place := add(inputs, add(32, mul(field, 32)))
            mstore(place, xor(mload(place), change))
        }
        s.proof = signInputs(inputs);
        refusedAsInvalid(s);
    }

    function test_aVerifierThatRevertsOrSaysNoIsAnInvalidProof() public {
        toProofWindow();
        ProofSubmission memory s = good();
        s.proof[9] ^= 0x01;
        refusedAsInvalid(s);
        vm.mockCallRevert(parts.blockVerifier, abi.encodeWithSelector(IVerifier.verify.selector), "boom");
        refusedAsInvalid(good());
    }

    /// @dev bb's verifier of the second root circuit reverts if the bytes are not a proof.
    function test_theGeneratedVerifierRefusesWhatIsNoProof() public {
        vm.etch(parts.blockVerifier, create("BlockVerifier.sol:BlockVerifier", "").code);
        toProofWindow();
        ProofSubmission memory s = good();
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(IRollup.InvalidProof.selector);
            rollup.submitProof{gas: 5_000_000}(s);
            s.proof = new bytes(9_536 * i);
        }
    }

    // --- Early ends (R16) --------------------------------------------------------------------------------------------

    function test_afterAnEarlyEndProofsLandUntilTheWindowWouldHaveEnded() public {
        Proposal memory rival = proposalBy(bob, 1e18);
        bytes32 rivalId = commitBy(rival, seatsFrom(5, 4));
        toProofWindow();
        uint256 end = roundNow().proofStart + 600;
        bytes memory words = wordsBy(2, 0, 5);
        setWord(words, 5, 0);
        prove(proposal, committed, words);
        vm.prank(alice);
        rollup.finalize();
        vm.assertEq(rollup.head().proposalId, id);
        vm.assertTrue(roundNow().id == 2);
        // The rest of the winner's nodes, and a rival's block.
        words = wordsBy(2, 0, 5);
        prove(proposal, committed, words);
        vm.assertTrue(rollup.isNodeCommitted(id, 5));
        vm.assertTrue(rollup.provenOf(id).finalAt != 0);
        vm.warp(end - 1);
        prove(rival, seatsFrom(5, 4), wordsBy(2, 5, 4));
        vm.assertEq(rollup.provenOf(rivalId).provers, 4);
        vm.assertEq(rollup.bestOf(1).proposalId, id);
        vm.warp(end);
        refused(good(), abi.encodeWithSelector(IRollup.ProofWindowClosed.selector, end, end));
    }

    // --- Data (R1) ---------------------------------------------------------------------------------------------------

    function chunked() internal returns (ProofSubmission memory s) {
        s = good();
        s.chunks = new bytes32[](2);
        (s.chunks[0], s.chunks[1]) =
        (rollup.publishData(part(s.data, 0, 320)), rollup.publishData(part(s.data, 320, 320)));
        s.data = "";
        sign(s);
    }

    function test_dataMayComeInChunks() public {
        ProofSubmission memory s = chunked();
        uint256 published = block.timestamp;
        toProofWindow();
        rollup.submitProof(s);
        vm.assertEq(rollup.provenOf(id).dataAt, published);
        vm.assertEq(rollup.dataPublishedAt(s.chunks[0]), published);
    }

    function test_chunksThatCameEarlierCount() public {
        ProofSubmission memory s = chunked();
        uint256 published = block.timestamp;
        toProofWindow();
        prove(proposal, committed, wordsBy(2, 0, 3));
        vm.assertEq(rollup.provenOf(id).dataAt, block.timestamp);
        rollup.submitProof(s);
        vm.assertEq(rollup.provenOf(id).dataAt, published);
    }

    function test_wrongChunksAreRefused() public {
        ProofSubmission memory s = chunked();
        toProofWindow();
        bytes32[] memory chunks = s.chunks;
        s.chunks = new bytes32[](3);
        refused(s, abi.encodeWithSelector(IRollup.WrongChunkCount.selector, 3, 4));
        s.chunks = new bytes32[](8);
        refused(s, abi.encodeWithSelector(IRollup.WrongChunkCount.selector, 8, 4));
        s.chunks = new bytes32[](2);
        refused(s, abi.encodeWithSelector(IRollup.DataNotPublished.selector, bytes32(0)));
        (s.chunks[0], s.chunks[1]) = (chunks[1], chunks[0]);
        refusedAsInvalid(s);
    }

    function test_chunksAreWholeLeavesAndAPowerOfTwo() public {
        uint256[5] memory lengths = [uint256(0), 159, 161, 480, 160 * 4096];
        for (uint256 i; i < lengths.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IRollup.WrongChunkLength.selector, lengths[i]));
            rollup.publishData(new bytes(lengths[i]));
        }
        bytes memory chunk = new bytes(160);
        vm.expectEmit();
        emit IRollup.DataPublished(sha256(chunk), chunk);
        rollup.publishData(chunk);
    }

    function test_theFirstPublicationOfARoundCounts() public {
        bytes memory chunk = new bytes(160);
        bytes32 hash = rollup.publishData(chunk);
        uint256 first = block.timestamp;
        toProofWindow();
        rollup.publishData(chunk);
        vm.assertEq(rollup.dataPublishedAt(hash), first);
    }

    function test_dataOfAnOlderRoundIsPublishedAgain() public {
        ProofSubmission memory s = chunked();
        bytes32[] memory chunks = s.chunks;
        bytes memory chunk = part(good().data, 0, 320);
        toEnd();
        rollup.finalize();
        proposal = proposalBy(alice, 2e18);
        vm.warp(block.timestamp + 1);
        id = commitBy(proposal, committed);
        toProofWindow();
        s = good();
        (s.data, s.chunks) = ("", chunks);
        refused(s, abi.encodeWithSelector(IRollup.DataNotPublished.selector, chunks[0]));
        rollup.publishData(chunk);
        vm.assertEq(rollup.dataPublishedAt(chunks[0]), block.timestamp);
    }
}
