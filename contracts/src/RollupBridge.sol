// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {RollupConstants} from "./RollupConstants.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {Bridge} from "./libraries/Bridge.sol";

/// @title The rollup's bridge: what `Bridge` does, and what may be asked of it
abstract contract RollupBridge is RollupConstants {
    Bridge.State internal _bridge;

    /// @inheritdoc IRollup
    function deposit(uint8 asset, uint256 keyX, uint256 keyY, uint96 amount)
        external
        returns (uint64 index, uint32 accountIndex)
    {
        return Bridge.deposit(_bridge, _tokenOf(asset), asset, keyX, keyY, amount);
    }

    /// @inheritdoc IRollup
    function escrowOf(uint8 asset) external view returns (uint256) {
        _tokenOf(asset);
        return _bridge.escrowed[asset];
    }

    /// @inheritdoc IRollup
    function rollingHash(uint64 count) external view returns (bytes32) {
        return _bridge.rolling[count];
    }

    /// @inheritdoc IRollup
    function accountOf(uint256 keyX, uint256 keyY) external view returns (bool known, uint32 accountIndex) {
        uint32 plusOne = _bridge.accountPlusOne[Bridge.keyHash(keyX, keyY)];
        if (plusOne != 0) (known, accountIndex) = (true, plusOne - 1);
    }

    function _tokenOf(uint8 asset) private view returns (address) {
        if (asset > 1) revert UnknownAsset(asset);
        return asset == 0 ? address(TOKEN) : SECOND_ASSET;
    }
}
