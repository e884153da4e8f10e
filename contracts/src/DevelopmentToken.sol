// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";

/// @title A plain ERC-20 for local development: the second L2 asset of a devnet
/// @notice 18 decimals; the whole supply is minted at deployment.
contract DevelopmentToken is ERC20 {
    string private _name;
    string private _symbol;

    /// @param holder Receives the supply.
    /// @param supply In units of 1e-18.
    constructor(string memory name_, string memory symbol_, address holder, uint256 supply) {
        _name = name_;
        _symbol = symbol_;
        _mint(holder, supply);
    }

    function name() public view override returns (string memory) {
        return _name;
    }

    function symbol() public view override returns (string memory) {
        return _symbol;
    }

    /// @dev Nobody spends a holder's tokens without an allowance from that holder.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
