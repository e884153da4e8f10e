// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Rounds} from "./Rounds.sol";
import {Commitment, Proposal, Round, RoundRecord} from "./Types.sol";
import {IAuction, Lead} from "./interfaces/IAuction.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {IRollupConstants} from "./interfaces/IRollupConstants.sol";
import {ProposalHash} from "./libraries/auction/ProposalHash.sol";
import {Score} from "./libraries/auction/Score.sol";
import {Bond} from "./libraries/pay/Bond.sol";
import {Field} from "./libraries/proofs/Field.sol";
import {ProverBitmap} from "./libraries/seats/ProverBitmap.sol";
import {SeatMask} from "./libraries/seats/SeatMask.sol";
import {SeatSnapshot} from "./libraries/seats/SeatSnapshot.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

/// @title The auction
/// @notice See `IAuction`.
contract Auction is Rounds {
    uint8 private constant MAX_DEPTH = 11;
    uint16 private constant BPS = 10_000;

    bytes32 private immutable _domain;
    uint96 private immutable _minBurnBid;
    uint16 private immutable _minProverShareBps;
    bool private immutable _earlyEnd;

    constructor(IRollupConstants constants) Rounds(constants.settings(), constants.parts()) {
        _domain = ProposalHash.domain(_rollup);
        _minBurnBid = constants.settings().minBurnBid;
        _minProverShareBps = constants.settings().minProverShareBps;
        _earlyEnd = constants.settings().earlyEnd;
    }

    // --- Anyone ------------------------------------------------------------------------------------------------------

    /// @inheritdoc IAuction
    function commit(
        Proposal calldata proposal,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        bytes calldata signature
    ) external returns (bytes32 proposalId) {
        Current memory current = _current;
        if (current.isStopped) revert Stopped();
        (Round storage round, uint24 parentPlace) = _roundFor(proposal, current);
        _requireEligible(proposal, round, current.running);
        _requireField(uint256(transcriptRoot));
        proposalId = proposalIdOf(proposal);
        Commitment storage commitment = _commitments[proposalId];
        if (commitment.roundId != 0) revert AlreadyCommitted(proposalId);
        _requireAuthorised(proposal.proposer, proposalId, transcriptRoot, bitmap, signature);
        _debit(proposal.proposer, proposal.burnBid + bondOf(proposal.burnBid));

        // R4: a seat that left since the transcript was made is left out. It must not make the commitment fail.
        uint32 roundId = round.id;
        (uint256[8] memory masked, uint256 seats) =
            SeatMask.mask(bitmap, SeatSnapshot.read(_records[roundId].activeBitmap));
        if (seats == 0) revert EmptyBitmap();
        (uint24 place, uint256 score) = _enter(round, parentPlace, proposal, proposalId, uint16(seats));
        _commitments[proposalId] = Commitment({
            burnBid: proposal.burnBid,
            roundId: roundId,
            place: place,
            committedSeats: uint16(seats),
            depth: proposal.depth,
            proverShareBps: proposal.proverShareBps,
            alpha: round.alpha,
            settled: false,
            won: false,
            authorised: SeatMask.authorisedHash(transcriptRoot, masked)
        });
        emit Committed(proposalId, proposal.height, proposal.proposer, proposal, transcriptRoot, masked, seats, score);
    }

    /// @inheritdoc IAuction
    function refund(Proposal calldata proposal, Proposal calldata winner) external {
        bytes32 proposalId = proposalIdOf(proposal);
        Commitment memory c = _commitments[proposalId];
        if (c.roundId == 0 || c.settled) revert NotRefundable(proposalId);
        uint256 lost;
        Current memory current = _current;
        if (!current.isStopped) {
            // P3.4: proposals of the running round that build on a block other than the head have died.
            if (c.roundId > current.running || (c.roundId == current.running && proposal.parent == _head)) {
                revert NotRefundable(proposalId);
            }
            if (_records[c.roundId].hasWinner) lost = _lostBond(proposal, proposalId, c, winner);
        }
        _commitments[proposalId].settled = true;
        _release(proposalId, proposal.proposer, c.burnBid, lost);
        if (lost != 0) _vault.burn(lost);
    }

    // --- Other parts -------------------------------------------------------------------------------------------------

    /// @inheritdoc IAuction
    function close(bytes32 winner, address proposer, uint16 provers, uint40 dataAt, address caller)
        external
        returns (uint32 roundId, uint32 height)
    {
        if (msg.sender != _rollup) revert NotRollup(msg.sender, _rollup);
        Current memory current = _current;
        if (current.isStopped) revert Stopped();
        Round storage round = _at(current.running);
        (roundId, height) = (round.id, round.height);
        if (round.start == 0) revert RoundNotOpen(height, round.number);
        Lead memory lead = _leadAt(roundId, current.headPlace);
        bool isLed = lead.roundId == roundId;
        Commitment memory c = _commitments[winner];
        if (winner != 0 && (c.roundId != roundId || c.settled)) {
            revert WrongWinner(winner, roundId);
        }

        // Without a commitment there can be no proof.
        uint256 end = isLed ? _records[roundId].proofEnd : round.commitEnd;
        bool isEarly = block.timestamp < end;
        if (isEarly) {
            bool mayEnd = _earlyEnd && winner != 0 && block.timestamp >= round.proofStart
                && (provers == c.committedSeats || caller == proposer) && _isDecided(lead, c, provers);
            if (!mayEnd) revert RoundStillOpen(block.timestamp, end);
        }

        uint256 burned;
        if (winner != 0) {
            (_commitments[winner].settled, _commitments[winner].won) = (true, true);
            _records[roundId].hasWinner = true;
            _head = winner;
            balanceOf[proposer] += bondOf(c.burnBid);
            burned = c.burnBid;
            // R14: a proof that came early says less about who proves than the commitment.
            _advance(current, height, c.place, isEarly ? c.committedSeats : provers, dataAt);
        } else {
            if (isLed) burned = _settleLeader(lead);
            _restart(current, height, round.number);
        }
        if (burned != 0) _vault.burn(burned);
    }

    /// @inheritdoc IAuction
    function stop() external {
        if (msg.sender != _bridge) revert NotBridge(msg.sender, _bridge);
        _current.isStopped = true;
    }

    // --- Views -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IAuction
    function proposalIdOf(Proposal calldata proposal) public view returns (bytes32) {
        return ProposalHash.ofProposal(_domain, proposal);
    }

    /// @inheritdoc IAuction
    function commitmentDigest(bytes32 proposalId, bytes32 transcriptRoot, uint256[8] calldata bitmap)
        public
        view
        returns (bytes32)
    {
        return ProposalHash.ofCommitment(_domain, proposalId, transcriptRoot, ProverBitmap.hash(bitmap));
    }

    /// @inheritdoc IAuction
    function commitmentOf(bytes32 proposalId) external view returns (Commitment memory) {
        return _commitments[proposalId];
    }

    /// @inheritdoc IAuction
    function running() external view returns (Round memory) {
        return _at(_current.running);
    }

    /// @inheritdoc IAuction
    function next() external view returns (Round memory) {
        return roundOf(_current.running + 1);
    }

    /// @inheritdoc IAuction
    function roundOf(uint32 roundId) public view returns (Round memory round) {
        if (_at(roundId).id == roundId) round = _at(roundId);
    }

    /// @inheritdoc IAuction
    function recordOf(uint32 roundId) external view returns (RoundRecord memory) {
        return _records[roundId];
    }

    /// @inheritdoc IAuction
    function leadOf(uint32 roundId, uint24 parentPlace) external view returns (Lead memory lead) {
        if (_leadAt(roundId, parentPlace).roundId == roundId) lead = _leadAt(roundId, parentPlace);
    }

    /// @inheritdoc IAuction
    function enteredAt(uint32 roundId, uint24 place) external view returns (bytes32 proposalId) {
        Round storage round = _at(roundId);
        if (round.id == roundId && place < round.commitments) proposalId = _enteredAt(roundId, place);
    }

    /// @inheritdoc IAuction
    function alpha() external view returns (uint24) {
        return _current.alpha;
    }

    /// @inheritdoc IAuction
    function isStopped() external view returns (bool) {
        return _current.isStopped;
    }

    /// @inheritdoc IAuction
    function isOver(bytes32 proposalId) external view returns (bool) {
        uint32 roundId = _commitments[proposalId].roundId;
        return roundId != 0 && roundId < _current.running;
    }

    // --- Parts of the above ------------------------------------------------------------------------------------------

    function _requireEligible(Proposal calldata proposal, Round storage round, uint32 running_) private view {
        (uint256 height, uint256 number, uint256 end) = (round.height, round.number, round.commitEnd);
        if (proposal.height != height) revert WrongHeight(proposal.height, height);
        if (proposal.round != number) revert WrongRound(proposal.round, number);
        // P3.4: `_roundFor` has found the parent of a proposal for the round above.
        if (round.id == running_ && proposal.parent != _head) revert WrongParent(proposal.parent, _head);
        if (block.timestamp >= end) revert ProposalWindowClosed(block.timestamp, end);
        if (block.timestamp > proposal.expiry) revert ProposalExpired(block.timestamp, proposal.expiry);
        if (proposal.depth == 0 || proposal.depth > MAX_DEPTH) revert DepthOutOfRange(proposal.depth, 1, MAX_DEPTH);
        if (proposal.proverShareBps < _minProverShareBps || proposal.proverShareBps > BPS) {
            revert ShareOutOfRange(proposal.proverShareBps, _minProverShareBps, BPS);
        }
        if (proposal.burnBid < _minBurnBid) revert BidTooLow(proposal.burnBid, _minBurnBid);
        _requireField(uint256(proposal.orderCommitment));
    }

    function _requireField(uint256 value) private pure {
        if (value >= Field.MODULUS) revert NotAField(value);
    }

    function _requireAuthorised(
        address proposer,
        bytes32 proposalId,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        bytes calldata signature
    ) private view {
        if (signature.length == 0) {
            if (msg.sender != proposer) revert NotProposer(msg.sender, proposer);
            return;
        }
        bytes32 digest = commitmentDigest(proposalId, transcriptRoot, bitmap);
        if (!SignatureCheckerLib.isValidSignatureNowCalldata(proposer, digest, signature)) {
            revert InvalidSignature(proposer);
        }
    }

    /// @dev R16: whether no other commitment can end above the best proven block. At equal scores the proven one stays.
    function _isDecided(Lead memory lead, Commitment memory c, uint16 provers) private pure returns (bool) {
        (uint16 seats, uint96 bid) =
            lead.place == c.place ? (lead.otherSeats, lead.otherBid) : (lead.seats, lead.burnBid);
        return Score.compute(seats, bid, c.alpha) <= Score.compute(provers, c.burnBid, c.alpha);
    }

    /// @dev R9: what of its bond a commitment has lost that stood above the winner provisionally: the share of its seats that its best
    /// proof does not show. No later proof may show more of them: a round in which one stands above the winner does not end early (R16).
    function _lostBond(Proposal calldata proposal, bytes32 proposalId, Commitment memory c, Proposal calldata winner)
        private
        view
        returns (uint256)
    {
        bytes32 winnerId = proposalIdOf(winner);
        Commitment memory w = _commitments[winnerId];
        if (!w.won || w.roundId != c.roundId) revert WrongWinner(winnerId, c.roundId);
        if (proposal.parent != winner.parent) return 0;
        uint256 score = Score.compute(c.committedSeats, c.burnBid, c.alpha);
        if (score <= Score.compute(w.committedSeats, w.burnBid, w.alpha)) return 0;
        uint16 provers = IRollup(_rollup).provenOf(proposalId).provers;
        return Bond.lost(bondOf(c.burnBid), c.committedSeats, provers);
    }

    /// @dev R9: in a restart the leader alone loses its bond. Returns the amount to burn.
    function _settleLeader(Lead memory lead) private returns (uint256 bond) {
        bytes32 proposalId = _enteredAt(lead.roundId, lead.place);
        _commitments[proposalId].settled = true;
        bond = bondOf(lead.burnBid);
        _release(proposalId, lead.proposer, lead.burnBid, bond);
    }
}
