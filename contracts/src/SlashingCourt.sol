// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    Case,
    Commitment,
    CourtSettings,
    MissedNode,
    NodeAnswer,
    Parts,
    PayPool,
    ProvenProposal,
    Report,
    RoundRecord,
    Settings
} from "./Types.sol";
import {IAuction} from "./interfaces/IAuction.sol";
import {IPoseidon2} from "./interfaces/IPoseidon2.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {IRewards} from "./interfaces/IRewards.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {IRollupConstants} from "./interfaces/IRollupConstants.sol";
import {ISlashingCourt} from "./interfaces/ISlashingCourt.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {TranscriptEntries} from "./libraries/auction/TranscriptEntries.sol";
import {CasePenalty} from "./libraries/pay/CasePenalty.sol";
import {Marks} from "./libraries/pay/Marks.sol";
import {NodeAnswerInputs} from "./libraries/proofs/NodeAnswerInputs.sol";
import {ProverBitmap} from "./libraries/seats/ProverBitmap.sol";
import {SeatMask} from "./libraries/seats/SeatMask.sol";
import {SeatSignature} from "./libraries/seats/SeatSignature.sol";
import {Tally} from "./libraries/seats/Tally.sol";

/// @title The court (R8)
/// @notice See `ISlashingCourt`.
contract SlashingCourt is ISlashingCourt {
    using Marks for mapping(uint256 => uint256);
    using ProverBitmap for uint256[8];

    /// @dev Level of a seat's generation, and when it was raised to it; one slot.
    struct Level {
        uint40 since;
        uint40 raisedAt;
        uint8 level;
    }

    uint8 private constant OPEN = 1;
    uint8 private constant SETTLED = 2;

    IAuction private immutable AUCTION;
    IRollup private immutable ROLLUP;
    IRewards private immutable REWARDS;
    IProverRegistry private immutable REGISTRY;
    IPoseidon2 private immutable HASHER;
    IVerifier private immutable BLOCK_VERIFIER;
    IVerifier private immutable MERGE_VERIFIER;
    IVerifier private immutable LEAF_VERIFIER;
    uint256 private immutable VK_SET_HASH;
    uint256 private immutable ROLLUP_ID;
    uint96 private immutable STAKE;
    uint32 private immutable REPORT_WINDOW;
    uint32 private immutable CONTEST_WINDOW;
    uint16 private immutable PENALTY_FACTOR;
    uint96 private immutable REPORT_BOUNTY;
    uint32 private immutable LEVEL_DECAY;
    uint16 private immutable SLASH_BPS;
    uint16 private immutable LEAF_WEIGHT;
    uint16 private immutable MERGE_WEIGHT;
    uint16 private immutable ROOT_WEIGHT;

    mapping(bytes32 proposalId => mapping(uint256 seat => Case)) private _cases;
    mapping(bytes32 proposalId => mapping(uint256 seat => mapping(uint256 word => uint256 nodes))) private _reported;
    mapping(bytes32 proposalId => mapping(uint256 seat => mapping(uint256 word => uint256 nodes))) private _cleared;
    mapping(uint256 seat => Level) private _levels;

    /// @param constants Deployed before, like the registry. The other parts may be deployed later.
    constructor(IRollupConstants constants) {
        Parts memory p = constants.parts();
        CourtSettings memory c = constants.courtSettings();
        IProverRegistry registry = IProverRegistry(p.registry);
        if (registry.court() != address(this)) revert WrongCourt(registry.court(), address(this));
        uint256 slashable = constants.longestRound() + c.reportWindow + c.contestWindow;
        if (registry.exitDelay() <= slashable) revert ExitDelayTooShort(registry.exitDelay(), slashable);

        (AUCTION, ROLLUP, REWARDS) = (IAuction(p.auction), IRollup(p.rollup), IRewards(p.rewards));
        (REGISTRY, HASHER, STAKE) = (registry, IPoseidon2(p.poseidon2), registry.stake());
        (BLOCK_VERIFIER, MERGE_VERIFIER) = (IVerifier(p.blockVerifier), IVerifier(p.mergeVerifier));
        LEAF_VERIFIER = IVerifier(p.leafVerifier);
        (VK_SET_HASH, ROLLUP_ID) = (p.vkSetHash, constants.rollupId());
        (REPORT_WINDOW, CONTEST_WINDOW, LEVEL_DECAY) = (c.reportWindow, c.contestWindow, c.levelDecay);
        (PENALTY_FACTOR, REPORT_BOUNTY, SLASH_BPS) = (c.penaltyFactor, c.reportBounty, c.slashBps);
        Settings memory s = constants.settings();
        (LEAF_WEIGHT, MERGE_WEIGHT, ROOT_WEIGHT) = (s.leafWeight, s.mergeWeight, s.rootWeight);
    }

    /// @inheritdoc ISlashingCourt
    function report(Report calldata it) external {
        (bytes32 id, uint16 seat) = (it.proposalId, it.seat);
        if (it.nodes.length == 0) revert NoNodes();
        (uint256 end, uint40 snapshotAt) = _reportable(id);
        if (REWARDS.poolOf(id).claimsFrom == 0) revert NotSettled(id);
        if (block.timestamp > end) revert ReportWindowClosed(block.timestamp, end);
        uint8 treeDepth = _requireCommitted(id, it.transcriptRoot, it.committed);
        if (seat >> 11 != 0 || !it.committed.has(seat)) revert SeatNotCommitted(seat);

        Case memory found = _cases[id][seat];
        // The key of the round's snapshot; reverts if the seat has another owner since.
        address key = REGISTRY.hold(seat, snapshotAt);
        if (found.state == 0) {
            found.state = OPEN;
            found.level = _raiseLevel(seat, REGISTRY.generationAt(seat, snapshotAt));
        } else if (found.state == OPEN) {
            // One case, one hold.
            REGISTRY.release(seat);
        } else {
            revert WrongCaseState(found.state, OPEN);
        }
        uint256[] memory numbers = new uint256[](it.nodes.length);
        uint32 weight;
        for (uint256 i; i < numbers.length; ++i) {
            numbers[i] = _addNode(it, it.nodes[i], treeDepth, key);
            weight += _weightOf(it.nodes[i].depth, treeDepth);
        }
        found.openWeight += weight;
        if (weight > found.mostWeight) (found.mostWeight, found.reporter) = (weight, msg.sender);
        _cases[id][seat] = found;
        emit Reported(id, seat, msg.sender, numbers, uint64(end + CONTEST_WINDOW));
    }

    /// @inheritdoc ISlashingCourt
    function answer(NodeAnswer calldata it) external {
        (bytes32 id, uint16 seat) = (it.proposalId, it.seat);
        Case storage found = _cases[id][seat];
        if (found.state != OPEN) revert WrongCaseState(found.state, OPEN);
        (uint256 end,) = _reportable(id);
        end += CONTEST_WINDOW;
        if (block.timestamp > end) revert ContestWindowClosed(block.timestamp, end);
        uint8 treeDepth = _requireCommitted(id, it.transcriptRoot, it.committed);
        uint256 number = _numberOf(it.depth, it.index, treeDepth);
        if (!isOpen(id, seat, number)) revert NotReported(number);
        (bytes32 context, bytes32 expected) = (keccak256(abi.encode(it.facts)), ROLLUP.contextOf(id));
        if (context != expected) revert WrongFacts(context, expected);
        if (it.stateSiblings.length != it.depth) revert WrongPathLength(it.stateSiblings.length, it.depth);
        uint256 states = HASHER.root(it.statesRoot, it.index, it.stateSiblings);
        if (states != it.facts.statesRoot) revert WrongStates(states, it.facts.statesRoot);

        _cleared[id][seat].add(number);
        found.openWeight -= _weightOf(it.depth, treeDepth);
        emit NodeCleared(id, seat, number);
        if (!_isValid(it, treeDepth)) revert InvalidProof();
    }

    /// @inheritdoc ISlashingCourt
    function settle(bytes32 proposalId, uint16 seat) external {
        Case memory found = _cases[proposalId][seat];
        if (found.state != OPEN) revert WrongCaseState(found.state, OPEN);
        (uint256 end,) = _reportable(proposalId);
        end += CONTEST_WINDOW;
        if (block.timestamp <= end) revert ContestWindowOpen(block.timestamp, end);

        _cases[proposalId][seat].state = SETTLED;
        uint256 amount = _penaltyOf(proposalId, found);
        uint256 taken;
        if (amount != 0) taken = REGISTRY.slash(seat, amount, REPORT_BOUNTY, found.reporter);
        REGISTRY.release(seat);
        uint256 bounty = REPORT_BOUNTY < taken ? REPORT_BOUNTY : taken;
        emit CaseSettled(proposalId, seat, found.reporter, taken, bounty, found.level);
    }

    /// @inheritdoc ISlashingCourt
    function caseOf(bytes32 proposalId, uint16 seat) external view returns (Case memory) {
        return _cases[proposalId][seat];
    }

    /// @inheritdoc ISlashingCourt
    function isOpen(bytes32 proposalId, uint16 seat, uint256 nodeNumber) public view returns (bool) {
        return _reported[proposalId][seat].has(nodeNumber) && !_cleared[proposalId][seat].has(nodeNumber);
    }

    /// @inheritdoc ISlashingCourt
    function levelOf(uint16 seat) external view returns (uint8) {
        return _levelOf(seat, REGISTRY.seatAt(seat).since);
    }

    /// @dev Checks a missed node, and marks it. Returns its number.
    function _addNode(Report calldata it, MissedNode calldata node, uint8 treeDepth, address key)
        private
        returns (uint256 number)
    {
        (bytes32 id, uint16 seat, uint8 depth, uint16 index) = (it.proposalId, it.seat, node.depth, node.index);
        number = _numberOf(depth, index, treeDepth);
        if (!TranscriptEntries.binds(node.entry, seat, depth, index)) revert EntryDoesNotBind(node.entry, seat);
        if (!_reported[id][seat].add(number)) revert AlreadyReported(number);
        if (ROLLUP.isNodeCommitted(id, number)) revert NodeIsCommitted(number);
        uint256 length = node.siblings.length;
        if (length != TranscriptEntries.DEPTH) revert WrongPathLength(length, TranscriptEntries.DEPTH);
        uint256 root = HASHER.root(node.entry, number, node.siblings);
        if (bytes32(root) != it.transcriptRoot) revert WrongTranscript(root, it.transcriptRoot);
        bytes32 digest = SeatSignature.claimDigest(address(ROLLUP), id, depth, index);
        if (!SeatSignature.isBy(key, digest, node.r, node.s)) revert InvalidClaim(seat);
    }

    /// @dev Returns the level before.
    function _raiseLevel(uint16 seat, uint40 since) private returns (uint8 level) {
        level = _levelOf(seat, since);
        _levels[seat] = Level(since, uint40(block.timestamp), CasePenalty.raised(level));
    }

    function _levelOf(uint16 seat, uint40 since) private view returns (uint8) {
        Level memory found = _levels[seat];
        // A level belongs to a generation. The next owner of the seat begins with none.
        if (found.since != since) return 0;
        return CasePenalty.levelAt(found.level, found.raisedAt, block.timestamp, LEVEL_DECAY);
    }

    /// @dev R8: for the nodes that were not answered; nothing if all were.
    function _penaltyOf(bytes32 id, Case memory found) private view returns (uint256) {
        if (found.openWeight == 0) return 0;
        PayPool memory pool = REWARDS.poolOf(id);
        Tally.Weights memory weights = Tally.Weights(LEAF_WEIGHT, MERGE_WEIGHT, ROOT_WEIGHT);
        uint256 pay = uint256(pool.amount) * found.openWeight / Tally.whole(pool.depth, weights);
        return CasePenalty.amount(pay, PENALTY_FACTOR, REPORT_BOUNTY, found.level, STAKE, SLASH_BPS);
    }

    /// @dev Of a node, as in the pay of provers. All nodes of a tree together weigh less than 2^28.
    function _weightOf(uint8 depth, uint8 treeDepth) private view returns (uint32) {
        return depth == treeDepth ? LEAF_WEIGHT : depth == 0 ? ROOT_WEIGHT : MERGE_WEIGHT;
    }

    /// @dev When the report window ends, and when the round's snapshot was taken.
    function _reportable(bytes32 id) private view returns (uint256 end, uint40 snapshotAt) {
        ProvenProposal memory proven = ROLLUP.provenOf(id);
        if (proven.finalAt == 0) revert NotFinal(id);
        RoundRecord memory round = AUCTION.recordOf(proven.roundId);
        end = (proven.finalAt > round.proofEnd ? proven.finalAt : round.proofEnd) + uint256(REPORT_WINDOW);
        snapshotAt = round.snapshotAt;
    }

    /// @dev Returns the depth of the block's tree.
    function _requireCommitted(bytes32 id, bytes32 transcriptRoot, uint256[8] calldata committed)
        private
        view
        returns (uint8)
    {
        Commitment memory c = AUCTION.commitmentOf(id);
        bytes32 authorised = SeatMask.authorisedHashShown(transcriptRoot, committed);
        if (authorised != c.authorised) revert CommitmentMismatch(authorised, c.authorised);
        return c.depth;
    }

    function _numberOf(uint8 depth, uint16 index, uint8 treeDepth) private pure returns (uint256) {
        if (depth > treeDepth || index >> depth != 0) revert NoSuchNode(depth, index, treeDepth);
        return (1 << depth) - 1 + index;
    }

    /// @dev The proof's committed bitmap, as a leaf or merge has it hashed, is not compared: the report has shown that the entry binds the
    /// seat, and under any bitmap with the seat the same vote proves the same node.
    function _isValid(NodeAnswer calldata it, uint8 treeDepth) private view returns (bool) {
        IVerifier verifier = it.depth == treeDepth ? LEAF_VERIFIER : it.depth == 0 ? BLOCK_VERIFIER : MERGE_VERIFIER;
        // Generated verifiers may revert instead of returning false.
        try verifier.verify(it.proof, NodeAnswerInputs.build(VK_SET_HASH, ROLLUP_ID, treeDepth, it)) returns (bool ok) {
            return ok;
        } catch {
            return false;
        }
    }
}
