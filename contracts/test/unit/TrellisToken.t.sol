// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ITrellisToken} from "../../src/interfaces/ITrellisToken.sol";
import {Test} from "../support/Test.sol";

contract TrellisTokenTest is Test {
    address internal constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
    ITrellisToken internal token;

    function setUp() public {
        token = newToken(address(this), address(0xA), 5e18);
    }

    function test_initialSupplyGoesToItsHolder() public view {
        vm.assertEq(token.balanceOf(address(0xA)), 5e18);
        vm.assertEq(token.totalSupply(), 5e18);
    }

    function test_onlyTheMinterMints() public {
        token.mint(address(0xB), 1);
        vm.assertEq(token.balanceOf(address(0xB)), 1);
        vm.prank(address(0xB));
        vm.expectRevert(abi.encodeWithSelector(ITrellisToken.NotMinter.selector, address(0xB), address(this)));
        token.mint(address(0xB), 1);
    }

    function test_aHolderBurnsItsOwnTokensOnly() public {
        vm.prank(address(0xA));
        token.burn(2e18);
        vm.assertEq(token.totalSupply(), 3e18);
        vm.expectRevert(bytes4(keccak256("InsufficientBalance()")));
        token.burn(1);
    }

    function test_needsAMinter() public {
        vm.expectRevert(ITrellisToken.ZeroMinter.selector);
        newToken(address(0), address(0xA), 1);
    }

    function test_permit2HasNoAllowanceByDefault() public {
        vm.assertEq(token.allowance(address(0xA), PERMIT2), 0);
        vm.prank(PERMIT2);
        vm.expectRevert(bytes4(keccak256("InsufficientAllowance()")));
        token.transferFrom(address(0xA), PERMIT2, 1);
    }
}
