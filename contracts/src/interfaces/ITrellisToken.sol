// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The native token
/// @notice An ERC-20 with 18 decimals for bids, bonds, stakes, L2 fees and rewards.
interface ITrellisToken {
    /// @notice Only the minter may mint.
    error NotMinter(address caller, address minter);
    /// @notice The minter must not be zero: without a minter, rewards could never be paid.
    error ZeroMinter();

    /// @notice The only account that may mint: the vault, fixed at deployment.
    function minter() external view returns (address);

    /// @notice Creates `amount` (wei) for `to`.
    /// @dev Assumptions. Safety: the minter mints only rewards its rules owe. Liveness: none.
    function mint(address to, uint256 amount) external;

    /// @notice Destroys `amount` (wei) of the caller's own balance.
    function burn(uint256 amount) external;

    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);
    function approve(address spender, uint256 amount) external returns (bool);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}
