// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CourtSettings, Settings} from "../../Types.sol";
import {IRollupConstants} from "../../interfaces/IRollupConstants.sol";

/// @title Ranges of the settings (P11, R13)
library SettingsRange {
    /// @dev Every window is at least this many slots, so that an honest transaction lands in it.
    uint256 internal constant MIN_SLOTS = 5;
    /// @dev R17: a window is extended by this many slots at most.
    uint256 internal constant EXTENSIONS = 5;
    /// @dev A ring of 64 rounds holds every round whose proof window is open: a round takes a proposal window at least, and in pipelined
    /// mode two round numbers may pass in it.
    uint256 internal constant MAX_PROOF_WINDOWS = 31;
    uint256 internal constant ALPHA_ONE = 65_536;
    /// @dev α = 3 at genesis.
    uint256 internal constant GENESIS_ALPHA = 3 * ALPHA_ONE;
    /// @dev α ≤ 5¾ keeps every score below 2^256.
    uint256 internal constant MAX_ALPHA = 23 * ALPHA_ONE / 4;

    /// @notice Reverts with `SettingOutOfRange` for the first setting outside its range.
    function check(Settings memory s) internal pure {
        _within("slotTime", s.slotTime, 1, 60);
        uint256 least = MIN_SLOTS * s.slotTime;
        _within("proposalWindow", s.proposalWindow, least, 1 days);
        _within("proofWindow", s.proofWindow, least, 7 days);
        _within("proofWindow", s.proofWindow, least, MAX_PROOF_WINDOWS * s.proposalWindow);
        // A message that is queued in a round has had a whole round in which a block may take it.
        _within("inclusionDelay", s.inclusionDelay, longestRound(s), 30 days);
        _within("escapeDelay", s.escapeDelay, 1 days, 365 days);
        _within("uncleWindow", s.uncleWindow, least, 30 days);
        // A bid of 0 would score 0 whatever the number of provers.
        _within("minBurnBid", s.minBurnBid, 1, type(uint96).max);
        _within("bondBps", s.bondBps, 0, 100_000);
        _within("leafWeight", s.leafWeight, 1, type(uint16).max);
        _within("mergeWeight", s.mergeWeight, 1, type(uint16).max);
        _within("rootWeight", s.rootWeight, 1, type(uint16).max);
        _within("uncommittedFactorBps", s.uncommittedFactorBps, 0, 10_000);
        _within("minProverShareBps", s.minProverShareBps, 0, 10_000);
        _within("targetProvers", s.targetProvers, 1, 2048);
        // α starts within its bounds.
        _within("alphaMin", s.alphaMin, ALPHA_ONE, GENESIS_ALPHA);
        _within("alphaMax", s.alphaMax, GENESIS_ALPHA, MAX_ALPHA);
        _within("unclePayBps", s.unclePayBps, 0, 10_000);
        _within("uncleMinBps", s.uncleMinBps, 0, 10_000);
        _within("uncles", s.uncles, 0, 8);
    }

    /// @notice As `check`, for the court's settings.
    /// @param s The settings that the rounds follow; checked before.
    function check(CourtSettings memory c, Settings memory s) internal pure {
        _within("reportWindow", c.reportWindow, MIN_SLOTS * s.slotTime, 30 days);
        // Whoever is reported has at least the time that the node had in the first place.
        _within("contestWindow", c.contestWindow, s.proofWindow, 30 days);
        _within("penaltyFactor", c.penaltyFactor, 0, 100);
        _within("levelDecay", c.levelDecay, 1, 365 days);
        _within("slashBps", c.slashBps, 1, 10_000);
    }

    /// @notice Seconds from a round's snapshot to the last proof in it, if each `finalize` is called as soon as possible.
    /// @dev P3.4: in pipelined mode the snapshot is taken when the parent's proof window opens. The round then waits for the end of that
    /// window or of its own proposals, and its proposals may be open once more (R11).
    function longestRound(Settings memory s) internal pure returns (uint256) {
        uint256 proposals = s.proposalWindow + EXTENSIONS * s.slotTime;
        if (!s.pipelined) return proposals + s.proofWindow;
        return (proposals > s.proofWindow ? proposals : s.proofWindow) + proposals + s.proofWindow;
    }

    function _within(bytes32 setting, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert IRollupConstants.SettingOutOfRange(setting, value, min, max);
    }
}
