// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IVault} from "../../src/interfaces/IVault.sol";
import {Fixture} from "../fixtures/Fixture.sol";
import {SkimmingToken} from "../support/SkimmingToken.sol";

/// @notice A module can spend only its own purse.
contract VaultTest is Fixture {
    function test_aModuleCollectsMovesAndPaysItsOwnPurse() public {
        vault.collect(0, address(this), 10);
        vault.collect(1, address(this), 7);
        vm.assertEq(vault.purseOf(address(this), 0), 10);
        vm.assertEq(token.balanceOf(address(vault)), 10);
        vault.pay(0, alice, 4);
        vault.pay(1, bob, 7);
        vm.assertEq(token.balanceOf(alice), 4);
        vm.assertEq(other.balanceOf(bob), 7);
        vm.expectEmit();
        emit IVault.Moved(0, address(this), address(registry), 5);
        vault.move(0, address(registry), 5);
        vm.assertEq(vault.purseOf(address(this), 0), 1);
        vm.assertEq(vault.purseOf(address(registry), 0), 5);
        vault.burn(1);
        vm.assertEq(token.balanceOf(address(vault)), 5);
    }

    function test_noModuleSpendsAnothersPurse() public {
        join(1, alice);
        bytes memory refusal = abi.encodeWithSelector(IVault.PurseTooSmall.selector, address(this), 0, 0, 1);
        vm.expectRevert(refusal);
        vault.pay(0, alice, 1);
        vm.expectRevert(refusal);
        vault.move(0, address(this), 1);
        vm.expectRevert(refusal);
        vault.burn(1);
        vm.assertEq(vault.purseOf(address(registry), 0), STAKE);
    }

    function test_onlyModulesCall() public {
        bytes memory refusal = abi.encodeWithSelector(IVault.NotAModule.selector, alice);
        vm.startPrank(alice);
        vm.expectRevert(refusal);
        vault.collect(0, address(this), 1);
        vm.expectRevert(refusal);
        vault.pay(0, alice, 0);
        vm.expectRevert(refusal);
        vault.move(0, address(registry), 0);
        vm.expectRevert(refusal);
        vault.burn(0);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotMinter.selector, alice, address(this)));
        vault.mintTo(alice, 1);
        vm.stopPrank();
    }

    function test_onlyTheMintingModuleMints() public {
        uint256 supply = token.totalSupply();
        vault.mintTo(alice, 3);
        vm.assertEq(token.totalSupply(), supply + 3);
        vm.assertEq(token.balanceOf(alice), 3);
        vm.assertEq(vault.purseOf(address(this), 0), 0);
        vm.prank(address(registry));
        vm.expectRevert(abi.encodeWithSelector(IVault.NotMinter.selector, address(registry), address(this)));
        vault.mintTo(alice, 1);
    }

    function test_purseMovesToModulesOnly() public {
        vault.collect(0, address(this), 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAModule.selector, alice));
        vault.move(0, alice, 1);
    }

    function test_otherAssetsAreRefused() public {
        bytes memory refusal = abi.encodeWithSelector(IVault.UnknownAsset.selector, 2);
        vm.expectRevert(refusal);
        vault.collect(2, address(this), 1);
        vm.expectRevert(refusal);
        vault.pay(2, address(this), 0);
        vm.expectRevert(refusal);
        vault.move(2, address(registry), 0);
        vm.expectRevert(refusal);
        vault.tokenOf(2);
    }

    /// @dev Tokens paid to the vault itself would belong to nobody.
    function test_payingTheVaultItselfIsRefused() public {
        vault.collect(0, address(this), 5);
        vm.expectRevert(abi.encodeWithSelector(IVault.InexactTransfer.selector, 0, 5, 0));
        vault.pay(0, address(vault), 5);
    }

    function test_aTokenThatSkimsIsRefused() public {
        address skimming = address(new SkimmingToken());
        address[] memory modules = new address[](1);
        modules[0] = address(this);
        uint64 nonce = vm.getNonce(address(this));
        address native = address(newToken(createdAt(nonce + 1), address(this), 1));
        IVault there = IVault(create("Vault.sol", abi.encode(native, skimming, modules, address(this))));
        SkimmingToken(skimming).approve(address(there), 100);
        vm.expectRevert(abi.encodeWithSelector(IVault.InexactTransfer.selector, 1, 100, 99));
        there.collect(1, address(this), 100);
    }

    function deployed(address native, address second, address[] memory modules, address minter) external {
        create("Vault.sol", abi.encode(native, second, modules, minter));
    }

    function test_partsThatDoNotFitAreRefused() public {
        address[] memory modules = new address[](2);
        (modules[0], modules[1]) = (address(this), alice);
        (address native, address second) = (address(token), address(other));
        vm.expectRevert(abi.encodeWithSelector(IVault.BadPart.selector, alice));
        this.deployed(alice, second, modules, alice);
        vm.expectRevert(abi.encodeWithSelector(IVault.BadPart.selector, alice));
        this.deployed(native, alice, modules, alice);
        vm.expectRevert(abi.encodeWithSelector(IVault.BadPart.selector, native));
        this.deployed(native, native, modules, alice);
        // The token's minter is the vault of the fixture.
        vm.expectRevert(abi.encodeWithSelector(IVault.NotTheMinterOfToken.selector, native, address(vault)));
        this.deployed(native, second, modules, alice);
        uint64 nonce = vm.getNonce(address(this));
        native = address(newToken(createdAt(nonce + 1), address(this), 1));
        vm.expectRevert(abi.encodeWithSelector(IVault.BadPart.selector, bob));
        this.deployed(native, second, modules, bob);
        native = address(newToken(createdAt(nonce + 2), address(this), 1));
        modules[1] = address(this);
        vm.expectRevert(abi.encodeWithSelector(IVault.BadPart.selector, address(this)));
        this.deployed(native, second, modules, address(this));
    }

    /// @dev After any calls, also with tokens that came by themselves, the vault holds at least what the purses add up to; and a call of one
    /// module takes nothing from the purse of another.
    function testFuzz_theVaultHoldsAllPursesAndNoModuleSpendsAnothers(uint256[24] memory seeds) public {
        address[2] memory modules = [address(this), address(registry)];
        uint256[2] memory gifts;
        for (uint256 i; i < seeds.length; ++i) {
            (uint256 which, uint256 asset) = (seeds[i] & 1, (seeds[i] >> 1) & 1);
            // Small ones meet each other; large ones are a share of all that there is.
            uint256 amount = (seeds[i] >> 8) % (seeds[i] >> 7 & 1 == 0 ? 100 : 1e28);
            (address module, address another) = (modules[which], modules[1 - which]);
            uint256 kept = vault.purseOf(another, asset);
            gifts[asset] += callOfAModule(module, modules[(seeds[i] >> 6) & 1], (seeds[i] >> 2) % 7, asset, amount);
            vm.assertGe(vault.purseOf(another, asset), kept, "a purse was spent by another module");
            for (uint256 a; a < 2; ++a) {
                uint256 held = a == 0 ? token.balanceOf(address(vault)) : other.balanceOf(address(vault));
                uint256 purses = vault.purseOf(modules[0], a) + vault.purseOf(modules[1], a);
                vm.assertEq(purses + gifts[a], held, "purses and tokens differ");
            }
        }
    }

    /// @return gift Tokens that came into the vault and belong to nobody.
    function callOfAModule(address module, address to, uint256 kind, uint256 asset, uint256 amount)
        internal
        returns (uint256 gift)
    {
        uint256 purse = vault.purseOf(module, asset);
        if (kind == 6) {
            if (asset == 0) token.transfer(address(vault), amount);
            else other.transfer(address(vault), amount);
            return amount;
        }
        vm.startPrank(module);
        if (kind == 0) vault.collect(asset, address(this), amount);
        else if (kind == 1) vault.pay(asset, alice, bound(amount, 0, purse));
        else if (kind == 2) vault.move(asset, to, bound(amount, 0, purse));
        else if (kind == 3) vault.burn(bound(amount, 0, vault.purseOf(module, 0)));
        else if (module == address(this)) gift = mintFor(kind == 4 ? alice : address(vault), asset, amount);
        else triesToSpendMore(asset, purse + 1);
        vm.stopPrank();
    }

    function mintFor(address account, uint256 asset, uint256 amount) internal returns (uint256) {
        if (asset == 1) return 0;
        vault.mintTo(account, amount);
        return account == address(vault) ? amount : 0;
    }

    function triesToSpendMore(uint256 asset, uint256 amount) internal {
        bytes memory refusal =
            abi.encodeWithSelector(IVault.PurseTooSmall.selector, registry, asset, amount - 1, amount);
        vm.expectRevert(refusal);
        vault.pay(asset, alice, amount);
        vm.expectRevert(refusal);
        vault.move(asset, address(this), amount);
    }
}
