// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {
    Commitment,
    ContributionProof,
    Deployment,
    IRollup,
    Proposal,
    Proven,
    RewardPool,
    Settings,
    Status
} from "./interfaces/IRollup.sol";
import {Case, CourtSettings, ISlashingCourt, NodeProof, TranscriptProof} from "./interfaces/ISlashingCourt.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {Rewards} from "./libraries/pay/Rewards.sol";
import {SlashMath} from "./libraries/pay/SlashMath.sol";
import {ContributionPath} from "./libraries/proofs/ContributionPath.sol";
import {NodeInputs} from "./libraries/proofs/NodeInputs.sol";
import {TranscriptPath} from "./libraries/proofs/TranscriptPath.sol";
import {SettingsRange} from "./libraries/rounds/SettingsRange.sol";
import {ProverBitmap} from "./libraries/seats/ProverBitmap.sol";
import {SeatSignature} from "./libraries/seats/SeatSignature.sol";

/// @title Slashing of provers (P9)
/// @notice See `ISlashingCourt`. It has no admin: settings and parts are fixed at deployment.
contract SlashingCourt is ISlashingCourt {
    using ProverBitmap for uint256[8];
    using TranscriptPath for TranscriptProof;

    /// @dev The last slash of a seat, from which the next one's repeats are counted; one slot.
    struct Record {
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
    uint96 private immutable STAKE;

    mapping(bytes32 key => Case) private _cases;
    mapping(bytes32 key => bool) private _void;
    mapping(uint256 seat => Record) private _records;
    /// @dev Repeats + 1 for all of a seat's slashes of a round, so the order of settling does not matter.
    mapping(uint256 seat => mapping(uint64 roundId => uint8)) private _repeatsPlusOne;
    /// @dev P9.3: seats of a block that get no pay for a contest, because they have received it or are paid by the
    /// block.
    mapping(bytes32 proposalId => mapping(uint256 seat => bool)) private _isPaid;
    /// @dev P9.3: number of paid contests of a block.
    mapping(bytes32 proposalId => uint256) private _contestsPaid;

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
        STAKE = registry.stake();
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
        Proven memory c = _final(proposalId);
        uint256 end = c.finalAt + REPORT_WINDOW;
        if (block.timestamp > end) revert ReportWindowClosed(block.timestamp, end);
        _requireEntry(c.authorised, c.depth, transcriptRoot, bitmapHash, entry);
        if (!entry.isCovered()) revert VoteDoesNotCover(entry.voteDepth, entry.voteIndex, entry.nodeNumber());
        (uint16 seat, uint256 nodeNumber) = (entry.seat, entry.nodeNumber());
        uint16 backupPlusOne = _otherContributor(c, contribution, nodeNumber, seat);
        bytes32 key = _key(proposalId, nodeNumber, seat);
        uint8 state = _cases[key].state;
        if (state != 0) revert WrongState(state, 0);

        _cases[key] = Case(REPORTED, uint40(block.timestamp), backupPlusOne, entry.voteKey(), false);
        emit Reported(proposalId, seat, nodeNumber, backupPlusOne, block.timestamp + CONTEST_WINDOW);
        bytes32 digest =
            SeatSignature.voteDigest(address(ROLLUP), proposalId, entry.voteDepth, entry.voteIndex, entry.slot);
        if (!SeatSignature.isBy(REGISTRY.hold(seat), digest, entry.r, entry.s)) revert InvalidVote(seat);
    }

    /// @inheritdoc ISlashingCourt
    function contest(bytes32 proposalId, bytes32 blockDataHash, bytes32 proverSetRoot, NodeProof calldata node)
        external
    {
        Proven memory c = _proven(proposalId);
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
        uint8 repeats = _countSlash(seat, ROLLUP.provenOf(proposalId).roundId);
        uint256 amount = SlashMath.amount(STAKE, SLASH_BPS, repeats);
        uint16 backupPlusOne = it.backupPlusOne;
        REGISTRY.release(seat);
        // Without a prover named for the node there is no backup to pay, so everything is burned.
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
        _requireEntry(c.authorised, c.depth, transcriptRoot, bitmapHash, first);
        _requireEntry(c.authorised, c.depth, transcriptRoot, bitmapHash, second);
        if (first.nodeNumber() == second.nodeNumber()) revert SameNode(first.nodeNumber());
        (uint40 vote, uint40 other) = (first.voteKey(), second.voteKey());
        if (vote != other || first.seat != second.seat) revert DifferentVotes(vote, other);
        bytes32 key = _key(proposalId, vote, first.seat);
        if (_void[key]) revert VoteIsVoid(vote);

        _void[key] = true;
        // Only after the round has ended: then bid and bond are back in the balance, from which the fine is taken.
        if (!c.settled) ROLLUP.refund(proposal);
        uint256 fined = ROLLUP.fine(proposal.proposer, c.failures);
        emit VoteUsedTwice(proposalId, first.seat, proposal.proposer, vote, fined);
    }

    /// @inheritdoc ISlashingCourt
    function claimContestPay(
        bytes32 proposalId,
        bytes32 transcriptRoot,
        uint256[8] calldata committedBitmap,
        TranscriptProof calldata entry,
        ContributionProof calldata contribution
    ) external returns (uint256 amount) {
        Proven memory proven = _final(proposalId);
        uint256 end = proven.finalAt + REPORT_WINDOW;
        if (block.timestamp <= end) revert ReportWindowOpen(block.timestamp, end);
        _requireEntry(proven.authorised, proven.depth, transcriptRoot, committedBitmap.hash(), entry);
        (uint16 seat, uint256 nodeNumber) = (entry.seat, entry.nodeNumber());
        Case memory it = _cases[_key(proposalId, nodeNumber, seat)];
        if (!it.inTime) revert NotInTime(proposalId, nodeNumber, seat);
        uint40 vote = entry.voteKey();
        if (_void[_key(proposalId, vote, seat)]) revert VoteIsVoid(vote);
        _otherContributor(proven, contribution, nodeNumber, seat);
        // The amount by which each missing seat lowers the block's reward, once per seat: never more than R in total.
        if (!committedBitmap.has(seat)) revert SeatNotCommitted(seat);
        if (_isPaid[proposalId][seat]) revert SeatIsPaid(proposalId, seat);
        Commitment memory c = ROLLUP.commitmentOf(proposalId);
        if (!c.won) revert NotWon(proposalId);
        uint256 missing = c.committedProvers - c.provenCommittedProvers;
        if (_contestsPaid[proposalId] == missing) revert NobodyMissing(proposalId, missing);

        _isPaid[proposalId][seat] = true;
        _contestsPaid[proposalId] += 1;
        amount = _contestPay(proposalId, c.committedProvers, entry.nodeDepth);
        address payout = REGISTRY.payoutOf(seat);
        emit ContestPaid(proposalId, seat, payout, nodeNumber, amount);
        ROLLUP.payContest(payout, amount);
    }

    /// @inheritdoc ISlashingCourt
    function refuseContestPay(bytes32 proposalId, ContributionProof calldata contribution) external {
        Proven memory c = _final(proposalId);
        (uint256 nodeNumber, uint16 seatPlusOne) = _contributor(c, contribution);
        if (seatPlusOne == 0) revert UnnamedNode(nodeNumber);
        uint16 seat = seatPlusOne - 1;
        if (_isPaid[proposalId][seat]) revert SeatIsPaid(proposalId, seat);

        _isPaid[proposalId][seat] = true;
        emit ContestPayRefused(proposalId, seat, nodeNumber);
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

    function _proven(bytes32 proposalId) private view returns (Proven memory c) {
        c = ROLLUP.provenOf(proposalId);
        if (c.depth == 0) revert NotProven(proposalId);
    }

    function _final(bytes32 proposalId) private view returns (Proven memory c) {
        c = _proven(proposalId);
        if (c.finalAt == 0) revert RoundNotFinal(c.roundId);
    }

    function _isWithinPeriod(Record memory record) private view returns (bool) {
        return record.isSlashed && block.timestamp <= uint256(record.slashedAt) + REPEAT_PERIOD;
    }

    /// @dev Counts one more slash. Returns the repeats that determine its rate.
    function _countSlash(uint16 seat, uint64 roundId) private returns (uint8 repeats) {
        Record memory record = _records[seat];
        uint8 known = _repeatsPlusOne[seat][roundId];
        repeats = SlashMath.repeatsAfter(known == 0 ? record.repeats : known - 1, known != 0, _isWithinPeriod(record));
        if (known == 0) {
            _repeatsPlusOne[seat][roundId] = repeats + 1;
            record.repeats = repeats;
        }
        _records[seat] = Record(uint40(block.timestamp), record.repeats, true);
    }

    /// @dev P9.3: the node's share of the block's pool, at most the amount by which one missing seat lowers the reward.
    function _contestPay(bytes32 proposalId, uint256 committed, uint8 nodeDepth) private view returns (uint256) {
        Settings memory s = ROLLUP.settings();
        RewardPool memory pool = ROLLUP.rewardPoolOf(proposalId);
        Rewards.NodePay memory weights =
            Rewards.NodePay(s.leafWeight, s.mergeWeight, s.rootWeight, s.uncommittedFactorBps);
        return SlashMath.contestPay(
            Rewards.ofNode(pool.amount, weights, nodeDepth, pool.depth, true), s.blockReward, committed
        );
    }

    /// @dev Checks that the entry is in the committed transcript.
    function _requireEntry(
        bytes32 expected,
        uint8 treeDepth,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        TranscriptProof calldata entry
    ) private pure {
        bytes32 authorised = keccak256(abi.encode(transcriptRoot, bitmapHash));
        if (authorised != expected) revert CommitmentMismatch(authorised, expected);
        bytes32 root = entry.root(treeDepth);
        if (root != transcriptRoot) revert WrongTranscript(root, transcriptRoot);
    }

    /// @dev A node of the accepted proof, and seat + 1 of its prover; 0 for nobody.
    function _contributor(Proven memory c, ContributionProof calldata contribution)
        private
        view
        returns (uint256 nodeNumber, uint16 seatPlusOne)
    {
        bytes32 root = ContributionPath.root(contribution, c.depth);
        if (root != c.contributionsHash) revert WrongContributions(root, c.contributionsHash);
        (, nodeNumber, seatPlusOne) = ContributionPath.decode(contribution.entry);
    }

    /// @dev Seat + 1 of the prover that proved the node instead of `seat`; 0 for nobody.
    function _otherContributor(
        Proven memory c,
        ContributionProof calldata contribution,
        uint256 nodeNumber,
        uint16 seat
    ) private view returns (uint16 seatPlusOne) {
        uint256 proven;
        (proven, seatPlusOne) = _contributor(c, contribution);
        if (proven != nodeNumber) revert WrongNode(proven, nodeNumber);
        if (seatPlusOne == seat + 1) revert NodeProvenBySeat(nodeNumber, seat);
    }

    /// @dev Calls the circuit's verifier. A verifier may revert instead of returning false.
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
