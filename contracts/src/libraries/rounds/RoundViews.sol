// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "../../interfaces/IProverRegistry.sol";
import {Commitment, NextRound, Ranked, Settings, Status} from "../../interfaces/IRollup.sol";
import {Bridge} from "../bridge/Bridge.sol";
import {ProverPay} from "../pay/ProverPay.sol";
import {SeatSnapshot} from "../seats/SeatSnapshot.sol";
import {Rounds} from "./Rounds.sol";
import {Score} from "./Score.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";

/// @title Views of the rounds
/// @notice Linked to the rollup and run by delegatecall (docs/adr/0013). Results are returned encoded, and the rollup
/// passes them on: decoding and encoding them again would take more code than computing them.
library RoundViews {
    /// @notice See `IRollup.status`.
    /// @param constants Data contract that begins with the encoded settings.
    function status(
        Rounds.State storage state,
        ProverPay.State storage pay,
        Bridge.State storage bridge,
        IProverRegistry registry,
        address constants
    ) external view returns (bytes memory) {
        Status memory s;
        Settings memory settings = abi.decode(SSTORE2.read(constants), (Settings));
        Rounds.Round memory round = state.round;
        s.settings = settings;
        (s.height, s.round, s.roundId) = (round.height, round.number, round.id);
        (s.commitments, s.alpha) = (round.commitments, round.alpha);
        s.windowOpen = round.start != 0;
        if (s.windowOpen) {
            (s.windowStart, s.commitEnd) = (round.start, uint64(round.start) + settings.proposalWindow);
            (s.proofStart, s.proofEnd) = (round.proofStart, uint64(round.proofStart) + settings.proofWindow);
        }
        (s.proverSetRoot, s.activeBitmap) = _seatsOf(state, registry, settings.pipelined, round.id, s.windowOpen);
        (s.head, s.stateRoot) = (state.head, state.stateRoot);
        if (state.best.roundId == round.id) {
            s.best = state.best.proposalId;
            s.bestScore = _scoreOf(pay.commitments[s.best], round.alpha);
        }
        (s.messagesQueued, s.messagesConsumed) = (bridge.messages.queued, bridge.messages.consumed);
        if (Rounds.isBeingProven(round, settings.pipelined)) s.next = _next(state, registry, settings, round);
        return abi.encode(s);
    }

    /// @notice See `IRollup.ranking`.
    function ranking(
        Rounds.State storage state,
        ProverPay.State storage pay,
        bool pipelined,
        uint256 offset,
        uint256 limit
    ) external view returns (bytes memory) {
        Rounds.Round memory round = state.round;
        Rounds.Round memory next = state.next;
        uint256 commitments = round.commitments;
        if (next.id == round.id + 1) commitments += next.commitments;
        uint256 left = offset < commitments ? commitments - offset : 0;
        Ranked[] memory rows = new Ranked[](left < limit ? left : limit);
        for (uint256 i; i < rows.length; ++i) {
            uint256 place = offset + i;
            bool isNext = place >= round.commitments;
            if (isNext) place -= round.commitments;
            bytes32 proposalId = state.entered[_parity(isNext ? next.id : round.id, pipelined)][place];
            Commitment memory c = pay.commitments[proposalId];
            uint256 score = _scoreOf(c, isNext ? next.alpha : round.alpha);
            rows[i] = Ranked(proposalId, c.roundId, c.burnBid, c.committedProvers, c.proven, c.provenProvers, score);
        }
        return abi.encode(rows);
    }

    function _next(
        Rounds.State storage state,
        IProverRegistry registry,
        Settings memory settings,
        Rounds.Round memory round
    ) private view returns (NextRound memory s) {
        (Rounds.Round memory next, bool isOpen) = Rounds.above(state, round, settings.proposalWindow);
        (s.height, s.round, s.roundId) = (next.height, next.number, next.id);
        (s.commitments, s.alpha) = (next.commitments, next.alpha);
        s.windowOpen = next.start != 0;
        if (s.windowOpen) (s.windowStart, s.commitEnd) = (next.start, uint64(next.start) + settings.proposalWindow);
        (s.proverSetRoot, s.activeBitmap) = _seatsOf(state, registry, true, next.id, isOpen);
    }

    /// @dev The round's snapshot, or the values that a snapshot would have now.
    function _seatsOf(
        Rounds.State storage state,
        IProverRegistry registry,
        bool pipelined,
        uint32 roundId,
        bool isTaken
    ) private view returns (bytes32, uint256[8] memory) {
        if (!isTaken) return (registry.proverSetRoot(), registry.activeBitmap());
        Rounds.Snapshot memory snapshot = state.snapshots[_parity(roundId, pipelined)];
        return (snapshot.proverSetRoot, SeatSnapshot.read(snapshot.activeBitmap));
    }

    /// @dev Final score of a proven proposal, otherwise the provisional score.
    function _scoreOf(Commitment memory c, uint8 alpha) private pure returns (uint256) {
        return Score.compute(c.proven ? c.provenProvers : c.committedProvers, c.burnBid, alpha);
    }

    function _parity(uint32 roundId, bool pipelined) private pure returns (uint256) {
        return pipelined ? roundId & 1 : 0;
    }
}
