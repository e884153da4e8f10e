// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ISecondBridge} from "../../src/second/ISecondBridge.sol";
import {Head} from "../../src/second/ISecondRollup.sol";
import {SecondProposal, SecondRound, SecondSubmission} from "../../src/second/SecondTypes.sol";
import {naiveDataHash} from "../support/NaiveDataHash.sol";
import {TranscriptFixture} from "./TranscriptFixture.sol";

/// @notice Rollup and auction with a registry, a vault and signatures in place of proofs. The test plays rewards, bridge and court.
abstract contract RollupParts is TranscriptFixture {
    bytes32 internal constant BEFORE = keccak256("messages before");
    bytes32 internal constant AFTER = keccak256("messages after");

    function rewardsArtifact() internal view virtual override returns (string memory) {
        return "";
    }

    function bridgeArtifact() internal view virtual override returns (string memory) {
        return "";
    }

    function courtArtifact() internal view virtual override returns (string memory) {
        return "";
    }

    function setUp() public virtual override {
        super.setUp();
        if (bytes(bridgeArtifact()).length != 0) return;
        vm.mockCall(
            parts.bridge, abi.encodeWithSelector(ISecondBridge.requireMessages.selector), abi.encode(BEFORE, AFTER)
        );
        vm.mockCall(parts.bridge, abi.encodeWithSelector(ISecondBridge.consume.selector), "");
    }

    // --- Seat words --------------------------------------------------------------------------------------------------

    /// @notice Words of a block whose nodes were proven as committed by `count` seats in turn, from `first` on.
    function wordsBy(uint8 depth, uint256 first, uint256 count) internal pure returns (bytes memory words) {
        words = new bytes((4 << depth) - 2);
        for (uint256 node; 2 * node < words.length; ++node) {
            setWord(words, node, uint16(0x8000 + first + node % count + 1));
        }
    }

    /// @notice Bit 15: committed; the seat + 1; 0: nobody.
    function setWord(bytes memory words, uint256 node, uint16 word) internal pure {
        (words[2 * node], words[2 * node + 1]) = (bytes1(uint8(word >> 8)), bytes1(uint8(word)));
    }

    function wordAt(bytes memory words, uint256 node) internal pure returns (uint256) {
        return uint256(uint8(words[2 * node])) * 256 + uint8(words[2 * node + 1]);
    }

    function naiveWordsRoot(bytes memory words, uint256 node) internal view returns (bytes32) {
        bytes memory word = abi.encodePacked(words[2 * node], words[2 * node + 1]);
        if (4 * node + 2 >= words.length) return sha256(word);
        return sha256(abi.encodePacked(naiveWordsRoot(words, 2 * node + 1), naiveWordsRoot(words, 2 * node + 2), word));
    }

    // --- Proofs ------------------------------------------------------------------------------------------------------

    /// @notice A proof of `proposal` by the seats of `words`, with a good signature.
    function submissionOf(SecondProposal memory proposal, uint256[8] memory committed, bytes memory words)
        internal
        view
        returns (SecondSubmission memory s)
    {
        s.proposal = proposal;
        s.transcriptRoot = TRANSCRIPT;
        s.committed = committed;
        s.seatWords = words;
        uint256 leaves = 1 << proposal.depth;
        for (uint256 node; 2 * node < words.length; ++node) {
            uint256 word = wordAt(words, node);
            if (word < 0x8000) continue;
            uint256 seat = word - 0x8001;
            s.provers[seat >> 8] |= 1 << (seat & 0xff);
            s.tally += uint96(node == 0 ? 1 << 32 : node < leaves - 1 ? 1 << 16 : 1);
        }
        s.stateAfter = uint256(keccak256(abi.encode(proposal))) >> 8;
        s.statesRoot = uint256(keccak256(abi.encode(s.stateAfter))) >> 8;
        s.data = new bytes(160 << proposal.depth);
        s.data[0] = bytes1(uint8(proposal.height));
        sign(s);
    }

    /// @notice (Re-)signs a submission's public inputs as the development prover does.
    function sign(SecondSubmission memory s) internal view {
        s.proof = signInputs(expectedInputs(s));
    }

    function signInputs(bytes memory inputs) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 t) =
            vm.sign(PROVER_SIGNER, keccak256(abi.encodePacked("trellis/simulated/v1", inputs)));
        return abi.encodePacked(r, t, v);
    }

    /// @notice The 51 public inputs, written independently of the contracts.
    function expectedInputs(SecondSubmission memory s) internal view returns (bytes memory) {
        return abi.encodePacked(firstInputs(s), lastInputs(s));
    }

    function firstInputs(SecondSubmission memory s) private view returns (bytes memory) {
        bytes32 dataHash = sha256(abi.encodePacked(rootOfData(s), naiveWordsRoot(s.seatWords, 0)));
        return abi.encodePacked(
            VK_SET_HASH,
            block.chainid * 2 ** 160 + uint160(address(rollup)),
            halves(auction.proposalIdOf(s.proposal)),
            uint256(s.proposal.depth),
            s.proposal.orderCommitment,
            rollup.headAt(uint32(s.proposal.height - 1)).stateRoot,
            s.stateAfter,
            halves(dataHash),
            uint256(s.fees)
        );
    }

    function lastInputs(SecondSubmission memory s) private view returns (bytes memory) {
        Head memory below = rollup.headAt(uint32(s.proposal.height - 1));
        (bytes32 rollingBefore, bytes32 rollingAfter) = rollingOf(below.messagesConsumed, s.messageCount);
        bytes memory seats = abi.encodePacked(limbs(s.provers), limbs(s.committed));
        return abi.encodePacked(
            halves(rollingBefore),
            halves(rollingAfter),
            setRootOf(s.proposal),
            s.transcriptRoot,
            s.statesRoot,
            uint256(s.tally),
            seats
        );
    }

    function rollingOf(uint64, uint64) internal view virtual returns (bytes32, bytes32) {
        return (BEFORE, AFTER);
    }

    /// @dev The seat tree of the round in which the proposal was committed.
    function setRootOf(SecondProposal memory proposal) internal view returns (uint256) {
        return auction.roundOf(auction.commitmentOf(auction.proposalIdOf(proposal)).roundId).proverSetRoot;
    }

    function halves(bytes32 value) internal pure returns (bytes memory) {
        return abi.encodePacked(uint256(value) / 2 ** 128, uint256(value) % 2 ** 128);
    }

    function limbs(uint256[8] memory seats) internal pure returns (bytes memory all) {
        for (uint256 i; i < 16; ++i) {
            all = abi.encodePacked(all, (seats[i / 2] >> (i % 2 * 128)) % 2 ** 128);
        }
    }

    function rootOfData(SecondSubmission memory s) internal view returns (bytes32) {
        if (s.chunks.length == 0) return naiveDataHash(s.data);
        return naivePairs(s.chunks, 0, s.chunks.length);
    }

    function naivePairs(bytes32[] memory row, uint256 from, uint256 count) internal view returns (bytes32) {
        if (count <= 1) return row[from];
        return sha256(abi.encodePacked(naivePairs(row, from, count / 2), naivePairs(row, from + count / 2, count / 2)));
    }

    // --- Blocks ------------------------------------------------------------------------------------------------------

    function prove(SecondProposal memory proposal, uint256[8] memory committed, bytes memory words) internal {
        rollup.submitProof(submissionOf(proposal, committed, words));
    }

    /// @notice A block of depth 2 from its commitment to its end: seats 0 .. 3 prove it.
    function runBlock(address proposer) internal returns (bytes32 id, SecondProposal memory proposal) {
        proposal = proposalBy(proposer, 1e18);
        id = commitBy(proposal, seatsFrom(0, 4));
        toProofWindow();
        prove(proposal, seatsFrom(0, 4), wordsBy(2, 0, 4));
        toEnd();
        rollup.finalize();
    }

    function roundNow() internal view returns (SecondRound memory) {
        return auction.running();
    }
}
