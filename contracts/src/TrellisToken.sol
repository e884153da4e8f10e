// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ITrellisToken} from "./interfaces/ITrellisToken.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

/// @title The native token
/// @notice Only the vault mints. `initialSupply` is the supply at the start of a network (a faucet on a devnet).
contract TrellisToken is ITrellisToken, ERC20 {
    /// @inheritdoc ITrellisToken
    address public immutable minter;

    /// @param minter_ The vault; deploy the token first, with the future address of the vault.
    /// @param initialHolder Receives the initial supply.
    /// @param initialSupply Wei; may be 0.
    constructor(address minter_, address initialHolder, uint256 initialSupply) {
        if (minter_ == address(0)) revert ZeroMinter();
        minter = minter_;
        if (initialSupply != 0) _mint(initialHolder, initialSupply);
    }

    /// @inheritdoc ITrellisToken
    function mint(address to, uint256 amount) external {
        if (msg.sender != minter) revert NotMinter(msg.sender, minter);
        _mint(to, amount);
    }

    /// @inheritdoc ITrellisToken
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    function name() public pure override returns (string memory) {
        return "Trellis";
    }

    function symbol() public pure override returns (string memory) {
        return "TRL";
    }

    function totalSupply() public view override(ITrellisToken, ERC20) returns (uint256) {
        return super.totalSupply();
    }

    function balanceOf(address account) public view override(ITrellisToken, ERC20) returns (uint256) {
        return super.balanceOf(account);
    }

    function allowance(address owner, address spender) public view override(ITrellisToken, ERC20) returns (uint256) {
        return super.allowance(owner, spender);
    }

    function approve(address spender, uint256 amount) public override(ITrellisToken, ERC20) returns (bool) {
        return super.approve(spender, amount);
    }

    function transfer(address to, uint256 amount) public override(ITrellisToken, ERC20) returns (bool) {
        return super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount)
        public
        override(ITrellisToken, ERC20)
        returns (bool)
    {
        return super.transferFrom(from, to, amount);
    }

    /// @dev Nobody spends a holder's tokens without an allowance from that holder.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
