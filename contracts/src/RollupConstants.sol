// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CourtSettings, Parts, Settings} from "./Types.sol";
import {IRollupConstants} from "./interfaces/IRollupConstants.sol";
import {SettingsRange} from "./libraries/auction/SettingsRange.sol";
import {Field} from "./libraries/proofs/Field.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";

/// @title The constants of one deployment, checked once
/// @notice See `IRollupConstants`. It holds no tokens, and nothing in it ever changes.
contract RollupConstants is IRollupConstants {
    /// @dev Data contracts with the encoded structs.
    address private immutable _settings;
    address private immutable _courtSettings;
    address private immutable _parts;
    /// @inheritdoc IRollupConstants
    uint256 public immutable rollupId;
    /// @inheritdoc IRollupConstants
    uint256 public immutable longestRound;

    /// @param s What the rounds follow.
    /// @param c What the court follows.
    /// @param p All parts. Tokens, hash and verifiers exist; the others may be deployed later, at addresses known ahead.
    constructor(Settings memory s, CourtSettings memory c, Parts memory p) {
        SettingsRange.check(s);
        SettingsRange.check(c, s);
        _checkParts(p);
        rollupId = (block.chainid << 160) | uint160(p.rollup);
        _requireField(rollupId);
        longestRound = SettingsRange.longestRound(s);
        _settings = SSTORE2.write(abi.encode(s));
        _courtSettings = SSTORE2.write(abi.encode(c));
        _parts = SSTORE2.write(abi.encode(p));
    }

    /// @inheritdoc IRollupConstants
    function settings() external view returns (Settings memory) {
        return abi.decode(SSTORE2.read(_settings), (Settings));
    }

    /// @inheritdoc IRollupConstants
    function courtSettings() external view returns (CourtSettings memory) {
        return abi.decode(SSTORE2.read(_courtSettings), (CourtSettings));
    }

    /// @inheritdoc IRollupConstants
    function parts() external view returns (Parts memory) {
        return abi.decode(SSTORE2.read(_parts), (Parts));
    }

    function _checkParts(Parts memory p) private view {
        address[6] memory present =
            [p.token, p.secondAsset, p.poseidon2, p.blockVerifier, p.mergeVerifier, p.leafVerifier];
        for (uint256 i; i < present.length; ++i) {
            if (present[i].code.length == 0) revert BadPart(present[i]);
        }
        // Development verifiers of the three circuits may be one contract, so they are left out here.
        address[10] memory distinct = [
            p.token, p.secondAsset, p.vault, p.registry, p.auction, p.rollup, p.rewards, p.bridge, p.court, p.poseidon2
        ];
        for (uint256 i; i < distinct.length; ++i) {
            if (distinct[i] == address(0)) revert BadPart(distinct[i]);
            for (uint256 j; j < i; ++j) {
                if (distinct[j] == distinct[i]) revert BadPart(distinct[i]);
            }
        }
        _requireField(p.vkSetHash);
        _requireField(p.genesisStateRoot);
    }

    function _requireField(uint256 value) private pure {
        if (value >= Field.MODULUS) revert NotAField(value);
    }
}
