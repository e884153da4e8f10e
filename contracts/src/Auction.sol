// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {BlockRewards} from "./BlockRewards.sol";
import {ProposerAccounts} from "./ProposerAccounts.sol";
import {Commitment, Proposal} from "./interfaces/IRollup.sol";
import {Bonds} from "./libraries/rounds/Bonds.sol";
import {Pipeline} from "./libraries/rounds/Pipeline.sol";
import {Rounds} from "./libraries/rounds/Rounds.sol";
import {Score} from "./libraries/rounds/Score.sol";

/// @title The rounds (P3): when they open and end, their commitments, and their leaders
abstract contract Auction is ProposerAccounts, BlockRewards {
    Rounds.State internal _rounds;

    constructor(uint256 genesisStateRoot) {
        (_rounds.round.id, _rounds.round.height) = (1, 1);
        (_rounds.round.alpha, _rounds.round.nextAlpha) = (Score.GENESIS_ALPHA, Score.GENESIS_ALPHA);
        _rounds.stateRoot = genesisStateRoot;
        // These values belong to no round. They fill the slots, so that the first proof and commitment cost the same as
        // later ones.
        _rounds.best = Rounds.Best(bytes32(uint256(1)), genesisStateRoot, address(this), 0, 0, 0, 0, 1, 0, 0);
        _rounds.leader = Rounds.Leader(address(this), 1);
    }

    /// @dev P3.4: whether a proposal is for the round on top of the running one, which is being proven.
    function _isForNext(Proposal calldata proposal, Rounds.Round memory round) internal view returns (bool) {
        return proposal.height != round.height && Rounds.isBeingProven(round, PIPELINED);
    }

    function _requireHead(bytes32 parent) internal view {
        if (parent != _rounds.head) revert WrongParent(parent, _rounds.head);
    }

    /// @dev Opens the proposal window and takes the round's snapshot (P2.3). The caller stores the round.
    function _open(Rounds.Round memory round) internal {
        if (round.start == 0) round.start = uint40(block.timestamp);
        round.proofStart = round.start + PROPOSAL_WINDOW;
        (bytes32 proverSetRoot, address activeBitmap) = REGISTRY.snapshot();
        _rounds.snapshots[_parity(round.id)] = Rounds.Snapshot(proverSetRoot, activeBitmap);
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

    /// @dev Adds a commitment to the round's list and updates the leader. At equal scores the earlier one leads.
    function _enter(
        Rounds.Round memory round,
        bool isNext,
        Proposal calldata proposal,
        bytes32 proposalId,
        uint16 provers
    ) internal returns (uint256 score) {
        score = Score.compute(provers, proposal.burnBid, round.alpha);
        _rounds.entered[_parity(round.id)][round.commitments] = proposalId;
        if (isNext) {
            Pipeline.enter(_rounds, _pay, round, proposal, provers, score);
            return score;
        }
        if (round.leaderProvers == 0 || score > Score.compute(round.leaderProvers, _rounds.leader.burnBid, round.alpha))
        {
            (round.leader, round.leaderProvers) = (round.commitments, provers);
            _rounds.leader = Rounds.Leader(proposal.proposer, proposal.burnBid);
        }
        round.commitments += 1;
        _rounds.round = round;
    }

    /// @dev P9.6: a leader without an accepted proof gets its bid back and loses its bond. Returns the amount to burn.
    function _settleLeader(Rounds.Round memory round) internal returns (uint256 bond) {
        if (round.leaderProvers == 0) return 0;
        bytes32 proposalId = _rounds.entered[_parity(round.id)][round.leader];
        Commitment storage commitment = _pay.commitments[proposalId];
        if (commitment.proven) return 0;
        Rounds.Leader memory leader = _rounds.leader;
        commitment.settled = true;
        bond = Bonds.escalated(BOND, commitment.failures);
        _fail(leader.proposer, leader.burnBid);
        emit LeaderFailed(proposalId, leader.proposer, bond);
    }

    /// @dev P3.3: the height restarts with the next commitment. Proposals on top of its proposals have died with them.
    function _restart(Rounds.Round memory round) internal {
        emit RoundRestarted(round.height, round.number);
        if (PIPELINED) _abandonNext(round);
        _replace(round, round.height, round.number + 1);
        _rounds.round = round;
    }

    /// @dev After a final block: in pipelined mode the round on top of it continues to its proofs; otherwise a new one
    /// opens (P3.1).
    function _advance(Rounds.Round memory round, uint24 winnerPlace, uint16 winnerProvers) internal {
        round.nextAlpha = Score.nextAlpha(round.nextAlpha, winnerProvers, TARGET_PROVERS, ALPHA_MIN, ALPHA_MAX); // P7.3
        uint32 number;
        if (PIPELINED) {
            if (Pipeline.promote(_rounds, round, winnerPlace, round.nextAlpha, PROOF_WINDOW)) return;
            if (_abandonNext(round)) number = 1;
        }
        _replace(round, round.height + 1, number);
        _open(round);
        _rounds.round = round;
    }

    function _abandonNext(Rounds.Round memory round) private returns (bool ran) {
        ran = _rounds.next.id == round.id + 1;
        if (!ran) return false;
        round.id += 1;
        emit RoundAbandoned(round.id, round.height + 1);
    }

    function _replace(Rounds.Round memory round, uint32 height, uint32 number) private pure {
        (round.id, round.height, round.number) = (round.id + 1, height, number);
        (round.start, round.commitments, round.leaderProvers, round.alpha) = (0, 0, 0, round.nextAlpha);
    }

    function _snapshotOf(uint32 roundId) internal view returns (Rounds.Snapshot storage) {
        return _rounds.snapshots[_parity(roundId)];
    }

    function _parity(uint32 roundId) private view returns (uint256) {
        return PIPELINED ? roundId & 1 : 0;
    }
}
