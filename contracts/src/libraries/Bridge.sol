// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup} from "../interfaces/IRollup.sol";
import {Grumpkin} from "./Grumpkin.sol";
import {MessageQueue} from "./MessageQueue.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title The bridge's L1 side: escrow, L2 accounts, and the queue of L1→L2 messages
/// @notice Linked to the rollup and run in its name: storage, tokens and events are the rollup's (docs/adr/0013).
library Bridge {
    struct State {
        uint64 queued;
        uint64 consumed;
        uint32 accounts;
        uint128[2] escrowed;
        mapping(uint256 count => bytes32) rolling;
        /// @dev Account index + 1 of a key's hash, so that 0 means none.
        mapping(bytes32 keyHash => uint32) accountPlusOne;
    }

    uint256 private constant ACCOUNTS = 1 << 20;

    /// @notice See `IRollup.deposit`.
    function deposit(State storage state, address token, uint8 asset, uint256 keyX, uint256 keyY, uint96 amount)
        external
        returns (uint64 index, uint32 accountIndex)
    {
        if (amount == 0) revert IRollup.ZeroAmount();
        if (!Grumpkin.isPoint(keyX, keyY)) revert IRollup.InvalidL2Key(keyX, keyY);
        uint128 escrow = state.escrowed[asset];
        if (uint256(escrow) + amount > type(uint128).max) revert IRollup.EscrowFull(escrow, amount);
        accountIndex = _account(state, keyX, keyY);
        index = state.queued;
        bytes32 rolling = MessageQueue.extend(
            state.rolling[index], MessageQueue.packDeposit(accountIndex, asset, amount), keyX, keyY
        );
        state.queued = index + 1;
        state.rolling[index + 1] = rolling;
        state.escrowed[asset] = escrow + amount;
        emit IRollup.Deposited(index, accountIndex, asset, amount, keyX, keyY, rolling);

        uint256 before = SafeTransferLib.balanceOf(token, address(this));
        SafeTransferLib.safeTransferFrom(token, msg.sender, address(this), amount);
        uint256 received = SafeTransferLib.balanceOf(token, address(this)) - before;
        if (received != amount) revert IRollup.UnexpectedTransfer(received, amount);
    }

    /// @dev The key's account; its first deposit opens one.
    function _account(State storage state, uint256 keyX, uint256 keyY) private returns (uint32) {
        bytes32 key = keyHash(keyX, keyY);
        uint32 plusOne = state.accountPlusOne[key];
        if (plusOne == 0) {
            plusOne = state.accounts + 1;
            if (plusOne > ACCOUNTS) revert IRollup.AccountTreeFull(ACCOUNTS);
            (state.accounts, state.accountPlusOne[key]) = (plusOne, plusOne);
        }
        return plusOne - 1;
    }

    /// @notice What an account is found by.
    function keyHash(uint256 keyX, uint256 keyY) internal pure returns (bytes32) {
        return keccak256(abi.encode(keyX, keyY));
    }
}
