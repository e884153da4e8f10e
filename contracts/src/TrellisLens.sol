// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, Parts, ProvenProposal, Round, RoundRecord, Settings} from "./Types.sol";
import {IAuction} from "./interfaces/IAuction.sol";
import {IBridge} from "./interfaces/IBridge.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {Head, IRollup} from "./interfaces/IRollup.sol";
import {IRollupConstants} from "./interfaces/IRollupConstants.sol";
import {ITrellisLens, RankedCommitment, RollupStatus, RoundStatus} from "./interfaces/ITrellisLens.sol";
import {Score} from "./libraries/auction/Score.sol";
import {SeatSnapshot} from "./libraries/seats/SeatSnapshot.sol";

/// @title The lens
/// @notice See `ITrellisLens`.
contract TrellisLens is ITrellisLens {
    IAuction private immutable _auction;
    IRollup private immutable _rollup;
    IBridge private immutable _bridge;
    IProverRegistry private immutable _registry;
    uint32 private immutable _proposalWindow;
    bool private immutable _pipelined;

    constructor(IRollupConstants constants) {
        Parts memory p = constants.parts();
        Settings memory s = constants.settings();
        (_auction, _rollup, _bridge) = (IAuction(p.auction), IRollup(p.rollup), IBridge(p.bridge));
        (_registry, _proposalWindow, _pipelined) = (IProverRegistry(p.registry), s.proposalWindow, s.pipelined);
    }

    /// @inheritdoc ITrellisLens
    function status() external view returns (RollupStatus memory s) {
        Round memory running = _auction.running();
        Head memory head = _rollup.head();
        s.isStopped = _auction.isStopped();
        s.running = _statusOf(running, running.start != 0);
        if (_isBeingProven(running, head.proposalId)) s.above = _above(running);
        (s.head, s.stateRoot, s.messagesConsumed) = (head.proposalId, head.stateRoot, head.messagesConsumed);
        s.messagesQueued = _bridge.messagesQueued();
        s.best = _rollup.bestOf(running.id).proposalId;
        if (s.best != 0) s.bestScore = _ranked(s.best).score;
    }

    /// @inheritdoc ITrellisLens
    function ranking(uint256 offset, uint256 limit) external view returns (RankedCommitment[] memory rows) {
        Round memory running = _auction.running();
        Round memory above = _auction.next();
        uint256 all = uint256(running.commitments) + above.commitments;
        uint256 left = offset < all ? all - offset : 0;
        rows = new RankedCommitment[](left < limit ? left : limit);
        for (uint256 i; i < rows.length; ++i) {
            uint256 place = offset + i;
            rows[i] = _ranked(
                place < running.commitments
                    ? _auction.enteredAt(running.id, uint24(place))
                    : _auction.enteredAt(above.id, uint24(place - running.commitments))
            );
        }
    }

    /// @dev Final score of a proven proposal, otherwise the provisional one.
    function _ranked(bytes32 proposalId) private view returns (RankedCommitment memory) {
        Commitment memory c = _auction.commitmentOf(proposalId);
        ProvenProposal memory proven = _rollup.provenOf(proposalId);
        bool isProven = proven.kept != 0;
        uint256 score = Score.compute(isProven ? proven.provers : c.committedSeats, c.burnBid, c.alpha);
        return RankedCommitment(proposalId, c.roundId, c.burnBid, c.committedSeats, isProven, proven.provers, score);
    }

    /// @dev P3.4: whether proposals may build on those of the running round, as the auction decides it.
    function _isBeingProven(Round memory running, bytes32 head) private view returns (bool) {
        if (!_pipelined || running.start == 0 || block.timestamp < running.proofStart) return false;
        return _auction.leadOf(running.id, _auction.commitmentOf(head).place).seats != 0;
    }

    function _above(Round memory running) private view returns (RoundStatus memory) {
        Round memory above = _auction.next();
        if (above.id != 0) return _statusOf(above, true);
        (above.id, above.height, above.alpha) = (running.id + 1, running.height + 1, _auction.alpha());
        bool hasPassed = block.timestamp >= running.proofStart + _proposalWindow;
        above.start = hasPassed ? uint40(block.timestamp) : running.proofStart;
        above.commitEnd = above.start + _proposalWindow;
        return _statusOf(above, false);
    }

    function _statusOf(Round memory round, bool isOpen) private view returns (RoundStatus memory s) {
        (s.round, s.isOpen) = (round, isOpen);
        if (!isOpen) {
            (s.proverSetRoot, s.activeBitmap) = (_registry.proverSetRoot(), _registry.activeBitmap());
            return s;
        }
        RoundRecord memory record = _auction.recordOf(round.id);
        (s.snapshotAt, s.proofEnd, s.proverSetRoot) = (record.snapshotAt, record.proofEnd, round.proverSetRoot);
        s.activeBitmap = SeatSnapshot.read(record.activeBitmap);
    }
}
