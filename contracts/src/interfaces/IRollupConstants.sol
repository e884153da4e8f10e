// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CourtSettings, Parts, Settings} from "../Types.sol";

/// @title The constants of one deployment, checked once
/// @notice Deployed first. Every other contract reads its constants here when it is made, so all have the same.
/// The other contracts may be deployed later, at addresses known ahead.
interface IRollupConstants {
    /// @notice A setting is outside its range (R13).
    error SettingOutOfRange(bytes32 setting, uint256 value, uint256 min, uint256 max);
    /// @notice A part that must exist already holds no code, or two parts have one address.
    error BadPart(address part);
    /// @notice A field element is not below the modulus.
    error NotAField(uint256 value);

    function settings() external view returns (Settings memory);
    function courtSettings() external view returns (CourtSettings memory);
    function parts() external view returns (Parts memory);
    /// @notice chain id << 160 | the rollup's address: what circuits, votes and claims are bound to.
    function rollupId() external view returns (uint256);
    /// @notice Longest time in seconds from a round's snapshot to the last proof in it, if nobody delays `finalize`.
    function longestRound() external view returns (uint256);
}
