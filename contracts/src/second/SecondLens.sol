// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SeatSnapshot} from "../libraries/seats/SeatSnapshot.sol";
import {ISecondAuction} from "./ISecondAuction.sol";
import {ISecondBridge} from "./ISecondBridge.sol";
import {ISecondConstants} from "./ISecondConstants.sol";
import {ISecondLens, RankedCommitment, RoundStatus, SecondStatus} from "./ISecondLens.sol";
import {ISecondProverRegistry} from "./ISecondProverRegistry.sol";
import {Head, ISecondRollup} from "./ISecondRollup.sol";
import {Parts, RoundRecord, SecondCommitment, SecondProven, SecondRound, Settings} from "./SecondTypes.sol";
import {SecondScore} from "./libraries/SecondScore.sol";

/// @title The lens of the second version
/// @notice See `ISecondLens`.
contract SecondLens is ISecondLens {
    ISecondAuction private immutable _auction;
    ISecondRollup private immutable _rollup;
    ISecondBridge private immutable _bridge;
    ISecondProverRegistry private immutable _registry;
    uint32 private immutable _proposalWindow;
    bool private immutable _pipelined;

    constructor(ISecondConstants constants) {
        Parts memory p = constants.parts();
        Settings memory s = constants.settings();
        (_auction, _rollup, _bridge) = (ISecondAuction(p.auction), ISecondRollup(p.rollup), ISecondBridge(p.bridge));
        (_registry, _proposalWindow, _pipelined) = (ISecondProverRegistry(p.registry), s.proposalWindow, s.pipelined);
    }

    /// @inheritdoc ISecondLens
    function status() external view returns (SecondStatus memory s) {
        SecondRound memory running = _auction.running();
        Head memory head = _rollup.head();
        s.isStopped = _auction.isStopped();
        s.running = _statusOf(running, running.start != 0);
        if (_isBeingProven(running, head.proposalId)) s.above = _above(running);
        (s.head, s.stateRoot, s.messagesConsumed) = (head.proposalId, head.stateRoot, head.messagesConsumed);
        s.messagesQueued = _bridge.messagesQueued();
        s.best = _rollup.bestOf(running.id).proposalId;
        if (s.best != 0) s.bestScore = _ranked(s.best).score;
    }

    /// @inheritdoc ISecondLens
    function ranking(uint256 offset, uint256 limit) external view returns (RankedCommitment[] memory rows) {
        SecondRound memory running = _auction.running();
        SecondRound memory above = _auction.next();
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
        SecondCommitment memory c = _auction.commitmentOf(proposalId);
        SecondProven memory proven = _rollup.provenOf(proposalId);
        bool isProven = proven.kept != 0;
        uint256 score = SecondScore.compute(isProven ? proven.provers : c.committedSeats, c.burnBid, c.alpha);
        return RankedCommitment(proposalId, c.roundId, c.burnBid, c.committedSeats, isProven, proven.provers, score);
    }

    /// @dev P3.4: whether proposals may build on those of the running round, as the auction decides it.
    function _isBeingProven(SecondRound memory running, bytes32 head) private view returns (bool) {
        if (!_pipelined || running.start == 0 || block.timestamp < running.proofStart) return false;
        return _auction.leadOf(running.id, _auction.commitmentOf(head).place).seats != 0;
    }

    function _above(SecondRound memory running) private view returns (RoundStatus memory) {
        SecondRound memory above = _auction.next();
        if (above.id != 0) return _statusOf(above, true);
        (above.id, above.height, above.alpha) = (running.id + 1, running.height + 1, _auction.alpha());
        bool hasPassed = block.timestamp >= running.proofStart + _proposalWindow;
        above.start = hasPassed ? uint40(block.timestamp) : running.proofStart;
        above.commitEnd = above.start + _proposalWindow;
        return _statusOf(above, false);
    }

    function _statusOf(SecondRound memory round, bool isOpen) private view returns (RoundStatus memory s) {
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
