// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Parts, Settings} from "./Types.sol";
import {IAuction} from "./interfaces/IAuction.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Bond} from "./libraries/pay/Bond.sol";

/// @title Proposers' balances (P1)
/// @notice Balances and escrows together are the auction's purse in the vault.
abstract contract Balances is IAuction {
    IVault internal immutable _vault;
    address internal immutable _rollup;
    address internal immutable _bridge;
    uint96 private immutable _bond;
    uint32 private immutable _bondBps;

    /// @inheritdoc IAuction
    mapping(address account => uint256) public balanceOf;

    constructor(Settings memory s, Parts memory p) {
        (_vault, _rollup, _bridge) = (IVault(p.vault), p.rollup, p.bridge);
        (_bond, _bondBps) = (s.bond, s.bondBps);
    }

    /// @inheritdoc IAuction
    function depositBalance(address account, uint256 amount) external {
        balanceOf[account] += amount;
        emit BalanceDeposited(account, msg.sender, amount);
        _vault.collect(0, msg.sender, amount);
    }

    /// @inheritdoc IAuction
    function withdrawBalance(uint256 amount) external {
        _debit(msg.sender, amount);
        emit BalanceWithdrawn(msg.sender, amount);
        _vault.pay(0, msg.sender, amount);
    }

    /// @inheritdoc IAuction
    function credit(address account, uint256 amount) external {
        if (msg.sender != _bridge) revert NotBridge(msg.sender, _bridge);
        balanceOf[account] += amount;
    }

    /// @inheritdoc IAuction
    function bondOf(uint96 burnBid) public view returns (uint256) {
        return Bond.required(burnBid, _bond, _bondBps);
    }

    function _debit(address account, uint256 amount) internal {
        uint256 balance = balanceOf[account];
        if (balance < amount) revert InsufficientBalance(account, balance, amount);
        unchecked {
            balanceOf[account] = balance - amount;
        }
    }

    /// @dev R9: gives bid and bond back, but for `lost`, which the caller burns.
    function _release(bytes32 proposalId, address proposer, uint96 burnBid, uint256 lost) internal {
        uint256 amount = burnBid + bondOf(burnBid) - lost;
        balanceOf[proposer] += amount;
        emit Refunded(proposalId, proposer, amount, lost);
    }
}
