// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {RollupConstants} from "./RollupConstants.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {Bonds} from "./libraries/rounds/Bonds.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title Proposers' balances (P1.2) and their bonds (P9.6)
abstract contract ProposerAccounts is RollupConstants {
    /// @dev One slot. The total supply of native tokens stays far below 2^128 wei.
    struct Account {
        uint128 balance;
        uint8 failures;
    }

    mapping(address account => Account) private _accounts;

    /// @inheritdoc IRollup
    function depositBalance(address account, uint256 amount) external {
        _credit(account, amount);
        emit BalanceDeposited(account, msg.sender, amount);
        SafeTransferLib.safeTransferFrom(address(TOKEN), msg.sender, address(this), amount);
    }

    /// @inheritdoc IRollup
    function withdrawBalance(uint256 amount) external {
        _debit(msg.sender, amount);
        emit BalanceWithdrawn(msg.sender, amount);
        SafeTransferLib.safeTransfer(address(TOKEN), msg.sender, amount);
    }

    /// @inheritdoc IRollup
    function fine(address proposer, uint8 failures) external returns (uint256 taken) {
        if (msg.sender != COURT) revert NotCourt(msg.sender, COURT);
        (uint256 bond, uint256 balance) = (Bonds.escalated(BOND, failures), _accounts[proposer].balance);
        taken = bond < balance ? bond : balance;
        _debit(proposer, taken);
        _accounts[proposer].failures = Bonds.afterFailure(_accounts[proposer].failures);
        emit ProposerFined(proposer, taken);
        TOKEN.burn(taken);
    }

    /// @inheritdoc IRollup
    function payContest(address payout, uint256 amount) external {
        if (msg.sender != COURT) revert NotCourt(msg.sender, COURT);
        TOKEN.mint(payout, amount);
    }

    /// @inheritdoc IRollup
    function balanceOf(address account) external view returns (uint256) {
        return _accounts[account].balance;
    }

    /// @inheritdoc IRollup
    function bondOf(address proposer) external view returns (uint256 bond, uint8 failures) {
        failures = _accounts[proposer].failures;
        bond = Bonds.escalated(BOND, failures);
    }

    function _credit(address account, uint256 amount) internal {
        uint256 balance = _accounts[account].balance + amount;
        if (balance > type(uint128).max) revert BalanceOverflow(account, balance);
        _accounts[account].balance = uint128(balance);
    }

    function _debit(address account, uint256 amount) internal {
        uint256 balance = _accounts[account].balance;
        if (balance < amount) revert InsufficientBalance(account, balance, amount);
        unchecked {
            _accounts[account].balance = uint128(balance - amount);
        }
    }

    /// @dev Takes the bid and the bond that the proposer's failures require. Returns the number of failures.
    function _escrow(address proposer, uint256 burnBid) internal returns (uint8 failures) {
        Account memory account = _accounts[proposer];
        failures = account.failures;
        uint256 amount = burnBid + Bonds.escalated(BOND, failures);
        if (account.balance < amount) revert InsufficientBalance(proposer, account.balance, amount);
        unchecked {
            _accounts[proposer].balance = uint128(account.balance - amount);
        }
    }

    /// @dev P9.6: returns the bid but not the bond, and raises the next bond.
    function _fail(address proposer, uint256 burnBid) internal {
        _credit(proposer, burnBid);
        _accounts[proposer].failures = Bonds.afterFailure(_accounts[proposer].failures);
    }

    /// @dev A winning block resets its proposer's failures.
    function _forgive(address proposer) internal {
        _accounts[proposer].failures = 0;
    }
}
