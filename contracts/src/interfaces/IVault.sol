// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The vault: all tokens of a deployment, and no rules
/// @notice Each module (auction, rewards, bridge, registry, court) has a purse of each asset. A module spends its own purse and no other,
/// so that a fault in one module loses what that module holds and nothing else. The modules are fixed at deployment.
///
/// What can go wrong here, and who loses: a module that calls `collect` for somebody who did not ask for it takes that account's tokens,
/// as far as the account has approved the vault. So accounts approve the amount of the call that they are about to make, and every
/// module passes its own caller.
interface IVault {
    /// @notice Tokens went from one purse to another.
    event Moved(uint256 indexed asset, address indexed from, address indexed to, uint256 amount);

    /// @notice The caller is not one of the modules.
    error NotAModule(address caller);
    /// @notice Assets are 0, the native token, and 1.
    error UnknownAsset(uint256 asset);
    /// @notice A module tried to spend more than its purse holds.
    error PurseTooSmall(address module, uint256 asset, uint256 purse, uint256 amount);
    /// @notice Only one module mints.
    error NotMinter(address caller, address minter);
    /// @notice The token moved another amount than it was asked to.
    error InexactTransfer(uint256 asset, uint256 expected, uint256 moved);
    /// @notice A module or a token address holds no code, or stands twice in the list.
    error BadPart(address part);
    /// @notice The native token has another minter than this vault.
    error NotTheMinterOfToken(address token, address minter);

    /// @notice Takes tokens of `from`, which has approved the vault, into the caller's purse. Only modules.
    /// @dev `from` may lose the amount: the module must have its consent.
    function collect(uint256 asset, address from, uint256 amount) external;

    /// @notice Pays tokens out of the caller's purse. Only modules.
    /// @dev The calling module's depositors may lose the amount.
    function pay(uint256 asset, address to, uint256 amount) external;

    /// @notice Moves tokens from the caller's purse to another module's. Only modules, to modules.
    /// @dev The calling module's depositors may lose the amount.
    function move(uint256 asset, address to, uint256 amount) external;

    /// @notice Destroys native tokens of the caller's purse. Only modules.
    /// @dev The calling module's depositors may lose the amount.
    function burn(uint256 amount) external;

    /// @notice Makes native tokens for an account. Only the minting module. No purse changes.
    /// @dev All holders of the token lose by what is minted without reason. Whoever has its pay minted for the vault itself loses it:
    /// the tokens are in no purse.
    function mintTo(address to, uint256 amount) external;

    /// @notice Tokens of `asset` that `module` may spend.
    function purseOf(address module, uint256 asset) external view returns (uint256);
    /// @notice The token of an asset: 0 is the native one.
    function tokenOf(uint256 asset) external view returns (address);
    /// @notice The module that mints.
    function minter() external view returns (address);
    /// @notice Whether an account is one of the modules.
    function isModule(address account) external view returns (bool);
}
