// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProposerAccounts} from "./ProposerAccounts.sol";
import {RollupBridge} from "./RollupBridge.sol";
import {RollupConstants} from "./RollupConstants.sol";
import {
    Commitment,
    Deployment,
    IRollup,
    ProofSubmission,
    Proposal,
    Ranked,
    Settings,
    Status
} from "./interfaces/IRollup.sol";
import {BlockInputs} from "./libraries/BlockInputs.sol";
import {Bonds} from "./libraries/Bonds.sol";
import {ProposalHash} from "./libraries/ProposalHash.sol";
import {ProverBitmap} from "./libraries/ProverBitmap.sol";
import {ProverPay} from "./libraries/ProverPay.sol";
import {Rewards} from "./libraries/Rewards.sol";
import {Score} from "./libraries/Score.sol";
import {SeatSnapshot} from "./libraries/SeatSnapshot.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

/// @title The rollup on L1
/// @notice See `IRollup`. Nobody administers it: settings and parts are fixed at deployment.
contract Rollup is RollupBridge, ProposerAccounts, EIP712 {
    using ProverBitmap for uint256[8];

    /// @dev The round being run; one slot.
    struct Round {
        uint48 id;
        uint48 height;
        uint32 number;
        uint40 start; // 0: no window is open
        uint24 commitments;
        uint8 alpha; // P7.3, eighths
        uint24 leader; // index of the commitment with the best provisional score
        uint16 leaderProvers;
    }

    /// @dev P9.6: whose commitment leads; means something only if the round has commitments. One slot.
    struct Leader {
        address proposer;
        uint96 burnBid;
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
        uint8 ranked; // places taken among the best U + 1
        uint24 provers; // of all proven proposals together
        uint16 rankedProvers; // of the best U + 1 together
        uint128 fees;
        uint64 messageCount;
        uint64 roundId;
    }

    uint256 private constant MAX_DEPTH = 11;
    Round private _round;
    Leader private _leader;
    Snapshot private _snapshot;
    Best private _best;
    bytes32 private _head;
    uint256 private _stateRoot;
    /// @dev The running round's commitments in order of arrival. Places of earlier rounds are overwritten, which is cheaper than
    /// filling empty ones; only the first `_round.commitments` count.
    mapping(uint256 index => bytes32 proposalId) private _entered;
    /// @dev P8.4: the round's best U + 1 proven proposals in no order; only the first `_best.ranked` count.
    mapping(uint256 place => bytes32 proposalId) private _ranked;

    constructor(Settings memory s, Deployment memory d) RollupConstants(s, d) {
        _stateRoot = d.genesisStateRoot;
        (_round.id, _round.height, _round.alpha) = (1, 1, Score.GENESIS_ALPHA);
        // Of no round: the first proof and commitment shall find slots in use, and cost what later ones do.
        _best = Best(bytes32(uint256(1)), d.genesisStateRoot, address(this), 0, 0, 0, 0, 1, 0, 0);
        _leader = Leader(address(this), 1);
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
        Commitment storage commitment = _pay.commitments[proposalId];
        if (commitment.roundId != 0) revert AlreadyCommitted(proposalId);
        bytes32 bitmapHash = bitmap.hash();
        _requireAuthorised(proposal.proposer, proposalId, transcriptRoot, bitmapHash, signature);
        uint256 provers = bitmap.count();
        if (provers == 0) revert EmptyBitmap();

        if (round.start == 0) _open(round); // P3.3
        _requireActive(bitmap);

        (commitment.burnBid, commitment.roundId, commitment.committedProvers) =
        (proposal.burnBid, round.id, uint16(provers));
        commitment.depth = proposal.depth;
        commitment.failures = _escrow(proposal.proposer, proposal.burnBid);
        commitment.authorised = ProverPay.authorisedHash(transcriptRoot, bitmapHash);
        uint256 score = _enter(round, proposal, proposalId, provers);
        emit Committed(proposalId, proposal.height, proposal.proposer, proposal, transcriptRoot, bitmap, provers, score);
    }

    /// @inheritdoc IRollup
    function refund(Proposal calldata proposal) external {
        bytes32 proposalId = proposalIdOf(proposal);
        Commitment storage commitment = _pay.commitments[proposalId];
        uint64 roundId = commitment.roundId;
        if (roundId == 0 || roundId == _round.id || commitment.settled) revert NotRefundable(proposalId);

        commitment.settled = true;
        uint256 amount = commitment.burnBid + Bonds.escalated(BOND, commitment.failures);
        _credit(proposal.proposer, amount);
        emit Refunded(proposalId, proposal.proposer, amount);
    }

    // --- Proof (P7) --------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function submitProof(ProofSubmission calldata submission) external {
        Proposal calldata proposal = submission.proposal;
        Round memory round = _round;
        bytes32 proposalId = proposalIdOf(proposal);
        Commitment memory commitment = _pay.commitments[proposalId];
        if (commitment.roundId != round.id) revert UnknownCommitment(proposalId);
        uint256 commitEnd = round.start + PROPOSAL_WINDOW;
        if (block.timestamp < commitEnd) revert ProofWindowNotOpen(block.timestamp, commitEnd);
        if (block.timestamp >= commitEnd + PROOF_WINDOW) {
            revert ProofWindowClosed(block.timestamp, commitEnd + PROOF_WINDOW);
        }
        ProverPay.requireCommitted(commitment.authorised, submission.transcriptRoot, submission.committedBitmap);
        _requireField(submission.stateAfter);
        if (submission.fees > _bridge.escrowed[0]) revert FeesExceedEscrow(submission.fees, _bridge.escrowed[0]);
        uint256 provers = submission.provenBitmap.countIn(SeatSnapshot.read(_snapshot.activeBitmap));
        if (commitment.proven && provers <= commitment.provenProvers) {
            revert AlreadyProven(proposalId, commitment.provenProvers, provers);
        }
        contextOf[proposalId] = _verify(submission, proposalId);

        _announceProof(submission, proposalId, _rank(submission, proposalId, commitment, provers));
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
        uint256 burned = _settleLeader(round);
        if (best.roundId != round.id) {
            emit RoundRestarted(round.height, round.number);
            round.id += 1;
            round.number += 1;
            (round.start, round.commitments) = (0, 0);
            _round = round;
            if (burned != 0) TOKEN.burn(burned);
            return;
        }

        Commitment storage commitment = _pay.commitments[best.proposalId];
        (commitment.settled, commitment.won) = (true, true);
        (uint256 proverReward, uint256 proposerReward) = Rewards.split(
            BLOCK_REWARD, commitment.committedProvers, commitment.provenCommittedProvers, best.proverShareBps
        );
        _head = best.proposalId;
        _stateRoot = best.stateAfter;
        _bridge.messages.consumed = best.messageCount;
        _bridge.escrowed[0] -= best.fees;
        _credit(best.proposer, Bonds.escalated(BOND, commitment.failures) + best.fees + proposerReward);
        _forgive(best.proposer);
        _pay.rewards[round.id] = ProverPay.RoundReward(
            uint96(proverReward),
            round.height,
            uint40(block.timestamp),
            best.provers,
            best.rankedProvers,
            commitment.provenProvers
        );
        emit Finalized(
            round.height,
            best.proposalId,
            best.proposer,
            best.stateAfter,
            best.messageCount,
            commitment.burnBid,
            proverReward,
            proposerReward,
            best.fees
        );
        round.id += 1;
        round.height += 1;
        (round.number, round.commitments) = (0, 0);
        round.alpha = Score.nextAlpha(round.alpha, commitment.provenProvers, TARGET_PROVERS, ALPHA_MIN, ALPHA_MAX); // P7.3
        _open(round); // P3.1
        TOKEN.burn(burned + commitment.burnBid);
        TOKEN.mint(address(this), proposerReward);
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
            s.commitEnd = s.windowStart + PROPOSAL_WINDOW;
            s.proofEnd = s.commitEnd + PROOF_WINDOW;
            s.proverSetRoot = _snapshot.proverSetRoot;
            s.activeBitmap = SeatSnapshot.read(_snapshot.activeBitmap);
        } else {
            s.proverSetRoot = REGISTRY.proverSetRoot();
            s.activeBitmap = REGISTRY.activeBitmap();
        }
        (s.head, s.stateRoot) = (_head, _stateRoot);
        if (_best.roundId == round.id) {
            (s.best, s.bestScore) = (_best.proposalId, _scoreOf(_best.proposalId, round.alpha));
        }
        (s.messagesQueued, s.messagesConsumed) = (_bridge.messages.queued, _bridge.messages.consumed);
        s.settings = settings();
    }

    /// @inheritdoc IRollup
    function ranking(uint256 offset, uint256 limit) external view returns (Ranked[] memory rows) {
        (uint256 commitments, uint8 alpha) = (_round.commitments, _round.alpha);
        uint256 left = offset < commitments ? commitments - offset : 0;
        rows = new Ranked[](left < limit ? left : limit);
        for (uint256 i; i < rows.length; ++i) {
            bytes32 proposalId = _entered[offset + i];
            Commitment memory c = _pay.commitments[proposalId];
            uint256 score = Score.compute(c.proven ? c.provenProvers : c.committedProvers, c.burnBid, alpha);
            rows[i] = Ranked(proposalId, c.burnBid, c.committedProvers, c.proven, c.provenProvers, score);
        }
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
        round.start = uint40(block.timestamp);
        _round = round;
        (bytes32 proverSetRoot, address activeBitmap) = REGISTRY.snapshot();
        _snapshot = Snapshot(proverSetRoot, activeBitmap);
        uint64 commitEnd = uint64(round.start) + PROPOSAL_WINDOW;
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

    /// @dev Puts a commitment into the round's list and keeps its leader: at equal scores the earlier leads.
    function _enter(Round memory round, Proposal calldata proposal, bytes32 proposalId, uint256 provers)
        private
        returns (uint256 score)
    {
        score = Score.compute(provers, proposal.burnBid, round.alpha);
        if (round.commitments == 0 || score > Score.compute(round.leaderProvers, _leader.burnBid, round.alpha)) {
            (round.leader, round.leaderProvers) = (round.commitments, uint16(provers));
            _leader = Leader(proposal.proposer, proposal.burnBid);
        }
        _entered[round.commitments] = proposalId;
        round.commitments += 1;
        _round = round;
    }

    /// @dev Records an accepted proof: its commitment, its place among the best U + 1, and whether it is the best.
    function _rank(
        ProofSubmission calldata submission,
        bytes32 proposalId,
        Commitment memory commitment,
        uint256 provers
    ) private returns (uint256 score) {
        uint8 alpha = _round.alpha;
        Best memory best = _best;
        bool isFirst = best.roundId != commitment.roundId;
        uint256 bestScore = isFirst ? 0 : _scoreOf(best.proposalId, alpha);
        if (isFirst) (best.ranked, best.provers, best.rankedProvers) = (0, 0, 0);
        score = Score.compute(provers, commitment.burnBid, alpha);
        // A better proof of the same proposal takes the place of the earlier one.
        uint16 more = uint16(provers - commitment.provenProvers);
        best.provers += more;
        if (commitment.ranked) {
            best.rankedProvers += more;
        } else if (best.ranked <= UNCLES) {
            commitment.ranked = true;
            best.rankedProvers += uint16(provers);
            _ranked[best.ranked++] = proposalId;
        } else {
            (uint256 place, bytes32 worst, uint256 worstScore) = _worstRanked(best.ranked, alpha);
            if (score > worstScore) {
                commitment.ranked = true;
                _pay.commitments[worst].ranked = false;
                best.rankedProvers = best.rankedProvers + uint16(provers) - _pay.commitments[worst].provenProvers;
                _ranked[place] = proposalId;
            }
        }
        commitment.proven = true;
        commitment.provenProvers = uint16(provers);
        commitment.provenCommittedProvers = uint16(submission.provenBitmap.countIn(submission.committedBitmap));
        commitment.contributionsHash = submission.contributionsHash;
        _pay.commitments[proposalId] = commitment;
        // At equal scores the earlier proof wins (P7.2); a better proof of the best is the best.
        if (isFirst || proposalId == best.proposalId || score > bestScore) {
            (best.proposalId, best.stateAfter) = (proposalId, submission.stateAfter);
            (best.proposer, best.proverShareBps) = (submission.proposal.proposer, submission.proposal.proverShareBps);
            (best.fees, best.messageCount, best.roundId) =
            (submission.fees, submission.messageCount, commitment.roundId);
        }
        _best = best;
    }

    /// @dev The last of the lowest scores among the first `places` of `_ranked`.
    function _worstRanked(uint256 places, uint8 alpha)
        private
        view
        returns (uint256 place, bytes32 worst, uint256 worstScore)
    {
        worstScore = type(uint256).max;
        for (uint256 i; i < places; ++i) {
            bytes32 proposalId = _ranked[i];
            uint256 score = _scoreOf(proposalId, alpha);
            if (score <= worstScore) (place, worst, worstScore) = (i, proposalId, score);
        }
    }

    /// @dev P9.6: a leader without accepted proof gets its bid back and loses its bond; answers with what is to be burned.
    function _settleLeader(Round memory round) private returns (uint256 bond) {
        if (round.commitments == 0) return 0;
        bytes32 proposalId = _entered[round.leader];
        Commitment storage commitment = _pay.commitments[proposalId];
        if (commitment.proven) return 0;
        commitment.settled = true;
        bond = Bonds.escalated(BOND, commitment.failures);
        _fail(_leader.proposer, _leader.burnBid);
        emit LeaderFailed(proposalId, _leader.proposer, bond);
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

    /// @dev Asks the verifier about the public inputs that L1 expects, and answers with what of them later judgements need. A
    /// verifier may revert instead of answering.
    function _verify(ProofSubmission calldata submission, bytes32 proposalId) private view returns (bytes32) {
        uint8 depth = submission.proposal.depth;
        (uint64 consumed, uint64 messageCount) = (_bridge.messages.consumed, submission.messageCount);
        _requireMessages(messageCount, consumed, _round.start, depth);
        BlockInputs.Context memory context = BlockInputs.Context({
            vkSetHash: VK_SET_HASH,
            rollupId: rollupId,
            proposalId: proposalId,
            stateBefore: _stateRoot,
            dataHash: _dataHash(submission.data, submission.dataChunks, depth, _round.start),
            messagesBefore: _bridge.messages.rolling[consumed],
            messagesAfter: _bridge.messages.rolling[messageCount],
            proverSetRoot: _snapshot.proverSetRoot
        });
        try VERIFIER.verify(submission.proof, BlockInputs.build(context, submission)) returns (bool valid) {
            if (!valid) revert InvalidProof();
        } catch {
            revert InvalidProof();
        }
        return keccak256(abi.encode(context.dataHash, context.proverSetRoot));
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
            submission.data,
            submission.dataChunks
        );
    }

    /// @dev Final score of a proven proposal.
    function _scoreOf(bytes32 proposalId, uint8 alpha) private view returns (uint256) {
        Commitment storage commitment = _pay.commitments[proposalId];
        return Score.compute(commitment.provenProvers, commitment.burnBid, alpha);
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Trellis", "1");
    }
}
