// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, Settings} from "../../interfaces/IRollup.sol";
import {Score} from "./Score.sol";

/// @title Ranges of the settings (P11)
library SettingsRange {
    /// @notice Reverts with `SettingOutOfRange` for the first setting outside its range.
    function check(Settings memory s) internal pure {
        _within("proposalWindow", s.proposalWindow, 1, 1 days);
        _within("proofWindow", s.proofWindow, 1, 7 days);
        _within("inclusionDelay", s.inclusionDelay, 1, 30 days);
        // A bid of 0 would score 0 whatever the number of provers.
        _within("minBurnBid", s.minBurnBid, 1, type(uint96).max);
        _within("leafWeight", s.leafWeight, 1, type(uint16).max);
        _within("mergeWeight", s.mergeWeight, 1, type(uint16).max);
        _within("rootWeight", s.rootWeight, 1, type(uint16).max);
        _within("uncommittedFactorBps", s.uncommittedFactorBps, 0, 10_000);
        _within("targetProvers", s.targetProvers, 1, 2048);
        // α starts within its bounds.
        _within("alphaMin", s.alphaMin, Score.MIN_ALPHA, Score.GENESIS_ALPHA);
        _within("alphaMax", s.alphaMax, Score.GENESIS_ALPHA, Score.MAX_ALPHA);
        // Each proof is compared with each of the best U + 1.
        _within("uncles", s.uncles, 0, 4);
    }

    /// @notice Seconds from a round's snapshot to the last proof in it, if each `finalize` is called as soon as
    /// possible.
    /// @dev P3.4: in pipelined mode a round waits for its parent's proof window before its own opens.
    function longestRound(Settings memory s) internal pure returns (uint256) {
        return uint256(s.proposalWindow) + s.proofWindow * (s.pipelined ? uint256(2) : 1);
    }

    function _within(bytes32 setting, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert IRollup.SettingOutOfRange(setting, value, min, max);
    }
}
