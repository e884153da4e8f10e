// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, ProofSubmission, Proposal, RewardClaim} from "../../src/interfaces/IRollup.sol";
import {CourtSettings, ISlashingCourt, NodeProof, TranscriptProof} from "../../src/interfaces/ISlashingCourt.sol";
import {BridgeFixture} from "./BridgeFixture.sol";
import {ProofTree, ProofTreeLib} from "./ProofTree.sol";
import {TranscriptTree} from "./TranscriptTree.sol";

/// @notice A rollup with a court. Blocks have depth 2, and the transcript gives their seven nodes to seats 0, 1, 2, 3
/// in turn.
abstract contract CourtFixture is BridgeFixture {
    using ProofTreeLib for ProofTree;
    using TranscriptTree for TranscriptProof[];

    ISlashingCourt internal court;
    TranscriptProof[] internal entries;
    ProofTree internal tree;
    uint256[8] internal committed;
    Proposal internal proposal;
    bytes32 internal id;
    bytes32 internal proverSetRoot;
    bytes internal data;

    function afterRollup() internal override {
        court = newCourt(address(verifier), courtSettings());
    }

    function newCourt(address nodeVerifier, CourtSettings memory s) internal returns (ISlashingCourt) {
        return
            ISlashingCourt(create("SlashingCourt.sol", abi.encode(address(rollup), nodeVerifier, address(verifier), s)));
    }

    /// @dev Registry, verifier and rollup are created first.
    function slasherOf(address) internal view override returns (address) {
        return addressFrom(address(this), vm.getNonce(address(this)) + 3);
    }

    function courtSettings() internal pure returns (CourtSettings memory) {
        return CourtSettings({
            reportWindow: 1 days, contestWindow: 1 hours, slashBps: 500, repeatPeriod: 7 days, backupBps: 3_000
        });
    }

    function voteOf(uint256 node, uint16 seat, uint16 slot) internal view returns (TranscriptProof memory e) {
        (e.nodeDepth, e.seat, e.slot) = (ProofTreeLib.depthOf(node), seat, slot);
        e.nodeIndex = uint16(node + 1 - (1 << e.nodeDepth));
        signVote(e);
    }

    function signVote(TranscriptProof memory e) internal view {
        bytes memory tag = "trellis/vote/v1";
        bytes32 digest = sha256(
            abi.encodePacked(
                tag, uint8(0), uint64(block.chainid), address(rollup), id, e.voteDepth, e.voteIndex, e.slot
            )
        );
        (, e.r, e.s) = vm.sign(1000 + e.seat, digest);
    }

    /// @notice Commits a block of alice. Node n goes to seat n % 4; its vote offers any node in slot n.
    function commitBlock() internal {
        proposal = proposalBy(alice, 2e18);
        id = rollup.proposalIdOf(proposal);
        nameSeats();
        commitEntries();
    }

    function nameSeats() internal {
        delete entries;
        for (uint16 node; node < 7; ++node) {
            entries.push(voteOf(node, node % 4, node));
        }
    }

    function commitEntries() internal {
        committed = seatsFrom(0, 4);
        vm.prank(alice);
        rollup.commit(proposal, entries.root(proposal.depth), committed, "");
    }

    /// @notice Proves the block. Seat `backupPlusOne − 1` proves node `missing` (0: nobody does). The named seats prove
    /// all others.
    function proveBlock(uint256 missing, uint16 backupPlusOne) internal {
        proveBlock(missing, backupPlusOne, missing, backupPlusOne);
    }

    function proveBlock(uint256 missing, uint16 backupPlusOne, uint256 another, uint16 anotherPlusOne) internal {
        toProofWindow();
        tree = treeOf(0, 4);
        (tree.seatPlusOne[missing], tree.seatPlusOne[another]) = (backupPlusOne, anotherPlusOne);
        proveTree();
    }

    /// @notice Submits the block proof that `tree` describes.
    function proveTree() internal {
        ProofSubmission memory s = submissionOf(proposal, committed, tree);
        s.transcriptRoot = entries.root(proposal.depth);
        (data, proverSetRoot) = (s.data, rollup.status().proverSetRoot);
        rollup.submitProof(s);
    }

    /// @notice A final block in which seat 7 proved node 5, which had been given to seat 1.
    function blockWithoutSeat1() internal {
        commitBlock();
        proveBlock(5, 8);
        toEnd();
        rollup.finalize();
    }

    function bitmapHash() internal view returns (bytes32) {
        return keccak256(abi.encode(committed));
    }

    function reportNode(uint256 node) internal {
        TranscriptProof memory entry = entries.proofOf(proposal.depth, node);
        ContributionProof memory contribution = tree.proofOf(node);
        court.report(id, entries.root(proposal.depth), bitmapHash(), entry, contribution);
    }

    function claimPay(uint256 node, uint256[8] memory bitmap) internal returns (uint256) {
        return court.claimContestPay(
            id, entries.root(proposal.depth), bitmap, entries.proofOf(proposal.depth, node), tree.proofOf(node)
        );
    }

    /// @notice A claim of the block's own pay for one node.
    function claimFor(uint256 node) internal view returns (RewardClaim[] memory claims) {
        claims = claimOf(id, committed, tree.proofOf(node));
        claims[0].transcriptRoot = entries.root(proposal.depth);
    }

    function reportDouble(uint256 a, uint256 b) internal {
        TranscriptProof memory first = entries.proofOf(proposal.depth, a);
        TranscriptProof memory other = entries.proofOf(proposal.depth, b);
        court.reportDoubleVote(proposal, entries.root(proposal.depth), bitmapHash(), first, other);
    }

    /// @notice `seat`'s own proof of a node of the block, in the form in which the seat would show it.
    function nodeProof(uint256 node, uint16 seat) internal view returns (NodeProof memory p) {
        ProofTree memory own = tree;
        own.seatPlusOne[node] = seat + 1;
        p.nodeDepth = ProofTreeLib.depthOf(node);
        p.nodeIndex = uint16(node + 1 - (1 << p.nodeDepth));
        p.entry = own.entry(node);
        if (p.nodeDepth < tree.depth) p.children = [own.hash(2 * node + 1), own.hash(2 * node + 2)];
        (p.stateBefore, p.stateAfter, p.txsRoot, p.fees) = (11, 12, 13, 14);
        (p.messagesBefore, p.messagesAfter) = (keccak256("before"), keccak256("after"));
        p.proverBitmap = bitmapOf(seat);
        uint256 size = data.length >> p.nodeDepth;
        p.dataHash = naiveDataHash(part(data, size * p.nodeIndex, size));
        p.dataSiblings = new bytes32[](p.nodeDepth);
        uint256 index = p.nodeIndex;
        for (uint256 i; i < p.nodeDepth; ++i) {
            p.dataSiblings[i] = naiveDataHash(part(data, size * (index ^ 1), size));
            (size, index) = (2 * size, index / 2);
        }
        p.proof = signInputs(nodeInputs(p, own.hash(node)));
    }

    /// @notice `NodeOutputs`, or `BlockOutputs` for the root, written independently of the contracts.
    function nodeInputs(NodeProof memory p, bytes32 contributionsHash) internal view returns (bytes memory) {
        bytes memory place = p.nodeDepth == 0
            ? abi.encodePacked(p.txsRoot, p.stateBefore, p.stateAfter)
            : abi.encodePacked(uint256(p.nodeDepth), uint256(p.nodeIndex), p.stateBefore, p.stateAfter, p.txsRoot);
        bytes memory limbs;
        for (uint256 i; i < 16; ++i) {
            limbs = abi.encodePacked(limbs, (p.proverBitmap[i / 2] >> (i % 2 * 128)) % 2 ** 128);
        }
        bytes memory head = abi.encodePacked(
            VK_SET_HASH, block.chainid * 2 ** 160 + uint160(address(rollup)), halves(id), uint256(tree.depth), place
        );
        return abi.encodePacked(
            head,
            halves(p.dataHash),
            halves(contributionsHash),
            p.fees,
            halves(p.messagesBefore),
            halves(p.messagesAfter),
            halves(proverSetRoot),
            limbs
        );
    }

    function contestWith(NodeProof memory p) internal {
        bytes32 hash = naiveDataHash(data);
        court.contest(id, hash, proverSetRoot, p);
    }
}
