// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ITrellisToken} from "./interfaces/ITrellisToken.sol";
import {IVault} from "./interfaces/IVault.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title The vault
/// @notice See `IVault`.
contract Vault is IVault {
    address private immutable _native;
    address private immutable _other;
    /// @inheritdoc IVault
    address public immutable minter;

    /// @inheritdoc IVault
    mapping(address account => bool) public isModule;
    /// @inheritdoc IVault
    mapping(address module => mapping(uint256 asset => uint256)) public purseOf;

    /// @param native The native token, whose minter is this vault.
    /// @param other The second asset. It must move exactly what it is asked to: `collect` and `pay` check it.
    /// @param modules Contracts that have purses. They may be deployed later, at addresses known ahead.
    /// @param minter_ The one of them that mints.
    constructor(address native, address other, address[] memory modules, address minter_) {
        if (native.code.length == 0) revert BadPart(native);
        if (other.code.length == 0 || other == native) revert BadPart(other);
        if (ITrellisToken(native).minter() != address(this)) {
            revert NotTheMinterOfToken(native, ITrellisToken(native).minter());
        }
        for (uint256 i; i < modules.length; ++i) {
            if (modules[i] == address(0) || isModule[modules[i]]) revert BadPart(modules[i]);
            isModule[modules[i]] = true;
        }
        if (!isModule[minter_]) revert BadPart(minter_);
        (_native, _other, minter) = (native, other, minter_);
    }

    /// @inheritdoc IVault
    function collect(uint256 asset, address from, uint256 amount) external onlyModule {
        address token = tokenOf(asset);
        purseOf[msg.sender][asset] += amount;
        uint256 before = asset == 0 ? 0 : SafeTransferLib.balanceOf(token, address(this));
        SafeTransferLib.safeTransferFrom(token, from, address(this), amount);
        // The native token is known to move what it is asked to.
        if (asset != 0) _requireExact(asset, amount, SafeTransferLib.balanceOf(token, address(this)) - before);
    }

    /// @inheritdoc IVault
    function pay(uint256 asset, address to, uint256 amount) external onlyModule {
        address token = tokenOf(asset);
        _spend(asset, amount);
        uint256 before = SafeTransferLib.balanceOf(token, address(this));
        SafeTransferLib.safeTransfer(token, to, amount);
        // To the vault itself, tokens would leave the purse and stay here, with nobody who may spend them.
        _requireExact(asset, amount, before - SafeTransferLib.balanceOf(token, address(this)));
    }

    /// @inheritdoc IVault
    function move(uint256 asset, address to, uint256 amount) external onlyModule {
        tokenOf(asset);
        if (!isModule[to]) revert NotAModule(to);
        _spend(asset, amount);
        purseOf[to][asset] += amount;
        emit Moved(asset, msg.sender, to, amount);
    }

    /// @inheritdoc IVault
    function burn(uint256 amount) external onlyModule {
        _spend(0, amount);
        ITrellisToken(_native).burn(amount);
    }

    /// @inheritdoc IVault
    function mintTo(address to, uint256 amount) external {
        if (msg.sender != minter) revert NotMinter(msg.sender, minter);
        ITrellisToken(_native).mint(to, amount);
    }

    /// @inheritdoc IVault
    function tokenOf(uint256 asset) public view returns (address) {
        if (asset > 1) revert UnknownAsset(asset);
        return asset == 0 ? _native : _other;
    }

    modifier onlyModule() {
        if (!isModule[msg.sender]) revert NotAModule(msg.sender);
        _;
    }

    function _spend(uint256 asset, uint256 amount) private {
        uint256 purse = purseOf[msg.sender][asset];
        if (purse < amount) revert PurseTooSmall(msg.sender, asset, purse, amount);
        unchecked {
            purseOf[msg.sender][asset] = purse - amount;
        }
    }

    function _requireExact(uint256 asset, uint256 expected, uint256 moved) private pure {
        if (moved != expected) revert InexactTransfer(asset, expected, moved);
    }
}
