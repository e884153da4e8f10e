// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockFacts, Commitment, Parts, ProofSubmission, ProvenProposal, Round, Settings} from "./Types.sol";
import {IAuction} from "./interfaces/IAuction.sol";
import {IBridge} from "./interfaces/IBridge.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {Best, Head, IRollup} from "./interfaces/IRollup.sol";
import {IRollupConstants} from "./interfaces/IRollupConstants.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {Score} from "./libraries/auction/Score.sol";
import {BlockInputs} from "./libraries/proofs/BlockInputs.sol";
import {CommittedNodes} from "./libraries/proofs/CommittedNodes.sol";
import {DataHash} from "./libraries/proofs/DataHash.sol";
import {Field} from "./libraries/proofs/Field.sol";
import {SeatMask} from "./libraries/seats/SeatMask.sol";
import {SeatWords} from "./libraries/seats/SeatWords.sol";
import {Tally} from "./libraries/seats/Tally.sol";

/// @title The rollup
/// @notice See `IRollup`.
contract Rollup is IRollup {
    using CommittedNodes for mapping(uint256 => uint256);

    /// @dev One slot.
    struct Progress {
        /// @dev Height of the head.
        uint32 height;
        /// @dev R12: round from which on nothing is proven; 0: the rollup goes on.
        uint32 stoppedFrom;
    }

    /// @dev Heads and best blocks live in a ring. Constants hold that no proof window is open for longer than 62 rounds.
    uint256 private constant RING = 64;
    uint256 private constant MAX_LEAVES = 2048;

    IAuction private immutable _auction;
    IBridge private immutable _bridge;
    IProverRegistry private immutable _registry;
    IVerifier private immutable _verifier;
    uint256 private immutable _vkSetHash;
    uint256 private immutable _rollupId;
    uint256 private immutable _longestRound;
    uint16 private immutable _leafWeight;
    uint16 private immutable _mergeWeight;
    uint16 private immutable _rootWeight;

    Progress private _progress;
    mapping(uint256 index => Head) private _heads;
    mapping(uint256 index => Best) private _bests;
    mapping(bytes32 proposalId => ProvenProposal) private _proven;
    /// @inheritdoc IRollup
    mapping(bytes32 proposalId => bytes32) public contextOf;
    /// @inheritdoc IRollup
    mapping(bytes32 proposalId => mapping(uint16 kept => bytes32)) public keptOf;
    /// @inheritdoc IRollup
    mapping(bytes32 proposalId => mapping(uint256 word => uint256)) public committedNodes;
    /// @dev Nodes for which some kept proof has a rescuer, and the same by the first proof that has one.
    mapping(bytes32 proposalId => mapping(uint256 word => uint256)) private _rescued;
    mapping(bytes32 proposalId => mapping(uint256 kept => mapping(uint256 word => uint256))) private _rescuedIn;
    /// @inheritdoc IRollup
    mapping(bytes32 dataHash => uint40) public dataPublishedAt;
    /// @dev R7: seats that some kept proof shows. They count from the second kept proof on.
    mapping(bytes32 proposalId => uint256[8]) private _shown;

    constructor(IRollupConstants constants) {
        (Settings memory s, Parts memory p) = (constants.settings(), constants.parts());
        _auction = IAuction(p.auction);
        _bridge = IBridge(p.bridge);
        _registry = IProverRegistry(p.registry);
        _verifier = IVerifier(p.blockVerifier);
        (_vkSetHash, _rollupId, _longestRound) = (p.vkSetHash, constants.rollupId(), constants.longestRound());
        (_leafWeight, _mergeWeight, _rootWeight) = (s.leafWeight, s.mergeWeight, s.rootWeight);
        _heads[0] = Head(0, p.genesisStateRoot, 0, 0, uint40(block.timestamp));
    }

    // --- Anyone ------------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function submitProof(ProofSubmission calldata submission) external {
        bytes32 id = _auction.proposalIdOf(submission.proposal);
        Commitment memory c = _auction.commitmentOf(id);
        if (c.roundId == 0) revert UnknownCommitment(id);
        Round memory round = _requireOpen(submission.proposal.parent, c.roundId);
        uint256[8] memory committed = submission.committed;
        bytes32 authorised = SeatMask.authorisedHash(submission.transcriptRoot, committed);
        if (authorised != c.authorised) revert CommitmentMismatch(authorised, c.authorised);
        _requireField(submission.stateAfter);
        _requireField(submission.statesRoot);
        // R5: the commitment's bitmap holds seats of the round's active snapshot only, so what is masked with it is active.
        (uint256[8] memory provers, uint256 count) = SeatMask.mask(submission.provers, committed);

        ProvenProposal memory proven = _proven[id];
        uint16 kept = proven.kept;
        bool isBest = kept == 0 || _isBetter(proven, count, submission.tally);
        bool isMore = committedNodes[id].add(_rescued[id], _rescuedIn[id][kept], submission.seatWords);
        uint96 tally = Tally.merge(proven.tally, submission.tally, isBest);
        // A proof may hide that an entry is vacant, which cuts the reward. So one that shows more of them is kept.
        if (!isBest && !isMore && tally == proven.tally) revert NothingNew(id);
        (bytes32 wordsRoot, uint40 dataAt) = _check(submission, id, round);

        if (kept == 0 || dataAt < proven.dataAt) proven.dataAt = dataAt;
        if (isBest) (proven.provers, proven.best) = (uint16(count), kept);
        (proven.kept, proven.roundId, proven.tally) = (kept + 1, c.roundId, tally);
        _proven[id] = proven;
        keptOf[id][kept] = keccak256(abi.encode(wordsRoot, keccak256(abi.encode(provers))));
        SeatMask.add(_shown[id], provers);
        uint256 score = Score.compute(count, c.burnBid, c.alpha);
        if (isBest) _rank(submission, id, c, uint16(count), score);
        _announce(submission, id, kept, isBest, score);
        _registry.noteProven(provers);
    }

    /// @inheritdoc IRollup
    function finalize() external {
        if (_progress.stoppedFrom != 0) revert Stopped();
        Round memory round = _auction.running();
        Best memory best = bestOf(round.id);
        if (best.roundId == 0) {
            _auction.close(0, address(0), 0, 0, msg.sender);
            return;
        }
        ProvenProposal storage proven = _proven[best.proposalId];
        uint40 dataAt = proven.dataAt;
        proven.finalAt = uint40(block.timestamp);
        _progress.height = round.height;
        _heads[round.height % RING] =
            Head(best.proposalId, best.stateAfter, best.messageCount, round.height, uint40(block.timestamp));
        emit Finalized(round.height, best.proposalId, best.proposer, best.stateAfter, best.messageCount, best.fees);
        _auction.close(best.proposalId, best.proposer, best.provers, dataAt, msg.sender);
        _bridge.consume(best.messageCount, best.fees, best.proposer);
    }

    /// @inheritdoc IRollup
    function publishData(bytes calldata chunk) external returns (bytes32 dataHash) {
        uint256 leaves = chunk.length / DataHash.LEAF_BYTES;
        bool isWhole = chunk.length % DataHash.LEAF_BYTES == 0 && leaves != 0 && leaves & (leaves - 1) == 0;
        if (!isWhole || leaves > MAX_LEAVES) revert WrongChunkLength(chunk.length);
        dataHash = DataHash.compute(chunk);
        uint40 publishedAt = dataPublishedAt[dataHash];
        if (publishedAt != 0 && publishedAt >= _auction.running().start) return dataHash;
        dataPublishedAt[dataHash] = uint40(block.timestamp);
        emit DataPublished(dataHash, chunk);
    }

    // --- Other parts -------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function stop() external {
        if (msg.sender != address(_bridge)) revert NotBridge(msg.sender, address(_bridge));
        _progress.stoppedFrom = _auction.running().id;
    }

    // --- Views -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function head() external view returns (Head memory) {
        return _heads[_progress.height % RING];
    }

    /// @inheritdoc IRollup
    function headAt(uint32 height) public view returns (Head memory there) {
        if (_heads[height % RING].height == height) there = _heads[height % RING];
    }

    /// @inheritdoc IRollup
    function bestOf(uint32 roundId) public view returns (Best memory best) {
        if (_bests[roundId % RING].roundId == roundId) best = _bests[roundId % RING];
    }

    /// @inheritdoc IRollup
    function provenOf(bytes32 proposalId) external view returns (ProvenProposal memory) {
        return _proven[proposalId];
    }

    /// @inheritdoc IRollup
    function shownSeats(bytes32 proposalId) external view returns (uint256) {
        ProvenProposal memory proven = _proven[proposalId];
        // A single proof shows what it counts.
        return proven.kept < 2 ? proven.provers : SeatMask.count(_shown[proposalId]);
    }

    /// @inheritdoc IRollup
    function isNodeCommitted(bytes32 proposalId, uint256 nodeNumber) external view returns (bool) {
        return committedNodes[proposalId].has(nodeNumber);
    }

    /// @inheritdoc IRollup
    function isNodeRescued(bytes32 proposalId, uint16 kept, uint256 nodeNumber) external view returns (bool) {
        return _rescuedIn[proposalId][kept].has(nodeNumber);
    }

    /// @inheritdoc IRollup
    function isStopped() external view returns (bool) {
        return _progress.stoppedFrom != 0;
    }

    // --- Parts of the above ------------------------------------------------------------------------------------------

    /// @dev R16: a round's proof window stays open when the round ended early, for the pay of those who prove until then.
    function _requireOpen(bytes32 parent, uint32 roundId) private view returns (Round memory round) {
        uint32 stoppedFrom = _progress.stoppedFrom;
        if (stoppedFrom != 0 && roundId >= stoppedFrom) revert Stopped();
        uint40 end = _auction.recordOf(roundId).proofEnd;
        if (end == 0) revert ParentNotFinal(parent);
        if (block.timestamp >= end) revert ProofWindowClosed(block.timestamp, end);
        round = _auction.roundOf(roundId);
        if (block.timestamp < round.proofStart) revert ProofWindowNotOpen(block.timestamp, round.proofStart);
        bytes32 below = _heads[(round.height - 1) % RING].proposalId;
        if (parent != below) revert WrongParent(parent, below);
    }

    /// @dev R2: more provers, then more committed weight; then the earlier proof.
    function _isBetter(ProvenProposal memory proven, uint256 provers, uint96 tally) private view returns (bool) {
        if (provers != proven.provers) return provers > proven.provers;
        Tally.Weights memory weights = Tally.Weights(_leafWeight, _mergeWeight, _rootWeight);
        return Tally.committed(tally, weights) > Tally.committed(proven.tally, weights);
    }

    /// @dev Verifies the proof of the block, and that it is the block of the proposal's other proofs.
    function _check(ProofSubmission calldata submission, bytes32 id, Round memory round)
        private
        returns (bytes32 wordsRoot, uint40 dataAt)
    {
        Head storage below = _heads[(round.height - 1) % RING];
        uint8 depth = submission.proposal.depth;
        BlockFacts memory facts;
        (facts.transactionsRoot, dataAt) = _transactions(submission.data, submission.chunks, depth, round.start);
        _requireLength(submission.seatWords.length, SeatWords.length(depth));
        wordsRoot = SeatWords.root(submission.seatWords, depth);
        (facts.proverSetRoot, facts.statesRoot) = (round.proverSetRoot, submission.statesRoot);
        (facts.stateBefore, facts.stateAfter) = (below.stateRoot, submission.stateAfter);
        (facts.messageCount, facts.fees) = (submission.messageCount, submission.fees);
        _requireSameBlock(id, keccak256(abi.encode(facts)));

        BlockInputs.Context memory context;
        (context.vkSetHash, context.rollupId, context.proposalId) = (_vkSetHash, _rollupId, id);
        (context.stateBefore, context.proverSetRoot) = (facts.stateBefore, facts.proverSetRoot);
        context.dataHash = sha256(abi.encodePacked(facts.transactionsRoot, wordsRoot));
        // R2: once a block of the height is final, no other takes fees. They must not keep later proofs out.
        (context.messagesBefore, context.messagesAfter) = _bridge.requireMessages(
            below.messagesConsumed,
            facts.messageCount,
            round.start,
            _halvings(below.finalAt, round.start),
            depth,
            _progress.height < round.height ? facts.fees : 0
        );
        // A verifier may revert instead of returning false.
        try _verifier.verify(submission.proof, BlockInputs.build(context, submission)) returns (bool isValid) {
            if (!isValid) revert InvalidProof();
        } catch {
            revert InvalidProof();
        }
    }

    /// @dev Two proofs of one proposal can differ in who proved, and in nothing else.
    function _requireSameBlock(bytes32 id, bytes32 context) private {
        bytes32 expected = contextOf[id];
        if (expected == 0) contextOf[id] = context;
        else if (context != expected) revert OtherBlock(context, expected);
    }

    /// @dev R10: how many of the longest rounds went by without a final block before the round opened.
    function _halvings(uint40 finalAt, uint40 start) private view returns (uint32) {
        return start < finalAt ? 0 : uint32((start - finalAt) / _longestRound);
    }

    /// @dev R1: root of the block's transactions, and when they were complete on L1. The size of a chunk is not checked: chunks of another
    /// size make another tree, which no proof of the block has.
    function _transactions(bytes calldata data, bytes32[] calldata chunks, uint8 depth, uint40 since)
        private
        view
        returns (bytes32 root, uint40 dataAt)
    {
        uint256 count = chunks.length;
        _requireLength(data.length, count == 0 ? DataHash.LEAF_BYTES << depth : 0);
        if (count == 0) return (DataHash.compute(data), uint40(block.timestamp));
        if (count & (count - 1) != 0 || count >> depth > 1) revert WrongChunkCount(count, 1 << depth);
        for (uint256 i; i < count; ++i) {
            uint40 publishedAt = dataPublishedAt[chunks[i]];
            if (publishedAt < since) revert DataNotPublished(chunks[i]);
            if (publishedAt > dataAt) dataAt = publishedAt;
        }
        root = DataHash.combine(chunks);
    }

    /// @dev P7.2: the best proven block of a round. At equal scores the one that was proven first stays.
    function _rank(ProofSubmission calldata submission, bytes32 id, Commitment memory c, uint16 provers, uint256 score)
        private
    {
        Best storage best = _bests[c.roundId % RING];
        if (best.roundId == c.roundId) {
            if (best.proposalId == id) {
                best.provers = provers;
                return;
            }
            if (score <= Score.compute(best.provers, best.burnBid, c.alpha)) return;
        }
        (best.proposalId, best.stateAfter) = (id, submission.stateAfter);
        (best.proposer, best.messageCount, best.roundId) =
        (submission.proposal.proposer, submission.messageCount, c.roundId);
        (best.fees, best.provers, best.burnBid) = (submission.fees, provers, c.burnBid);
    }

    function _announce(ProofSubmission calldata submission, bytes32 id, uint16 kept, bool isBest, uint256 score)
        private
    {
        emit BlockProven(
            id,
            submission.proposal.height,
            kept,
            isBest,
            submission.stateAfter,
            submission.statesRoot,
            submission.tally,
            submission.fees,
            submission.messageCount,
            submission.provers,
            score,
            submission.data,
            submission.chunks,
            submission.seatWords
        );
    }

    function _requireLength(uint256 length, uint256 expected) private pure {
        if (length != expected) revert WrongDataLength(length, expected);
    }

    function _requireField(uint256 value) private pure {
        if (value >= Field.MODULUS) revert NotAField(value);
    }
}
