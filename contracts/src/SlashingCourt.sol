// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {Commitment, ContributionProof, Deployment, IRollup, Proposal, Settings, Status} from "./interfaces/IRollup.sol";
import {Case, CourtSettings, ISlashingCourt, NodeProof, TranscriptProof} from "./interfaces/ISlashingCourt.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {ContributionPath} from "./libraries/ContributionPath.sol";
import {NodeInputs} from "./libraries/NodeInputs.sol";
import {SeatSignature} from "./libraries/SeatSignature.sol";
import {SettingsRange} from "./libraries/SettingsRange.sol";
import {SlashMath} from "./libraries/SlashMath.sol";
import {TranscriptPath} from "./libraries/TranscriptPath.sol";

/// @title Slashing of provers (P9)
/// @notice See `ISlashingCourt`. Nobody administers it: settings and parts are fixed at deployment.
contract SlashingCourt is ISlashingCourt {
    using TranscriptPath for TranscriptProof;

    /// @dev Slashes of a seat that later ones are counted by; one slot.
    struct Record {
        uint64 roundId;
        uint40 slashedAt;
        uint8 repeats;
        bool isSlashed;
    }

    uint8 private constant REPORTED = 1;
    uint8 private constant CLEARED = 2;
    uint8 private constant SLASHED = 3;
    uint8 private constant VOID = 4;

    uint32 private immutable REPORT_WINDOW;
    uint32 private immutable CONTEST_WINDOW;
    uint16 private immutable SLASH_BPS;
    uint32 private immutable REPEAT_PERIOD;
    uint16 private immutable BACKUP_BPS;
    IRollup private immutable ROLLUP;
    IProverRegistry private immutable REGISTRY;
    IVerifier private immutable LEAF_VERIFIER;
    IVerifier private immutable MERGE_VERIFIER;
    IVerifier private immutable BLOCK_VERIFIER;
    uint256 private immutable VK_SET_HASH;
    uint256 private immutable ROLLUP_ID;

    mapping(bytes32 key => Case) private _cases;
    mapping(bytes32 key => bool) private _void;
    mapping(uint256 seat => Record) private _records;

    /// @param rollup Deployed before; its registry names this contract as its slasher.
    /// @param leafVerifier Verifier of the leaf circuit's proofs, with `NodeOutputs` as public inputs.
    /// @param mergeVerifier Verifier of the merge circuit's proofs, likewise.
    constructor(address rollup, address leafVerifier, address mergeVerifier, CourtSettings memory s) {
        _requireContract(rollup);
        _requireContract(leafVerifier);
        _requireContract(mergeVerifier);
        _within("reportWindow", s.reportWindow, 1, 30 days);
        _within("contestWindow", s.contestWindow, 1, 30 days);
        _within("slashBps", s.slashBps, 1, SlashMath.BPS);
        _within("repeatPeriod", s.repeatPeriod, 0, 365 days);
        _within("backupBps", s.backupBps, 0, SlashMath.BPS / 2);
        Deployment memory d = IRollup(rollup).deployment();
        Settings memory r = IRollup(rollup).settings();
        IProverRegistry registry = IProverRegistry(d.registry);
        if (registry.slasher() != address(this)) revert WrongSlasher(registry.slasher(), address(this));
        uint256 slashable = SettingsRange.longestRound(r) + s.reportWindow + s.contestWindow;
        if (registry.exitDelay() <= slashable) revert ExitDelayTooShort(registry.exitDelay(), slashable);

        (REPORT_WINDOW, CONTEST_WINDOW, REPEAT_PERIOD) = (s.reportWindow, s.contestWindow, s.repeatPeriod);
        (SLASH_BPS, BACKUP_BPS) = (s.slashBps, s.backupBps);
        (ROLLUP, REGISTRY) = (IRollup(rollup), registry);
        (LEAF_VERIFIER, MERGE_VERIFIER) = (IVerifier(leafVerifier), IVerifier(mergeVerifier));
        (BLOCK_VERIFIER, VK_SET_HASH, ROLLUP_ID) = (IVerifier(d.verifier), d.vkSetHash, IRollup(rollup).rollupId());
    }

    /// @inheritdoc ISlashingCourt
    function report(
        bytes32 proposalId,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        TranscriptProof calldata entry,
        ContributionProof calldata contribution
    ) external {
        Commitment memory c = _proven(proposalId);
        uint256 end = _finalAt(c.roundId) + REPORT_WINDOW;
        if (block.timestamp > end) revert ReportWindowClosed(block.timestamp, end);
        _requireEntry(c, transcriptRoot, bitmapHash, entry);
        _requireVote(proposalId, entry);
        uint16 seat = entry.seat;
        uint256 nodeNumber = entry.nodeNumber();
        uint16 backupPlusOne = _contributor(c, contribution, nodeNumber);
        if (backupPlusOne == seat + 1) revert NodeProvenBySeat(nodeNumber, seat);
        Case storage it = _cases[_key(proposalId, nodeNumber, seat)];
        if (it.state != 0) revert WrongState(it.state, 0);

        (it.state, it.reportedAt, it.backupPlusOne, it.vote) =
        (REPORTED, uint40(block.timestamp), backupPlusOne, entry.voteKey());
        emit Reported(proposalId, seat, nodeNumber, backupPlusOne, block.timestamp + CONTEST_WINDOW);
        REGISTRY.hold(seat);
    }

    /// @inheritdoc ISlashingCourt
    function contest(bytes32 proposalId, bytes32 blockDataHash, bytes32 proverSetRoot, NodeProof calldata node)
        external
    {
        Commitment memory c = _proven(proposalId);
        (bytes32 context, bytes32 expected) =
            (keccak256(abi.encode(blockDataHash, proverSetRoot)), ROLLUP.contextOf(proposalId));
        if (context != expected) revert WrongContext(context, expected);
        bytes32 dataHash = NodeInputs.blockDataHash(node);
        if (dataHash != blockDataHash) revert WrongData(dataHash, blockDataHash);
        if (node.nodeDepth > c.depth || node.nodeIndex >> node.nodeDepth != 0) {
            revert NoSuchNode(node.nodeDepth, node.nodeIndex, c.depth);
        }
        uint256 nodeNumber = (1 << node.nodeDepth) - 1 + node.nodeIndex;
        (, uint256 named, uint16 seatPlusOne) = ContributionPath.decode(node.entry);
        if (named != nodeNumber || seatPlusOne == 0) revert WrongNode(named, nodeNumber);
        uint16 seat = seatPlusOne - 1;
        Case storage it = _cases[_key(proposalId, nodeNumber, seat)];
        bool isReported = it.state == REPORTED;
        if (!isReported && it.state != 0) revert WrongState(it.state, REPORTED);
        uint256 end = it.reportedAt + CONTEST_WINDOW;
        if (isReported && block.timestamp > end) revert ContestWindowClosed(block.timestamp, end);
        if (!_isValid(proposalId, c.depth, proverSetRoot, node)) revert InvalidProof();

        Status memory s = ROLLUP.status();
        (it.state, it.inTime) = (CLEARED, s.roundId == c.roundId && block.timestamp < s.proofEnd); // P9.3
        emit Cleared(proposalId, seat, nodeNumber, it.inTime);
        if (isReported) REGISTRY.release(seat);
    }

    /// @inheritdoc ISlashingCourt
    function settle(bytes32 proposalId, uint256 nodeNumber, uint16 seat) external {
        Case storage it = _cases[_key(proposalId, nodeNumber, seat)];
        if (it.state != REPORTED) revert WrongState(it.state, REPORTED);
        uint256 end = it.reportedAt + CONTEST_WINDOW;
        if (block.timestamp <= end) revert ContestWindowOpen(block.timestamp, end);
        if (_void[_key(proposalId, it.vote, seat)]) {
            it.state = VOID;
            emit Voided(proposalId, seat, nodeNumber);
            REGISTRY.release(seat);
            return;
        }

        it.state = SLASHED;
        uint64 roundId = ROLLUP.commitmentOf(proposalId).roundId;
        Record memory record = _records[seat];
        bool isSameRound = record.isSlashed && record.roundId == roundId;
        uint8 repeats = SlashMath.repeatsAfter(record.repeats, isSameRound, _isWithinPeriod(record));
        _records[seat] = Record(roundId, uint40(block.timestamp), repeats, true);
        uint256 amount = SlashMath.amount(REGISTRY.stake(), SLASH_BPS, repeats);
        uint16 backupPlusOne = it.backupPlusOne;
        REGISTRY.release(seat);
        // Nobody's node has no backup to pay: all is burned.
        uint256 taken = backupPlusOne == 0
            ? REGISTRY.slash(seat, amount, 0, address(0))
            : REGISTRY.slash(seat, amount, BACKUP_BPS, REGISTRY.payoutOf(backupPlusOne - 1));
        emit Slashed(proposalId, seat, nodeNumber, taken, repeats, backupPlusOne);
    }

    /// @inheritdoc ISlashingCourt
    function reportDoubleVote(
        Proposal calldata proposal,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        TranscriptProof calldata first,
        TranscriptProof calldata second
    ) external {
        bytes32 proposalId = ROLLUP.proposalIdOf(proposal);
        Commitment memory c = ROLLUP.commitmentOf(proposalId);
        _requireEntry(c, transcriptRoot, bitmapHash, first);
        _requireEntry(c, transcriptRoot, bitmapHash, second);
        if (first.nodeNumber() == second.nodeNumber()) revert SameNode(first.nodeNumber());
        (uint40 vote, uint40 other) = (first.voteKey(), second.voteKey());
        if (vote != other || first.seat != second.seat) revert DifferentVotes(vote, other);
        bytes32 key = _key(proposalId, vote, first.seat);
        if (_void[key]) revert VoteIsVoid(vote);

        _void[key] = true;
        // Not before the round has ended: bid and bond come back first, and the bond is taken from there.
        if (!c.settled) ROLLUP.refund(proposal);
        uint256 fined = ROLLUP.fine(proposal.proposer, c.failures);
        emit VoteUsedTwice(proposalId, first.seat, proposal.proposer, vote, fined);
    }

    /// @inheritdoc ISlashingCourt
    function caseOf(bytes32 proposalId, uint256 nodeNumber, uint16 seat) external view returns (Case memory) {
        return _cases[_key(proposalId, nodeNumber, seat)];
    }

    /// @inheritdoc ISlashingCourt
    function repeatsOf(uint16 seat) external view returns (uint8) {
        Record memory record = _records[seat];
        return SlashMath.repeatsAfter(record.repeats, false, _isWithinPeriod(record));
    }

    /// @inheritdoc ISlashingCourt
    function settings() external view returns (CourtSettings memory) {
        return CourtSettings(REPORT_WINDOW, CONTEST_WINDOW, SLASH_BPS, REPEAT_PERIOD, BACKUP_BPS);
    }

    function _proven(bytes32 proposalId) private view returns (Commitment memory c) {
        c = ROLLUP.commitmentOf(proposalId);
        if (!c.proven) revert NotProven(proposalId);
    }

    function _finalAt(uint64 roundId) private view returns (uint256 finalAt) {
        finalAt = ROLLUP.finalAt(roundId);
        if (finalAt == 0) revert RoundNotFinal(roundId);
    }

    function _isWithinPeriod(Record memory record) private view returns (bool) {
        return record.isSlashed && block.timestamp <= uint256(record.slashedAt) + REPEAT_PERIOD;
    }

    /// @dev The entry stands in the transcript that was committed, and its vote is by its seat's key and covers its node: else it
    /// binds nobody.
    function _requireEntry(
        Commitment memory c,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        TranscriptProof calldata entry
    ) private pure {
        bytes32 authorised = keccak256(abi.encode(transcriptRoot, bitmapHash));
        if (authorised != c.authorised) revert CommitmentMismatch(authorised, c.authorised);
        bytes32 root = entry.root(c.depth);
        if (root != transcriptRoot) revert WrongTranscript(root, transcriptRoot);
    }

    function _requireVote(bytes32 proposalId, TranscriptProof calldata entry) private view {
        if (!entry.isCovered()) revert VoteDoesNotCover(entry.voteDepth, entry.voteIndex, entry.nodeNumber());
        bytes32 digest =
            SeatSignature.voteDigest(address(ROLLUP), proposalId, entry.voteDepth, entry.voteIndex, entry.slot);
        if (!SeatSignature.isBy(REGISTRY.proverAt(entry.seat).key, digest, entry.r, entry.s)) {
            revert InvalidVote(entry.seat);
        }
    }

    /// @dev Seat + 1 that proved the node in the accepted proof, 0 for nobody.
    function _contributor(Commitment memory c, ContributionProof calldata contribution, uint256 nodeNumber)
        private
        view
        returns (uint16 seatPlusOne)
    {
        bytes32 root = ContributionPath.root(contribution, c.depth);
        if (root != c.contributionsHash) revert WrongContributions(root, c.contributionsHash);
        uint256 proven;
        (, proven, seatPlusOne) = ContributionPath.decode(contribution.entry);
        if (proven != nodeNumber) revert WrongNode(proven, nodeNumber);
    }

    /// @dev Asks the circuit's verifier. A verifier may revert instead of answering.
    function _isValid(bytes32 proposalId, uint8 treeDepth, bytes32 proverSetRoot, NodeProof calldata node)
        private
        view
        returns (bool)
    {
        IVerifier verifier =
            node.nodeDepth == 0 ? BLOCK_VERIFIER : node.nodeDepth == treeDepth ? LEAF_VERIFIER : MERGE_VERIFIER;
        NodeInputs.Context memory context =
            NodeInputs.Context(VK_SET_HASH, ROLLUP_ID, proposalId, treeDepth, proverSetRoot);
        try verifier.verify(node.proof, NodeInputs.build(context, node)) returns (bool valid) {
            return valid;
        } catch {
            return false;
        }
    }

    function _key(bytes32 proposalId, uint256 what, uint16 seat) private pure returns (bytes32) {
        return keccak256(abi.encode(proposalId, what, seat));
    }

    function _requireContract(address account) private view {
        if (account.code.length == 0) revert NotAContract(account);
    }

    function _within(bytes32 setting, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert SettingOutOfRange(setting, value, min, max);
    }
}
