// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {DepositBridge} from "./DepositBridge.sol";
import {RollupConstants} from "./RollupConstants.sol";
import {
    Commitment,
    ContributionProof,
    Deployment,
    IRollup,
    ProofSubmission,
    Proposal,
    Ranked,
    RewardPool,
    Settings,
    Status
} from "./interfaces/IRollup.sol";
import {BlockInputs} from "./libraries/BlockInputs.sol";
import {ContributionPath} from "./libraries/ContributionPath.sol";
import {DataHash} from "./libraries/DataHash.sol";
import {ProposalHash} from "./libraries/ProposalHash.sol";
import {ProverBitmap} from "./libraries/ProverBitmap.sol";
import {Rewards} from "./libraries/Rewards.sol";
import {Score} from "./libraries/Score.sol";
import {SeatSnapshot} from "./libraries/SeatSnapshot.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

/// @title The rollup on L1
/// @notice See `IRollup`. Nobody administers it: settings and parts are fixed at deployment.
contract Rollup is DepositBridge, EIP712 {
    using ProverBitmap for uint256[8];

    /// @dev The round being run; one slot.
    struct Round {
        uint64 id;
        uint64 height;
        uint32 number;
        uint64 start; // 0: no window is open
        uint24 commitments;
        uint8 alpha; // P7.3, eighths
    }

    /// @dev P2.3: the prover set that a round's proofs and scores use.
    struct Snapshot {
        bytes32 proverSetRoot;
        address activeBitmap;
    }

    /// @dev What finalising needs of the best proven proposal. Never cleared: `roundId` says whether it is of this round,
    /// and overwriting is cheaper than filling empty slots.
    struct Best {
        bytes32 proposalId;
        uint256 stateAfter;
        address proposer;
        uint16 proverShareBps;
        uint8 depth;
        uint128 fees;
        uint64 messageCount;
        uint64 roundId;
    }

    uint256 private constant MAX_DEPTH = 11;
    Round private _round;
    Snapshot private _snapshot;
    Best private _best;
    bytes32 private _head;
    uint256 private _stateRoot;
    mapping(bytes32 proposalId => Commitment) private _commitments;
    /// @dev The running round's commitments in order of arrival. Places of earlier rounds are overwritten, which is cheaper than
    /// filling empty ones; only the first `_round.commitments` count.
    mapping(uint256 index => bytes32 proposalId) private _entered;
    mapping(bytes32 proposalId => RewardPool) private _pools;
    mapping(bytes32 proposalId => mapping(uint256 word => uint256 nodes)) private _claimed;
    /// @inheritdoc IRollup
    mapping(address account => uint256) public balanceOf;

    constructor(Settings memory s, Deployment memory d) RollupConstants(s, d) {
        _stateRoot = d.genesisStateRoot;
        (_round.id, _round.height, _round.alpha) = (1, 1, Score.GENESIS_ALPHA);
    }

    // --- Proposers' balances -----------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function depositBalance(address account, uint256 amount) external {
        balanceOf[account] += amount;
        emit BalanceDeposited(account, msg.sender, amount);
        SafeTransferLib.safeTransferFrom(address(TOKEN), msg.sender, address(this), amount);
    }

    /// @inheritdoc IRollup
    function withdrawBalance(uint256 amount) external {
        _debit(msg.sender, amount);
        emit BalanceWithdrawn(msg.sender, amount);
        SafeTransferLib.safeTransfer(address(TOKEN), msg.sender, amount);
    }

    // --- Commitment (P5) ---------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function commit(
        Proposal calldata proposal,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        bytes calldata signature
    ) external returns (bytes32 proposalId) {
        Round memory round = _round;
        if (round.start != 0 && block.timestamp >= round.start + PROPOSAL_WINDOW) {
            revert ProposalWindowClosed(block.timestamp, round.start + PROPOSAL_WINDOW);
        }
        _requireEligible(proposal, round);
        proposalId = proposalIdOf(proposal);
        Commitment storage commitment = _commitments[proposalId];
        if (commitment.roundId != 0) revert AlreadyCommitted(proposalId);
        bytes32 bitmapHash = bitmap.hash();
        _requireAuthorised(proposal.proposer, proposalId, transcriptRoot, bitmapHash, signature);
        uint256 provers = bitmap.count();
        if (provers == 0) revert EmptyBitmap();

        if (round.start == 0) _open(round); // P3.3
        _requireActive(bitmap);

        _debit(proposal.proposer, uint256(proposal.burnBid) + BOND);
        _entered[round.commitments] = proposalId;
        _round.commitments = round.commitments + 1;
        (commitment.burnBid, commitment.roundId, commitment.committedProvers) =
        (proposal.burnBid, round.id, uint16(provers));
        commitment.authorised = _authorisedHash(transcriptRoot, bitmapHash);
        _announceCommitment(
            proposal, proposalId, transcriptRoot, bitmap, provers, Score.compute(provers, proposal.burnBid, round.alpha)
        );
    }

    /// @inheritdoc IRollup
    function refund(Proposal calldata proposal) external {
        bytes32 proposalId = proposalIdOf(proposal);
        Commitment storage commitment = _commitments[proposalId];
        uint64 roundId = commitment.roundId;
        if (roundId == 0 || roundId == _round.id || commitment.settled) revert NotRefundable(proposalId);

        commitment.settled = true;
        uint256 amount = uint256(commitment.burnBid) + BOND;
        balanceOf[proposal.proposer] += amount;
        emit Refunded(proposalId, proposal.proposer, amount);
    }

    // --- Proof (P7) --------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function submitProof(ProofSubmission calldata submission) external {
        Proposal calldata proposal = submission.proposal;
        Round memory round = _round;
        bytes32 proposalId = proposalIdOf(proposal);
        Commitment memory commitment = _commitments[proposalId];
        if (commitment.roundId != round.id) revert UnknownCommitment(proposalId);
        uint256 commitEnd = round.start + PROPOSAL_WINDOW;
        if (block.timestamp < commitEnd) revert ProofWindowNotOpen(block.timestamp, commitEnd);
        if (block.timestamp >= commitEnd + PROOF_WINDOW) {
            revert ProofWindowClosed(block.timestamp, commitEnd + PROOF_WINDOW);
        }
        _requireCommitted(commitment.authorised, submission.transcriptRoot, submission.committedBitmap);
        _requireField(submission.stateAfter);
        if (submission.fees > _escrow[0]) revert FeesExceedEscrow(submission.fees, _escrow[0]);
        uint256 provers = submission.provenBitmap.countIn(SeatSnapshot.read(_snapshot.activeBitmap));
        if (commitment.proven && provers <= commitment.provenProvers) {
            revert AlreadyProven(proposalId, commitment.provenProvers, provers);
        }
        if (!_isValid(submission, proposalId)) revert InvalidProof();

        commitment.proven = true;
        commitment.provenProvers = uint16(provers);
        commitment.provenCommittedProvers = uint16(submission.provenBitmap.countIn(submission.committedBitmap));
        commitment.contributionsHash = submission.contributionsHash;
        _commitments[proposalId] = commitment;
        uint256 score = Score.compute(provers, commitment.burnBid, round.alpha);
        if (_best.roundId != round.id || score > _bestScore(round.alpha)) {
            _best = Best({
                proposalId: proposalId,
                stateAfter: submission.stateAfter,
                proposer: proposal.proposer,
                proverShareBps: proposal.proverShareBps,
                depth: proposal.depth,
                fees: submission.fees,
                messageCount: submission.messageCount,
                roundId: round.id
            });
        }
        _announceProof(submission, proposalId, score);
    }

    /// @inheritdoc IRollup
    function finalize() external {
        Round memory round = _round;
        if (round.start == 0) revert RoundNotOpen(round.height, round.number);
        uint256 end = round.start + PROPOSAL_WINDOW;
        // Without a commitment no proof can come.
        if (round.commitments != 0) end += PROOF_WINDOW;
        if (block.timestamp < end) revert ProofWindowStillOpen(block.timestamp, end);
        Best memory best = _best;
        round.id += 1;
        round.commitments = 0;
        if (best.roundId != round.id - 1) {
            emit RoundRestarted(round.height, round.number);
            round.number += 1;
            round.start = 0;
            _round = round;
            return;
        }

        Commitment storage commitment = _commitments[best.proposalId];
        commitment.settled = true;
        uint256 burned = commitment.burnBid;
        (uint256 proverReward, uint256 proposerReward) = Rewards.split(
            BLOCK_REWARD, commitment.committedProvers, commitment.provenCommittedProvers, best.proverShareBps
        );
        _head = best.proposalId;
        _stateRoot = best.stateAfter;
        _counters.consumed = best.messageCount;
        _escrow[0] -= best.fees;
        balanceOf[best.proposer] += BOND + best.fees + proposerReward;
        _pools[best.proposalId] = RewardPool(uint96(proverReward), best.depth, round.height);
        emit Finalized(
            round.height,
            best.proposalId,
            best.proposer,
            best.stateAfter,
            best.messageCount,
            burned,
            proverReward,
            proposerReward,
            best.fees
        );
        round.height += 1;
        round.number = 0;
        round.alpha = Score.nextAlpha(round.alpha, commitment.provenProvers, TARGET_PROVERS, ALPHA_MIN, ALPHA_MAX); // P7.3
        _open(round); // P3.1
        TOKEN.burn(burned);
        TOKEN.mint(address(this), proposerReward);
    }

    // --- Pay (P8) ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function claimReward(
        bytes32 proposalId,
        bytes32 transcriptRoot,
        uint256[8] calldata committedBitmap,
        ContributionProof calldata contribution
    ) external {
        RewardPool memory pool = _pools[proposalId];
        if (pool.depth == 0) revert NoReward(proposalId);
        _requireCommitted(_commitments[proposalId].authorised, transcriptRoot, committedBitmap);
        _requireContribution(_commitments[proposalId].contributionsHash, contribution, pool.depth);
        (uint8 depth, uint256 nodeNumber, uint16 seatPlusOne) = ContributionPath.decode(contribution.entry);
        if (seatPlusOne == 0) revert UnnamedNode(nodeNumber);
        if (isClaimed(proposalId, nodeNumber)) revert AlreadyClaimed(proposalId, nodeNumber);

        _claimed[proposalId][nodeNumber >> 8] |= 1 << (nodeNumber & 0xff);
        uint16 seat = seatPlusOne - 1;
        uint256 amount = Rewards.ofNode(pool.amount, settings(), depth, pool.depth, committedBitmap.has(seat));
        address payout = REGISTRY.payoutOf(seat);
        emit RewardClaimed(proposalId, seat, payout, nodeNumber, amount);
        TOKEN.mint(payout, amount);
    }

    // --- Views -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function status() external view returns (Status memory s) {
        Round memory round = _round;
        (s.height, s.round, s.roundId, s.commitments) = (round.height, round.number, round.id, round.commitments);
        s.alpha = round.alpha;
        s.windowOpen = round.start != 0;
        if (s.windowOpen) {
            s.windowStart = round.start;
            s.commitEnd = round.start + PROPOSAL_WINDOW;
            s.proofEnd = s.commitEnd + PROOF_WINDOW;
            s.proverSetRoot = _snapshot.proverSetRoot;
            s.activeBitmap = SeatSnapshot.read(_snapshot.activeBitmap);
        } else {
            s.proverSetRoot = REGISTRY.proverSetRoot();
            s.activeBitmap = REGISTRY.activeBitmap();
        }
        (s.head, s.stateRoot) = (_head, _stateRoot);
        if (_best.roundId == round.id) (s.best, s.bestScore) = (_best.proposalId, _bestScore(round.alpha));
        (s.messagesQueued, s.messagesConsumed) = (_counters.queued, _counters.consumed);
        s.settings = settings();
    }

    /// @inheritdoc IRollup
    function ranking(uint256 offset, uint256 limit) external view returns (Ranked[] memory rows) {
        (uint256 commitments, uint8 alpha) = (_round.commitments, _round.alpha);
        uint256 left = offset < commitments ? commitments - offset : 0;
        rows = new Ranked[](left < limit ? left : limit);
        for (uint256 i; i < rows.length; ++i) {
            bytes32 proposalId = _entered[offset + i];
            Commitment memory c = _commitments[proposalId];
            uint256 score = Score.compute(c.proven ? c.provenProvers : c.committedProvers, c.burnBid, alpha);
            rows[i] = Ranked(proposalId, c.burnBid, c.committedProvers, c.proven, c.provenProvers, score);
        }
    }

    /// @inheritdoc IRollup
    function commitmentOf(bytes32 proposalId) external view returns (Commitment memory) {
        return _commitments[proposalId];
    }

    /// @inheritdoc IRollup
    function rewardPoolOf(bytes32 proposalId) external view returns (RewardPool memory) {
        return _pools[proposalId];
    }

    /// @inheritdoc IRollup
    function isClaimed(bytes32 proposalId, uint256 nodeNumber) public view returns (bool) {
        return (_claimed[proposalId][nodeNumber >> 8] >> (nodeNumber & 0xff)) & 1 == 1;
    }

    /// @inheritdoc IRollup
    function proposalIdOf(Proposal calldata proposal) public view returns (bytes32) {
        return _hashTypedData(ProposalHash.ofProposal(proposal));
    }

    /// @inheritdoc IRollup
    function commitmentDigest(bytes32 proposalId, bytes32 transcriptRoot, uint256[8] calldata bitmap)
        external
        view
        returns (bytes32)
    {
        return _hashTypedData(ProposalHash.ofCommitment(proposalId, transcriptRoot, bitmap.hash()));
    }

    // --- Parts of the above ------------------------------------------------------------------------------------------

    /// @dev Opens the proposal window now and takes the round's snapshot (P2.3).
    function _open(Round memory round) private {
        round.start = uint64(block.timestamp);
        _round = round;
        (bytes32 proverSetRoot, address activeBitmap) = REGISTRY.snapshot();
        _snapshot = Snapshot(proverSetRoot, activeBitmap);
        uint64 commitEnd = round.start + PROPOSAL_WINDOW;
        emit RoundOpened(
            round.id,
            round.height,
            round.number,
            round.start,
            commitEnd,
            commitEnd + PROOF_WINDOW,
            proverSetRoot,
            activeBitmap,
            round.alpha
        );
    }

    function _requireEligible(Proposal calldata proposal, Round memory round) private view {
        if (proposal.height != round.height) revert WrongHeight(proposal.height, round.height);
        if (proposal.round != round.number) revert WrongRound(proposal.round, round.number);
        if (proposal.parent != _head) revert WrongParent(proposal.parent, _head);
        if (block.timestamp > proposal.expiry) revert ProposalExpired(block.timestamp, proposal.expiry);
        if (proposal.depth == 0 || proposal.depth > MAX_DEPTH) revert DepthOutOfRange(proposal.depth, 1, MAX_DEPTH);
        if (proposal.proverShareBps > Rewards.BPS) revert ShareOutOfRange(proposal.proverShareBps, Rewards.BPS);
        if (proposal.burnBid < MIN_BURN_BID) revert BidTooLow(proposal.burnBid, MIN_BURN_BID);
        _requireField(uint256(proposal.orderCommitment));
    }

    function _requireAuthorised(
        address proposer,
        bytes32 proposalId,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        bytes calldata signature
    ) private view {
        if (signature.length == 0) {
            if (msg.sender != proposer) revert NotProposer(msg.sender, proposer);
            return;
        }
        bytes32 digest = _hashTypedData(ProposalHash.ofCommitment(proposalId, transcriptRoot, bitmapHash));
        if (!SignatureCheckerLib.isValidSignatureNowCalldata(proposer, digest, signature)) {
            revert InvalidSignature(proposer);
        }
    }

    function _requireActive(uint256[8] calldata bitmap) private view {
        (uint256 word, uint256 seats) = bitmap.firstOutside(SeatSnapshot.read(_snapshot.activeBitmap));
        if (seats != 0) revert InactiveSeats(word, seats);
    }

    function _requireCommitted(bytes32 expected, bytes32 transcriptRoot, uint256[8] calldata bitmap) private pure {
        bytes32 authorised = _authorisedHash(transcriptRoot, bitmap.hash());
        if (authorised != expected) revert CommitmentMismatch(authorised, expected);
    }

    function _requireContribution(bytes32 expected, ContributionProof calldata contribution, uint8 treeDepth)
        private
        pure
    {
        bytes32 root = ContributionPath.root(contribution, treeDepth);
        if (root != expected) revert WrongContributions(root, expected);
    }

    /// @dev Asks the verifier about the public inputs that L1 expects. A verifier may revert instead of answering.
    function _isValid(ProofSubmission calldata submission, bytes32 proposalId) private view returns (bool) {
        uint256 length = DataHash.LEAF_BYTES << submission.proposal.depth;
        if (submission.data.length != length) revert WrongDataLength(submission.data.length, length);
        Counters memory counters = _counters;
        uint64 messageCount = submission.messageCount;
        if (messageCount < counters.consumed || messageCount > counters.queued) {
            revert MessageCountOutOfRange(messageCount, counters.consumed, counters.queued);
        }
        BlockInputs.Context memory context = BlockInputs.Context({
            vkSetHash: VK_SET_HASH,
            rollupId: rollupId,
            proposalId: proposalId,
            stateBefore: _stateRoot,
            dataHash: DataHash.compute(submission.data),
            messagesBefore: _rolling[counters.consumed],
            messagesAfter: _rolling[messageCount],
            proverSetRoot: _snapshot.proverSetRoot
        });
        try VERIFIER.verify(submission.proof, BlockInputs.build(context, submission)) returns (bool valid) {
            return valid;
        } catch {
            return false;
        }
    }

    function _announceCommitment(
        Proposal calldata proposal,
        bytes32 proposalId,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        uint256 provers,
        uint256 score
    ) private {
        emit Committed(proposalId, proposal.height, proposal.proposer, proposal, transcriptRoot, bitmap, provers, score);
    }

    function _announceProof(ProofSubmission calldata submission, bytes32 proposalId, uint256 score) private {
        emit BlockProven(
            proposalId,
            submission.proposal.height,
            submission.stateAfter,
            submission.contributionsHash,
            submission.fees,
            submission.messageCount,
            submission.provenBitmap,
            score,
            submission.data
        );
    }

    function _bestScore(uint8 alpha) private view returns (uint256) {
        Commitment storage commitment = _commitments[_best.proposalId];
        return Score.compute(commitment.provenProvers, commitment.burnBid, alpha);
    }

    function _debit(address account, uint256 amount) private {
        uint256 balance = balanceOf[account];
        if (balance < amount) revert InsufficientBalance(account, balance, amount);
        unchecked {
            balanceOf[account] = balance - amount;
        }
    }

    function _authorisedHash(bytes32 transcriptRoot, bytes32 bitmapHash) private pure returns (bytes32) {
        return keccak256(abi.encode(transcriptRoot, bitmapHash));
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Trellis", "1");
    }
}
