// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Auction} from "./Auction.sol";
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
import {ProverPay} from "./libraries/pay/ProverPay.sol";
import {Rewards} from "./libraries/pay/Rewards.sol";
import {BlockInputs} from "./libraries/proofs/BlockInputs.sol";
import {Bonds} from "./libraries/rounds/Bonds.sol";
import {Pipeline} from "./libraries/rounds/Pipeline.sol";
import {ProposalHash} from "./libraries/rounds/ProposalHash.sol";
import {RoundViews} from "./libraries/rounds/RoundViews.sol";
import {Rounds} from "./libraries/rounds/Rounds.sol";
import {Score} from "./libraries/rounds/Score.sol";
import {ProverBitmap} from "./libraries/seats/ProverBitmap.sol";
import {SeatSnapshot} from "./libraries/seats/SeatSnapshot.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

/// @title The rollup on L1
/// @notice See `IRollup`. It has no admin: settings and parts are fixed at deployment.
contract Rollup is RollupBridge, Auction, EIP712 {
    using ProverBitmap for uint256[8];

    uint256 private constant MAX_DEPTH = 11;

    constructor(Settings memory s, Deployment memory d) RollupConstants(s, d) Auction(d.genesisStateRoot) {}

    // --- Commitment (P5) ---------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function commit(
        Proposal calldata proposal,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        bytes calldata signature
    ) external returns (bytes32 proposalId) {
        Rounds.Round memory round = _rounds.round;
        (bool isOpen, bool isNext) = (round.start != 0, _isForNext(proposal, round));
        if (isNext) (round, isOpen) = Pipeline.roundFor(_rounds, _pay, round, proposal, PROPOSAL_WINDOW);
        if (isOpen && block.timestamp >= round.start + PROPOSAL_WINDOW) {
            revert ProposalWindowClosed(block.timestamp, round.start + PROPOSAL_WINDOW);
        }
        _requireEligible(proposal, round);
        if (!isNext) _requireHead(proposal.parent);
        proposalId = proposalIdOf(proposal);
        Commitment storage commitment = _pay.commitments[proposalId];
        if (commitment.roundId != 0) revert AlreadyCommitted(proposalId);
        bytes32 bitmapHash = bitmap.hash();
        _requireAuthorised(proposal.proposer, proposalId, transcriptRoot, bitmapHash, signature);
        uint256 provers = bitmap.count();
        if (provers == 0) revert EmptyBitmap();

        if (!isOpen) _open(round); // P3.3
        _requireActive(bitmap, round.id);

        ProverPay.keep(
            commitment,
            proposal.burnBid,
            round.id,
            round.commitments,
            uint16(provers),
            proposal.depth,
            _escrow(proposal.proposer, proposal.burnBid),
            ProverPay.authorisedHash(transcriptRoot, bitmapHash)
        );
        uint256 score = _enter(round, isNext, proposal, proposalId, uint16(provers));
        emit Committed(proposalId, proposal.height, proposal.proposer, proposal, transcriptRoot, bitmap, provers, score);
    }

    /// @inheritdoc IRollup
    function refund(Proposal calldata proposal) external {
        bytes32 proposalId = proposalIdOf(proposal);
        Commitment storage commitment = _pay.commitments[proposalId];
        (uint32 roundId, uint32 running) = (commitment.roundId, _rounds.round.id);
        // P3.4: proposals of the running round that build on a block other than the head have died.
        bool isOver = roundId < running || (roundId == running && proposal.parent != _rounds.head);
        if (roundId == 0 || !isOver || commitment.settled) revert NotRefundable(proposalId);

        commitment.settled = true;
        uint256 amount = commitment.burnBid + Bonds.escalated(BOND, commitment.failures);
        _credit(proposal.proposer, amount);
        emit Refunded(proposalId, proposal.proposer, amount);
    }

    // --- Proof (P7) --------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function submitProof(ProofSubmission calldata submission) external {
        Proposal calldata proposal = submission.proposal;
        Rounds.Round memory round = _rounds.round;
        bytes32 proposalId = proposalIdOf(proposal);
        Commitment memory commitment = _pay.commitments[proposalId];
        if (commitment.roundId > round.id) revert ParentNotFinal(proposal.parent);
        if (commitment.roundId != round.id) revert UnknownCommitment(proposalId);
        if (block.timestamp < round.proofStart) revert ProofWindowNotOpen(block.timestamp, round.proofStart);
        if (block.timestamp >= round.proofStart + PROOF_WINDOW) {
            revert ProofWindowClosed(block.timestamp, round.proofStart + PROOF_WINDOW);
        }
        if (PIPELINED) _requireHead(proposal.parent);
        ProverPay.requireCommitted(commitment.authorised, submission.transcriptRoot, submission.committedBitmap);
        _requireField(submission.stateAfter);
        if (submission.fees > _bridge.escrowed[0]) revert FeesExceedEscrow(submission.fees, _bridge.escrowed[0]);
        uint256 provers = submission.provenBitmap.countIn(SeatSnapshot.read(_snapshotOf(round.id).activeBitmap));
        if (commitment.proven && provers <= commitment.provenProvers) {
            revert AlreadyProven(proposalId, commitment.provenProvers, provers);
        }
        contextOf[proposalId] = _verify(submission, proposalId, round);

        _announceProof(submission, proposalId, _rank(submission, proposalId, commitment, provers, round.alpha));
    }

    /// @inheritdoc IRollup
    function finalize() external {
        Rounds.Round memory round = _rounds.round;
        if (round.start == 0) revert RoundNotOpen(round.height, round.number);
        // Without a commitment there can be no proof.
        uint256 end = round.leaderProvers == 0 ? round.start + PROPOSAL_WINDOW : round.proofStart + PROOF_WINDOW;
        if (block.timestamp < end) revert ProofWindowStillOpen(block.timestamp, end);
        Rounds.Best memory best = _rounds.best;
        uint256 burned = _settleLeader(round);
        if (best.roundId != round.id) {
            _restart(round);
            if (burned != 0) TOKEN.burn(burned);
            return;
        }

        Commitment storage commitment = _pay.commitments[best.proposalId];
        (commitment.settled, commitment.won) = (true, true);
        (uint256 proverReward, uint256 proposerReward) = Rewards.split(
            BLOCK_REWARD, commitment.committedProvers, commitment.provenCommittedProvers, best.proverShareBps
        );
        _rounds.head = best.proposalId;
        _rounds.stateRoot = best.stateAfter;
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
        _advance(round, commitment.place, commitment.provenProvers);
        TOKEN.burn(burned + commitment.burnBid);
        TOKEN.mint(address(this), proposerReward);
    }

    // --- Views -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function status() external view returns (Status calldata answer) {
        assembly ("memory-safe") {
            answer := 0
        }
        _answer(RoundViews.status(_rounds, _pay, _bridge, REGISTRY, CONSTANTS));
    }

    /// @inheritdoc IRollup
    function ranking(uint256 offset, uint256 limit) external view returns (Ranked[] memory) {
        _answer(RoundViews.ranking(_rounds, _pay, PIPELINED, offset, limit));
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

    // --- Internal functions ------------------------------------------------------------------------------------------

    /// @dev Records an accepted proof: in its commitment, among the best U + 1 and, if it is the best, as the best.
    function _rank(
        ProofSubmission calldata submission,
        bytes32 proposalId,
        Commitment memory commitment,
        uint256 provers,
        uint8 alpha
    ) private returns (uint256 score) {
        Rounds.Best memory best = _rounds.best;
        bool isFirst = best.roundId != commitment.roundId;
        uint256 bestScore = isFirst ? 0 : _scoreOf(best.proposalId, alpha);
        if (isFirst) (best.ranked, best.provers, best.rankedProvers) = (0, 0, 0);
        score = Score.compute(provers, commitment.burnBid, alpha);
        // A better proof of the same proposal replaces the earlier one.
        uint16 more = uint16(provers - commitment.provenProvers);
        best.provers += more;
        if (commitment.ranked) {
            best.rankedProvers += more;
        } else if (best.ranked <= UNCLES) {
            commitment.ranked = true;
            best.rankedProvers += uint16(provers);
            _rounds.ranked[best.ranked++] = proposalId;
        } else {
            (uint256 place, bytes32 worst, uint256 worstScore) = _worstRanked(best.ranked, alpha);
            if (score > worstScore) {
                commitment.ranked = true;
                _pay.commitments[worst].ranked = false;
                best.rankedProvers = best.rankedProvers + uint16(provers) - _pay.commitments[worst].provenProvers;
                _rounds.ranked[place] = proposalId;
            }
        }
        commitment.proven = true;
        commitment.provenProvers = uint16(provers);
        commitment.provenCommittedProvers = uint16(submission.provenBitmap.countIn(submission.committedBitmap));
        commitment.contributionsHash = submission.contributionsHash;
        _pay.commitments[proposalId] = commitment;
        // At equal scores the earlier proof wins (P7.2). A better proof of the best proposal is still the best.
        if (isFirst || proposalId == best.proposalId || score > bestScore) {
            (best.proposalId, best.stateAfter) = (proposalId, submission.stateAfter);
            (best.proposer, best.proverShareBps) = (submission.proposal.proposer, submission.proposal.proverShareBps);
            (best.fees, best.messageCount, best.roundId) =
            (submission.fees, submission.messageCount, commitment.roundId);
        }
        _rounds.best = best;
    }

    /// @dev The last of the lowest scores among the first `places` of `_ranked`.
    function _worstRanked(uint256 places, uint8 alpha)
        private
        view
        returns (uint256 place, bytes32 worst, uint256 worstScore)
    {
        worstScore = type(uint256).max;
        for (uint256 i; i < places; ++i) {
            bytes32 proposalId = _rounds.ranked[i];
            uint256 score = _scoreOf(proposalId, alpha);
            if (score <= worstScore) (place, worst, worstScore) = (i, proposalId, score);
        }
    }

    function _requireEligible(Proposal calldata proposal, Rounds.Round memory round) private view {
        if (proposal.height != round.height) revert WrongHeight(proposal.height, round.height);
        if (proposal.round != round.number) revert WrongRound(proposal.round, round.number);
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

    function _requireActive(uint256[8] calldata bitmap, uint32 roundId) private view {
        (uint256 word, uint256 seats) = bitmap.firstOutside(SeatSnapshot.read(_snapshotOf(roundId).activeBitmap));
        if (seats != 0) revert InactiveSeats(word, seats);
    }

    /// @dev Calls the verifier with the public inputs that L1 expects. Returns the inputs that later judgements need. A
    /// verifier may revert instead of returning false.
    function _verify(ProofSubmission calldata submission, bytes32 proposalId, Rounds.Round memory round)
        private
        view
        returns (bytes32)
    {
        uint8 depth = submission.proposal.depth;
        (uint64 consumed, uint64 messageCount) = (_bridge.messages.consumed, submission.messageCount);
        _requireMessages(messageCount, consumed, round.start, depth);
        BlockInputs.Context memory context = BlockInputs.Context({
            vkSetHash: VK_SET_HASH,
            rollupId: rollupId,
            proposalId: proposalId,
            stateBefore: _rounds.stateRoot,
            dataHash: _dataHash(submission.data, submission.dataChunks, depth, round.start),
            messagesBefore: _bridge.messages.rolling[consumed],
            messagesAfter: _bridge.messages.rolling[messageCount],
            proverSetRoot: _snapshotOf(round.id).proverSetRoot
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
