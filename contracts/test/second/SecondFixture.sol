// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPoseidon2} from "../../src/interfaces/IPoseidon2.sol";
import {ITrellisToken} from "../../src/interfaces/ITrellisToken.sol";
import {ISecondProverRegistry} from "../../src/second/ISecondProverRegistry.sol";
import {IVault} from "../../src/second/IVault.sol";
import {Test} from "../support/Test.sol";
import {Wallet} from "../support/Vm.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice Vault and registry of the second version. The test plays the part of auction, rollup and court.
abstract contract SecondFixture is Test {
    uint96 internal constant STAKE = 100e18;
    uint96 internal constant MIN_STAKE = 50e18;
    uint32 internal constant EXIT_DELAY = 7 days;

    IPoseidon2 internal hasher;
    ITrellisToken internal token;
    ERC20 internal other;
    IVault internal vault;
    ISecondProverRegistry internal registry;
    address internal alice = address(0xa11ce);
    address internal bob = address(0xb0b);

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        hasher = IPoseidon2(create("Poseidon2.sol:Poseidon2", ""));
        // The next contracts of this account are token, second asset, vault and registry.
        uint64 nonce = vm.getNonce(address(this));
        address vaultAt = createdAt(nonce + 2);
        address registryAt = createdAt(nonce + 3);
        token = newToken(vaultAt, address(this), 1e30);
        other = newDevelopmentToken("Other", "OTH", address(this), 1e30);
        address[] memory modules = new address[](2);
        (modules[0], modules[1]) = (registryAt, address(this));
        vault = IVault(create("Vault.sol", abi.encode(address(token), address(other), modules, address(this))));
        registry = ISecondProverRegistry(create("SecondProverRegistry.sol", registryArguments()));
        vm.assertEq(address(registry), registryAt);
        token.approve(address(vault), type(uint256).max);
        other.approve(address(vault), type(uint256).max);
    }

    function registryArguments() internal view returns (bytes memory) {
        address me = address(this);
        return abi.encode(address(vault), address(hasher), STAKE, MIN_STAKE, EXIT_DELAY, me, me, me, me);
    }

    /// @notice Address of the contract that this account creates with a nonce of 1 .. 127.
    function createdAt(uint64 nonce) internal view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), uint8(nonce))))));
    }

    function keyOf(uint256 secret) internal returns (uint256 x, uint256 y) {
        Wallet memory wallet = vm.createWallet(secret);
        return (wallet.publicKeyX, wallet.publicKeyY);
    }

    function join(uint256 secret, address payout) internal returns (uint16) {
        (uint256 x, uint256 y) = keyOf(secret);
        (bytes32 r, bytes32 s) = joinSignature(secret, address(registry), payout);
        return registry.join(x, y, payout, r, s);
    }

    function leafOf(uint256 seat, uint256 secret) internal returns (uint256) {
        (uint256 x, uint256 y) = keyOf(secret);
        return hasher.hash3(x >> 8, y >> 8, (x & 0xff) << 24 | (y & 0xff) << 16 | seat);
    }

    function leave(uint16 seat, address payout) internal {
        vm.prank(payout);
        registry.requestExit(seat);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(seat);
    }
}
