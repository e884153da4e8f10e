// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockFacts, MissedNode, NodeAnswer, Report} from "../../src/second/SecondTypes.sol";
import {PayFixture, ProvenBlock} from "./PayFixture.sol";
import {SeatWordTree} from "./SeatWordTree.sol";

/// @notice Blocks whose transcript names seats 0 .. 3 as `wordsOfFour(0)` does, each by a vote for the whole tree, with claims and proofs.
abstract contract SecondCourtFixture is PayFixture {
    using SeatWordTree for uint16[];

    uint256 internal constant MERGE_SIGNER = 0xBEF0;
    uint256 internal constant LEAF_SIGNER = 0xBEF1;
    /// @dev States around the leaves of each block.
    uint256[5] internal states = [uint256(11), 12, 13, 14, 15];

    function setUp() public virtual override {
        super.setUp();
        nameSeats([uint16(0), 1, 2, 0, 1, 2, 3]);
    }

    function newVerifiers() internal override returns (address, address, address) {
        return (
            address(newVerifier(vm.addr(PROVER_SIGNER))),
            address(newVerifier(vm.addr(MERGE_SIGNER))),
            address(newVerifier(vm.addr(LEAF_SIGNER)))
        );
    }

    // --- Blocks ------------------------------------------------------------------------------------------------------

    /// @notice A final, settled block of seats 0 .. 3 with these words.
    function blockOf(uint16[] memory words) internal returns (ProvenBlock memory b) {
        b = unfinished(words);
        finish(b);
    }

    function unfinished(uint16[] memory words) internal returns (ProvenBlock memory b) {
        b = commitOnly(currentRound(), 1e18, seatsFrom(0, 4), bytes32(transcriptAt(12, 0)), 2);
        keepProof(b, words);
        (b.words, b.wordsRoot, b.provers) = (words, words.hash(0), proversOf(words));
    }

    uint32 internal round = ROUND;

    function currentRound() internal view returns (uint32) {
        return round;
    }

    /// @notice A further round, with a snapshot of its own.
    function nextRound() internal {
        vm.warp(block.timestamp + 1);
        openRound(++round);
    }

    /// @notice A block in which seats 2 and 3 proved nothing: nodes 2, 5 and 6 are missing.
    function incompleteBlock() internal returns (ProvenBlock memory) {
        return blockOf(words7(C + 1, C + 2, 0, C + 1, C + 2, 0, 0));
    }

    // --- Reports -----------------------------------------------------------------------------------------------------

    function missed(ProvenBlock memory b, uint256 node, uint256 secret) internal view returns (MissedNode memory) {
        return missedNode(b.id, node, secret);
    }

    function reportOf(ProvenBlock memory b, uint16 seat, uint256[] memory nodes)
        internal
        view
        returns (Report memory it)
    {
        it = Report(b.id, seat, b.transcriptRoot, b.committed, new MissedNode[](nodes.length));
        for (uint256 i; i < nodes.length; ++i) {
            it.nodes[i] = missed(b, nodes[i], secretOf(seat));
        }
    }

    function report(ProvenBlock memory b, uint16 seat, uint256[] memory nodes) internal {
        court.report(reportOf(b, seat, nodes));
    }

    function reportEnd(ProvenBlock memory b) internal view returns (uint256) {
        uint256 proofEnd = rounds.recordOf(roundOf(b)).proofEnd;
        uint256 finalAt = proofs.provenOf(b.id).finalAt;
        return (finalAt > proofEnd ? finalAt : proofEnd) + 600;
    }

    function toJudgement(ProvenBlock memory b) internal {
        vm.warp(reportEnd(b) + 601);
    }

    // --- Answers -----------------------------------------------------------------------------------------------------

    /// @notice Poseidon2 root of the states below a node.
    function statesAt(uint256 node) internal view returns (uint256) {
        if (node >= 3) return hasher.hash2(states[node - 3], states[node - 2]);
        return hasher.hash2(statesAt(2 * node + 1), statesAt(2 * node + 2));
    }

    function factsOf(ProvenBlock memory) internal view override returns (BlockFacts memory) {
        return BlockFacts(bytes32(uint256(1)), 0x5ea7, statesAt(0), states[0], states[4], 3, 5);
    }

    /// @notice The answer of the node's seat, with its proof.
    function answerOf(ProvenBlock memory b, uint256 node) internal view returns (NodeAnswer memory it) {
        uint256 depth = SeatWordTree.depthOf(node);
        (it.proposalId, it.seat, it.facts) = (b.id, uint16(entries[node] >> 40) - 1, factsOf(b));
        (it.transcriptRoot, it.committed) = (b.transcriptRoot, b.committed);
        (it.depth, it.index) = (uint8(depth), uint16(node + 1 - 2 ** depth));
        if (depth < 2) it.children = [keccak256("left"), keccak256("right")];
        (it.stateBefore, it.stateAfter, it.txsRoot, it.transactionsHash) = (1, 2, 3, keccak256("transactions"));
        (it.fees, it.messagesBefore, it.messagesAfter) = (4, keccak256("before"), keccak256("after"));
        (it.committedHash, it.statesRoot, it.tally) = (5, statesAt(node), 6);
        it.provers = seatsFrom(it.seat, 1);
        it.stateSiblings = new uint256[](depth);
        for (uint256 i; i < depth; ++i) {
            it.stateSiblings[i] = statesAt(node % 2 == 1 ? node + 1 : node - 1);
            node = (node - 1) / 2;
        }
        it.proof = proofOf(it, depth == 0 ? PROVER_SIGNER : depth == 1 ? MERGE_SIGNER : LEAF_SIGNER);
    }

    function proofOf(NodeAnswer memory it, uint256 signer) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(signer, keccak256(abi.encodePacked("trellis/simulated/v1", inputsOf(it))));
        return abi.encodePacked(r, s, v);
    }

    /// @dev The fields of the node's circuit (packages/protocol/src/second/outputs.ts).
    function inputsOf(NodeAnswer memory it) private view returns (bytes memory fields) {
        bytes2 word = bytes2(C + it.seat + 1);
        bytes32 wordsHash = it.depth == 2
            ? sha256(abi.encodePacked(word))
            : sha256(abi.encodePacked(it.children[0], it.children[1], word));
        fields = abi.encodePacked(VK_SET_HASH, constants.rollupId(), halves(it.proposalId), uint256(2));
        if (it.depth == 0) {
            bytes32 dataHash = sha256(abi.encodePacked(it.transactionsHash, wordsHash));
            fields = abi.encodePacked(fields, it.txsRoot, it.stateBefore, it.stateAfter, halves(dataHash));
        } else {
            fields = abi.encodePacked(fields, uint256(it.depth), uint256(it.index), it.stateBefore, it.stateAfter);
            fields = abi.encodePacked(fields, it.txsRoot, halves(it.transactionsHash), halves(wordsHash));
        }
        fields = abi.encodePacked(fields, uint256(it.fees), halves(it.messagesBefore), halves(it.messagesAfter));
        fields = abi.encodePacked(fields, it.facts.proverSetRoot, it.transcriptRoot);
        if (it.depth != 0) fields = abi.encodePacked(fields, it.committedHash);
        fields = abi.encodePacked(fields, it.statesRoot, uint256(it.tally), limbs(it.provers));
        if (it.depth == 0) fields = abi.encodePacked(fields, limbs(it.committed));
    }

    function halves(bytes32 hash) private pure returns (bytes memory) {
        return abi.encodePacked(uint256(hash) >> 128, uint256(uint128(uint256(hash))));
    }

    function limbs(uint256[8] memory seats) private pure returns (bytes memory fields) {
        for (uint256 w; w < 8; ++w) {
            fields = abi.encodePacked(fields, uint256(uint128(seats[w])), seats[w] >> 128);
        }
    }
}
