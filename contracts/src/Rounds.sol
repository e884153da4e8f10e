// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Balances} from "./Balances.sol";
import {Commitment, Parts, Proposal, Round, RoundRecord, Settings} from "./Types.sol";
import {Lead} from "./interfaces/IAuction.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {Score} from "./libraries/auction/Score.sol";

/// @title The rounds (P3): when they open and end, their commitments, and their leaders
/// @dev Rounds, leaders and lists of commitments live in a ring: later rounds write over them, which is cheaper than new slots. What is
/// read of them is good only if its round id is the one that was asked for.
abstract contract Rounds is Balances {
    /// @dev One slot.
    struct Current {
        /// @dev Id of the running round.
        uint32 running;
        /// @dev R14: α of the round that opens next.
        uint24 alpha;
        /// @dev Pipelined: place of the head among the commitments of its round; else 0.
        uint24 headPlace;
        bool isStopped;
    }

    /// @dev Constants hold that no proof window is open for longer than 62 rounds.
    uint256 private constant RING = 64;
    /// @dev R17.
    uint8 private constant MAX_EXTENSIONS = 5;
    /// @dev R11, in slots.
    uint256 private constant PARENT_LAG = 5;

    IProverRegistry private immutable _registry;
    uint16 private immutable _slotTime;
    uint32 private immutable _proposalWindow;
    uint32 private immutable _proofWindow;
    uint16 private immutable _targetProvers;
    uint24 private immutable _alphaMin;
    uint24 private immutable _alphaMax;
    bool internal immutable _pipelined;

    Current internal _current;
    /// @dev The last final block.
    bytes32 internal _head;
    mapping(uint256 index => Round) private _rounds;
    /// @dev A round's commitments in the order of arrival.
    mapping(uint256 index => mapping(uint256 place => bytes32 proposalId)) private _entered;
    mapping(uint256 index => mapping(uint256 parentPlace => Lead)) private _leads;
    mapping(uint256 roundId => RoundRecord) internal _records;
    mapping(bytes32 proposalId => Commitment) internal _commitments;

    constructor(Settings memory s, Parts memory p) Balances(s, p) {
        _registry = IProverRegistry(p.registry);
        (_slotTime, _proposalWindow, _proofWindow) = (s.slotTime, s.proposalWindow, s.proofWindow);
        (_targetProvers, _alphaMin, _alphaMax) = (s.targetProvers, s.alphaMin, s.alphaMax);
        _pipelined = s.pipelined;
        uint24 alpha = uint24(3 * Score.ALPHA_ONE);
        _current = Current(1, alpha, 0, false);
        _await(1, 1, 0, alpha);
    }

    // --- Reading the ring --------------------------------------------------------------------------------------------

    /// @dev The ring's place of a round: empty, or another round, if its id is not `roundId`.
    function _at(uint32 roundId) internal view returns (Round storage) {
        return _rounds[roundId % RING];
    }

    function _leadAt(uint32 roundId, uint24 parentPlace) internal view returns (Lead storage) {
        return _leads[roundId % RING][parentPlace];
    }

    function _enteredAt(uint32 roundId, uint24 place) internal view returns (bytes32) {
        return _entered[roundId % RING][place];
    }

    // --- Opening -----------------------------------------------------------------------------------------------------

    /// @dev The round for which a proposal is, opened if it is the first one for it, and the place of its parent.
    function _roundFor(Proposal calldata proposal, Current memory current)
        internal
        returns (Round storage round, uint24 parentPlace)
    {
        round = _at(current.running);
        if (_pipelined && proposal.height != round.height && _isBeingProven(round, current.headPlace)) {
            Commitment storage parent = _commitments[proposal.parent];
            if (parent.roundId != current.running || parent.settled) {
                revert UnknownParent(proposal.parent, current.running);
            }
            return (_above(round, current.alpha), parent.place);
        }
        if (round.start == 0) _open(round.id, round.height, round.number, round.alpha, uint40(block.timestamp), false);
        return (round, current.headPlace);
    }

    /// @dev P3.4: whether proposals may build on those of the running round.
    function _isBeingProven(Round storage round, uint24 headPlace) private view returns (bool) {
        uint40 proofStart = round.proofStart;
        return proofStart != 0 && block.timestamp >= proofStart && _leadAt(round.id, headPlace).roundId == round.id;
    }

    /// @dev P3.4: the round on top of the running one. Its window opens with the proof window of that one, without a call; if it passes
    /// without a commitment, the first later one opens another.
    function _above(Round storage running, uint24 alpha) private returns (Round storage above) {
        uint32 roundId = running.id + 1;
        above = _at(roundId);
        if (above.id == roundId) return above;
        uint40 start = running.proofStart;
        if (block.timestamp >= start + _proposalWindow) start = uint40(block.timestamp);
        _open(roundId, running.height + 1, 0, alpha, start, true);
    }

    /// @dev Opens the proposal window and takes the round's snapshot (P2.3).
    function _open(uint32 roundId, uint32 height, uint32 number, uint24 alpha, uint40 start, bool isAbove) private {
        uint40 end = start + _proposalWindow;
        (uint256 root, address activeBitmap) = _registry.snapshot();
        _rounds[roundId % RING] = Round(roundId, height, number, start, end, isAbove ? 0 : end, alpha, 0, 0, root);
        _records[roundId] = RoundRecord(activeBitmap, uint40(block.timestamp), isAbove ? 0 : end + _proofWindow, false);
        emit RoundOpened(roundId, height, number, start, end, root, activeBitmap, alpha);
    }

    /// @dev P3.1: a round that opens with its first commitment.
    function _await(uint32 roundId, uint32 height, uint32 number, uint24 alpha) private {
        _rounds[roundId % RING] = Round(roundId, height, number, 0, 0, 0, alpha, 0, 0, 0);
    }

    // --- Commitments -------------------------------------------------------------------------------------------------

    /// @dev Adds a commitment to the round's list and to the leaders on its parent. At equal scores the earlier one leads.
    function _enter(
        Round storage round,
        uint24 parentPlace,
        Proposal calldata proposal,
        bytes32 proposalId,
        uint16 seats
    ) internal returns (uint24 place, uint256 score) {
        (uint32 roundId, uint24 alpha) = (round.id, round.alpha);
        place = round.commitments;
        round.commitments = place + 1;
        _entered[roundId % RING][place] = proposalId;
        score = Score.compute(seats, proposal.burnBid, alpha);
        Lead storage slot = _leads[roundId % RING][parentPlace];
        Lead memory lead = slot;
        if (lead.roundId != roundId) {
            (lead.seats, lead.burnBid) = (0, 0);
        } else if (score <= Score.compute(lead.seats, lead.burnBid, alpha)) {
            if (score > Score.compute(lead.otherSeats, lead.otherBid, alpha)) {
                (slot.otherSeats, slot.otherBid) = (seats, proposal.burnBid);
            }
            return (place, score);
        }
        _leads[roundId % RING][parentPlace] =
            Lead(roundId, place, seats, proposal.burnBid, lead.seats, lead.burnBid, proposal.proposer);
        _extend(round, parentPlace);
    }

    /// @dev R17: a commitment that takes the lead in the last slot adds one. So others have time to answer.
    function _extend(Round storage round, uint24 parentPlace) private {
        uint40 end = round.commitEnd;
        if (block.timestamp + _slotTime < end || round.extensions == MAX_EXTENSIONS) return;
        if (!_isLikelyParent(round.id, parentPlace)) return;
        end += _slotTime;
        round.extensions += 1;
        round.commitEnd = end;
        if (round.proofStart != 0) {
            round.proofStart = end;
            _records[round.id].proofEnd = end + _proofWindow;
        }
        emit WindowMoved(round.id, end);
    }

    /// @dev R17, P3.4: whether a parent is the head, or leads the round below. All parents share the extensions. On one that dies they would
    /// cost nothing.
    function _isLikelyParent(uint32 roundId, uint24 parentPlace) private view returns (bool) {
        (uint32 runningId, uint24 headPlace) = (_current.running, _current.headPlace);
        return roundId == runningId || _leadAt(runningId, headPlace).place == parentPlace;
    }

    // --- Ending ------------------------------------------------------------------------------------------------------

    /// @dev P3.3: the height restarts with the next commitment. Proposals on top of its proposals have died with them.
    function _restart(Current memory current, uint32 height, uint32 number) internal {
        emit RoundRestarted(current.running, height, number);
        current.running += _abandonAbove(current.running, height) ? 2 : 1;
        _await(current.running, height, number + 1, current.alpha);
        _current = current;
    }

    /// @dev After a final block: in pipelined mode the round on top of it goes on to its proofs; otherwise a new one opens (P3.1).
    /// @param place Of the winner. @param provers R14: by which α moves.
    function _advance(Current memory current, uint32 height, uint24 place, uint256 provers, uint40 dataAt) internal {
        current.alpha = Score.nextAlpha(current.alpha, provers, _targetProvers, _alphaMin, _alphaMax);
        if (_pipelined) current.headPlace = place;
        uint32 roundId = current.running + 1;
        uint32 number;
        if (!_promote(roundId, place, dataAt)) {
            if (_abandonAbove(current.running, height)) (roundId, number) = (roundId + 1, 1);
            _open(roundId, height + 1, number, current.alpha, uint40(block.timestamp), false);
        }
        current.running = roundId;
        _current = current;
    }

    /// @dev P3.4: lets the round on top of a final one go on to its proofs, if a proposal of it builds on the winner or still can. R11: if
    /// others could not see the winner's transactions in time, its window opens once more.
    /// @return Whether it goes on. If not, all its proposals have died.
    function _promote(uint32 roundId, uint24 place, uint40 dataAt) private returns (bool) {
        Round storage above = _at(roundId);
        if (!_pipelined || above.id != roundId) return false;
        uint40 end = above.commitEnd;
        if (dataAt + PARENT_LAG * _slotTime > end) {
            end = uint40(block.timestamp) + _proposalWindow;
            (above.commitEnd, above.extensions) = (end, 0);
            emit WindowMoved(roundId, end);
        } else if (block.timestamp >= end) {
            if (_leadAt(roundId, place).roundId != roundId) return false;
            end = uint40(block.timestamp);
        }
        above.proofStart = end;
        _records[roundId].proofEnd = end + _proofWindow;
        emit ProofWindowSet(roundId, end, end + _proofWindow);
        return true;
    }

    /// @dev Whether there was a round on top of the running one. It has no winner, so its commitments are refunded whole.
    function _abandonAbove(uint32 running, uint32 height) private returns (bool ran) {
        ran = _at(running + 1).id == running + 1;
        if (ran) emit RoundAbandoned(running + 1, height + 1);
    }
}
