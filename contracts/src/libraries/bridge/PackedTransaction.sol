// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Packed L2 transactions (docs/spec/encoding.md): head ‖ from · 2^20 + to ‖ amount ‖ fee
/// @dev head = kind | asset << 4 | forced << 5 | failed << 6; bit 7 is 0.
library PackedTransaction {
    uint256 internal constant BYTES = 20;

    uint8 private constant DEPOSIT = 1;
    uint8 private constant TRANSFER = 2;
    uint8 private constant SWAP = 3;
    uint8 private constant WITHDRAW = 4;
    uint8 private constant SEED = 5;
    uint8 private constant FORCED = 1 << 5;
    uint8 private constant FAILED = 1 << 6;
    uint256 private constant EXPONENT = 31;
    uint256 private constant MAX_FEE_EXPONENT = 25;
    uint256 private constant MAX_MINIMUM_OUT_EXPONENT = 24;

    /// @notice A deposit of `assetId` to an account.
    function deposit(uint8 assetId, uint32 account, uint96 units) internal pure returns (bytes20) {
        return bytes20(abi.encodePacked(DEPOSIT | (assetId << 4), uint40(account), units, uint16(0)));
    }

    /// @notice A gift of `assetId` to the pool's reserve.
    function seed(uint8 assetId, uint96 units) internal pure returns (bytes20) {
        return bytes20(abi.encodePacked(SEED | (assetId << 4), uint40(0), units, uint16(0)));
    }

    /// @notice Whether a circuit can process it as a forced transaction (P10.3), without checking the two account
    /// indices: forced, not failed, of a kind that users send, with amounts and decimal exponents in range.
    function isForceable(bytes20 packed) internal pure returns (bool) {
        uint8 head = uint8(packed[0]);
        if (head & 0xe0 != FORCED || fee(packed) & EXPONENT > MAX_FEE_EXPONENT) return false;
        uint8 kind = head & 0x0f;
        if (kind == TRANSFER) return true;
        if (amount(packed) == 0) return false;
        return kind == SWAP ? to(packed) & EXPONENT <= MAX_MINIMUM_OUT_EXPONENT : kind == WITHDRAW && to(packed) == 0;
    }

    /// @notice Whether it brings its amount from L1 to the account `to`.
    function isDeposit(bytes20 packed) internal pure returns (bool) {
        return uint8(packed[0]) & 0x0f == DEPOSIT;
    }

    /// @notice Whether `to` is an account.
    function isTransfer(bytes20 packed) internal pure returns (bool) {
        return uint8(packed[0]) & 0x0f == TRANSFER;
    }

    /// @notice Whether it withdrew its amount from L2: a withdrawal that has not failed.
    function isPaidWithdrawal(bytes20 packed) internal pure returns (bool) {
        return uint8(packed[0]) & (0x0f | FAILED) == WITHDRAW;
    }

    function asset(bytes20 packed) internal pure returns (uint8) {
        return (uint8(packed[0]) >> 4) & 1;
    }

    function from(bytes20 packed) internal pure returns (uint32) {
        return uint32(uint160(packed) >> 132) & 0xfffff;
    }

    function to(bytes20 packed) internal pure returns (uint32) {
        return uint32(uint160(packed) >> 112) & 0xfffff;
    }

    function amount(bytes20 packed) internal pure returns (uint96) {
        return uint96(uint160(packed) >> 16);
    }

    function fee(bytes20 packed) internal pure returns (uint16) {
        return uint16(uint160(packed));
    }
}
