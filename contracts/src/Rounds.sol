// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockRewards} from "./BlockRewards.sol";
import {ProposerAccounts} from "./ProposerAccounts.sol";
import {Commitment, IRollup, Proposal} from "./interfaces/IRollup.sol";
import {Bonds} from "./libraries/Bonds.sol";
import {Score} from "./libraries/Score.sol";

/// @title Rounds (P3): when they open and end, what is committed in them, who leads them
/// @dev In pipelined mode (P3.4) two rounds may run: `_round`, which is being proven, and `_next`, which proposes what is built on
/// it. Their ids follow each other, so of what is kept twice each takes the place of its id's parity. Nothing is cleared: an old
/// `_next` or `Lead` is told by its id, and overwriting is cheaper than filling empty slots.
abstract contract Rounds is ProposerAccounts, BlockRewards {
    /// @dev One slot.
    struct Round {
        uint32 id;
        uint32 height;
        uint32 number;
        uint40 start; // 0: no window is open
        uint40 proofStart; // not before its proposal window has ended and its parent is final
        uint24 commitments;
        uint8 alpha; // P7.3, eighths
        uint8 nextAlpha; // of the round that opens next
        uint24 leader; // place of the commitment with the best provisional score
        uint16 leaderProvers; // 0: nobody leads
    }

    /// @dev P9.6: whose commitment leads; means something only if somebody leads. One slot.
    struct Leader {
        address proposer;
        uint96 burnBid;
    }

    /// @dev P3.4: who leads among the proposals of `_next` that build on one parent.
    struct Lead {
        Leader leader;
        uint32 roundId;
        uint24 place;
        uint16 provers;
    }

    /// @dev P2.3: the prover set that a round's proofs and scores use.
    struct Snapshot {
        bytes32 proverSetRoot;
        address activeBitmap;
    }

    Round internal _round;
    Leader private _leader;
    Snapshot[2] private _snapshots;
    bytes32 internal _head;
    Round private _next;
    /// @dev Commitments in order of arrival; only a round's first `commitments` count.
    mapping(uint256 parity => mapping(uint256 place => bytes32 proposalId)) private _entered;
    mapping(uint256 parity => mapping(uint256 parentPlace => Lead)) private _leads;

    constructor() {
        _round.id = 1;
        _round.height = 1;
        (_round.alpha, _round.nextAlpha) = (Score.GENESIS_ALPHA, Score.GENESIS_ALPHA);
        // The first commitment shall find slots in use, and cost what later ones do.
        _leader = Leader(address(this), 1);
    }

    /// @dev The round that a proposal is made for: the running one, or in pipelined mode, once that one is being proven, the one on
    /// top of it. `isOpen`: whether its window has been opened, and its snapshot taken.
    function _roundFor(Proposal calldata proposal)
        internal
        view
        returns (Round memory round, bool isOpen, bool isNext)
    {
        round = _round;
        isOpen = round.start != 0;
        if (!_isProving(round) || proposal.height == round.height) return (round, isOpen, false);
        (round, isOpen) = _nextOf(round);
        return (round, isOpen, true);
    }

    /// @dev P3.4: whether proposals may build on those of `round`.
    function _isProving(Round memory round) internal view returns (bool) {
        return PIPELINED && round.leaderProvers != 0 && block.timestamp >= round.proofStart;
    }

    /// @dev The round on top of `round`. Its window opened with the proof window of `round`, though nobody has called yet; without any
    /// commitment in it, it opens with the first (P3.3).
    function _nextOf(Round memory round) internal view returns (Round memory next, bool isOpen) {
        next = _next;
        if (next.id == round.id + 1) return (next, true);
        (next.id, next.height, next.number, next.commitments) = (round.id + 1, round.height + 1, 0, 0);
        (next.alpha, next.nextAlpha) = (round.nextAlpha, round.nextAlpha);
        next.start = block.timestamp < round.proofStart + PROPOSAL_WINDOW ? round.proofStart : 0;
    }

    function _requireParent(Proposal calldata proposal, bool isNext) internal view {
        if (!isNext) {
            if (proposal.parent != _head) revert WrongParent(proposal.parent, _head);
            return;
        }
        Commitment storage parent = _commitments[proposal.parent];
        if (parent.roundId != _round.id || parent.settled) revert UnknownParent(proposal.parent, _round.id);
    }

    /// @dev Opens the proposal window and takes the round's snapshot (P2.3). The caller stores the round.
    function _open(Round memory round) internal {
        if (round.start == 0) round.start = uint40(block.timestamp);
        round.proofStart = round.start + PROPOSAL_WINDOW;
        (bytes32 proverSetRoot, address activeBitmap) = REGISTRY.snapshot();
        _snapshots[_parity(round.id)] = Snapshot(proverSetRoot, activeBitmap);
        emit RoundOpened(
            round.id,
            round.height,
            round.number,
            round.start,
            round.proofStart,
            round.proofStart + PROOF_WINDOW,
            proverSetRoot,
            activeBitmap,
            round.alpha
        );
    }

    /// @dev Puts a commitment into the round's list and keeps its leader: at equal scores the earlier leads.
    function _enter(Round memory round, bool isNext, Proposal calldata proposal, bytes32 proposalId, uint16 provers)
        internal
        returns (uint256 score)
    {
        uint24 place = round.commitments++;
        score = Score.compute(provers, proposal.burnBid, round.alpha);
        uint256 parity = _parity(round.id);
        _entered[parity][place] = proposalId;
        if (isNext) {
            Lead storage lead = _leads[parity][_commitments[proposal.parent].place];
            if (lead.roundId != round.id || score > Score.compute(lead.provers, lead.leader.burnBid, round.alpha)) {
                lead.leader = Leader(proposal.proposer, proposal.burnBid);
                (lead.roundId, lead.place, lead.provers) = (round.id, place, provers);
            }
            _next = round;
            return score;
        }
        if (round.leaderProvers == 0 || score > Score.compute(round.leaderProvers, _leader.burnBid, round.alpha)) {
            (round.leader, round.leaderProvers) = (place, provers);
            _leader = Leader(proposal.proposer, proposal.burnBid);
        }
        _round = round;
    }

    /// @dev P9.6: a leader without accepted proof gets its bid back and loses its bond; answers with what is to be burned.
    function _settleLeader(Round memory round) internal returns (uint256 bond) {
        if (round.leaderProvers == 0) return 0;
        bytes32 proposalId = _entered[_parity(round.id)][round.leader];
        Commitment storage commitment = _commitments[proposalId];
        if (commitment.proven) return 0;
        commitment.settled = true;
        bond = Bonds.escalated(BOND, commitment.failures);
        _fail(_leader.proposer, _leader.burnBid);
        emit LeaderFailed(proposalId, _leader.proposer, bond);
    }

    /// @dev P3.3: the height starts anew; what was built on its proposals has died with them.
    function _restart(Round memory round) internal {
        emit RoundRestarted(round.height, round.number);
        if (PIPELINED && _next.id == round.id + 1) {
            round.id += 1;
            emit RoundAbandoned(round.id, round.height + 1);
        }
        _begin(round, round.height, round.number + 1);
        round.start = 0;
        _round = round;
    }

    /// @dev The round after one that ended with a block: in pipelined mode the one that has proposed on top of it goes on to its
    /// proofs, if any of its proposals builds on the winner or still can; else a new one opens (P3.1).
    /// @param winner Of which `provers` have proven.
    function _advance(Round memory round, Commitment memory winner) internal {
        round.nextAlpha = Score.nextAlpha(round.nextAlpha, winner.provenProvers, TARGET_PROVERS, ALPHA_MIN, ALPHA_MAX); // P7.3
        (uint32 height, uint32 number) = (round.height + 1, 0);
        if (PIPELINED && _next.id == round.id + 1) {
            if (_promote(round, winner.place)) return;
            round.id += 1;
            emit RoundAbandoned(round.id, height);
            emit RoundRestarted(height, number++);
        }
        _begin(round, height, number);
        round.start = uint40(block.timestamp);
        _open(round);
        _round = round;
    }

    function _promote(Round memory round, uint24 winnerPlace) private returns (bool) {
        Round memory next = _next;
        Lead memory lead = _leads[_parity(next.id)][winnerPlace];
        if (lead.roundId == next.id) {
            (next.leader, next.leaderProvers, _leader) = (lead.place, lead.provers, lead.leader);
        } else if (block.timestamp < next.proofStart) {
            next.leaderProvers = 0;
        } else {
            return false;
        }
        next.nextAlpha = round.nextAlpha;
        if (block.timestamp > next.proofStart) next.proofStart = uint40(block.timestamp);
        _round = next;
        emit ProofWindowSet(next.id, next.height, next.proofStart, next.proofStart + PROOF_WINDOW);
        return true;
    }

    function _begin(Round memory round, uint32 height, uint32 number) private pure {
        round.id += 1;
        (round.height, round.number) = (height, number);
        (round.commitments, round.leaderProvers) = (0, 0);
        round.alpha = round.nextAlpha;
    }

    function _snapshotOf(uint32 roundId) internal view returns (Snapshot storage) {
        return _snapshots[_parity(roundId)];
    }

    function _enteredAt(uint32 roundId, uint256 place) internal view returns (bytes32) {
        return _entered[_parity(roundId)][place];
    }

    /// @dev Sequential mode keeps everything once.
    function _parity(uint32 roundId) private view returns (uint256) {
        return PIPELINED ? roundId & 1 : 0;
    }
}
