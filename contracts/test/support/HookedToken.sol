// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice An account that the token calls at each transfer.
interface TransferHook {
    function onTransfer() external;
}

/// @notice A token that moves what it is asked to move, and lets sender and receiver call back in between.
contract HookedToken is ERC20 {
    mapping(address account => bool) public isHooked;

    constructor(address holder, uint256 supply) {
        _mint(holder, supply);
    }

    function hook() external {
        isHooked[msg.sender] = true;
    }

    function name() public pure override returns (string memory) {
        return "Hooked";
    }

    function symbol() public pure override returns (string memory) {
        return "HOOK";
    }

    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }

    function _beforeTokenTransfer(address from, address, uint256) internal override {
        if (isHooked[from]) TransferHook(from).onTransfer();
    }

    function _afterTokenTransfer(address, address to, uint256) internal override {
        if (isHooked[to]) TransferHook(to).onTransfer();
    }
}
