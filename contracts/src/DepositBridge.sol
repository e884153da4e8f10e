// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {RollupConstants} from "./RollupConstants.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {Grumpkin} from "./libraries/Grumpkin.sol";
import {MessageQueue} from "./libraries/MessageQueue.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title The bridge's L1 side: escrow, L2 accounts, and the queue of L1→L2 messages
abstract contract DepositBridge is RollupConstants {
    struct Counters {
        uint64 queued;
        uint64 consumed;
        uint32 accounts;
    }

    uint256 private constant ACCOUNTS = 1 << 20;

    Counters internal _counters;
    uint128[2] internal _escrowed;
    mapping(uint256 count => bytes32) internal _rolling;
    /// @dev Account index + 1 of a key's hash, so that 0 means none.
    mapping(bytes32 keyHash => uint32) private _accountPlusOne;

    /// @inheritdoc IRollup
    function deposit(uint8 asset, uint256 keyX, uint256 keyY, uint96 amount)
        external
        returns (uint64 index, uint32 accountIndex)
    {
        if (asset > 1) revert UnknownAsset(asset);
        if (amount == 0) revert ZeroAmount();
        if (!Grumpkin.isPoint(keyX, keyY)) revert InvalidL2Key(keyX, keyY);
        uint128 escrow = _escrowed[asset];
        if (uint256(escrow) + amount > type(uint128).max) revert EscrowFull(escrow, amount);
        Counters memory counters = _counters;
        bytes32 keyHash = _keyHash(keyX, keyY);
        uint32 plusOne = _accountPlusOne[keyHash];
        if (plusOne == 0) {
            if (counters.accounts == ACCOUNTS) revert AccountTreeFull(ACCOUNTS);
            plusOne = counters.accounts += 1;
            _accountPlusOne[keyHash] = plusOne;
        }

        accountIndex = plusOne - 1;
        index = counters.queued;
        bytes32 rolling = MessageQueue.extend(
            _rolling[index], MessageQueue.packDeposit(accountIndex, asset, amount), keyX, keyY
        );
        counters.queued = index + 1;
        _rolling[counters.queued] = rolling;
        _counters = counters;
        _escrowed[asset] = escrow + amount;
        emit Deposited(index, accountIndex, asset, amount, keyX, keyY, rolling);

        address token = asset == 0 ? address(TOKEN) : SECOND_ASSET;
        uint256 before = SafeTransferLib.balanceOf(token, address(this));
        SafeTransferLib.safeTransferFrom(token, msg.sender, address(this), amount);
        uint256 received = SafeTransferLib.balanceOf(token, address(this)) - before;
        if (received != amount) revert UnexpectedTransfer(received, amount);
    }

    /// @inheritdoc IRollup
    function escrowOf(uint8 asset) external view returns (uint256) {
        if (asset > 1) revert UnknownAsset(asset);
        return _escrowed[asset];
    }

    /// @inheritdoc IRollup
    function rollingHash(uint64 count) external view returns (bytes32) {
        return _rolling[count];
    }

    /// @inheritdoc IRollup
    function accountOf(uint256 keyX, uint256 keyY) external view returns (bool known, uint32 accountIndex) {
        uint32 plusOne = _accountPlusOne[_keyHash(keyX, keyY)];
        if (plusOne != 0) (known, accountIndex) = (true, plusOne - 1);
    }

    function _keyHash(uint256 keyX, uint256 keyY) private pure returns (bytes32) {
        return keccak256(abi.encode(keyX, keyY));
    }
}
