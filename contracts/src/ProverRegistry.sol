// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry, Prover} from "./interfaces/IProverRegistry.sol";
import {SeatSnapshot} from "./libraries/SeatSnapshot.sol";
import {SeatTreeFrontier} from "./libraries/SeatTreeFrontier.sol";
import {Secp256k1} from "./libraries/Secp256k1.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title Registry of staked provers (P2)
contract ProverRegistry is IProverRegistry {
    using SeatTreeFrontier for SeatTreeFrontier.Frontier;

    /// @inheritdoc IProverRegistry
    address public immutable token;
    /// @inheritdoc IProverRegistry
    uint96 public immutable stake;

    /// @inheritdoc IProverRegistry
    bytes32 public proverSetRoot;
    /// @inheritdoc IProverRegistry
    uint16 public seatCount;
    /// @dev The last snapshot, zero once the active set has changed since.
    address private _snapshot;
    uint256[8] private _active;
    SeatTreeFrontier.Frontier private _frontier;
    mapping(uint256 seat => Prover) private _provers;
    /// @dev Seat + 1 of a key's address, so that 0 means none.
    mapping(address key => uint256) private _seatPlusOne;

    /// @param token_ The native token.
    /// @param stake_ Wei of a seat's stake, 1 .. 2^96 − 1. Default: devnet 100e18, mainnet 10,000e18.
    constructor(address token_, uint96 stake_) {
        if (token_.code.length == 0) revert NotAContract(token_);
        if (stake_ == 0) revert StakeOutOfRange(stake_, 1, type(uint96).max);
        token = token_;
        stake = stake_;
        proverSetRoot = SeatTreeFrontier.emptyRoot();
    }

    /// @inheritdoc IProverRegistry
    function join(bytes32 keyX, bytes32 keyY, address payout) external returns (uint16 seat) {
        seat = seatCount;
        if (seat == SeatTreeFrontier.SEATS) revert RegistryFull(SeatTreeFrontier.SEATS);
        if (!Secp256k1.isPoint(uint256(keyX), uint256(keyY))) revert InvalidKey(keyX, keyY);
        if (payout == address(0)) revert ZeroPayout();
        address key = Secp256k1.toAddress(keyX, keyY);
        uint256 taken = _seatPlusOne[key];
        if (taken != 0) revert KeyTaken(key, uint16(taken - 1));

        seatCount = seat + 1;
        _seatPlusOne[key] = uint256(seat) + 1;
        _provers[seat] = Prover(key, stake, payout);
        _active[seat >> 8] |= 1 << (seat & 0xff);
        _snapshot = address(0);
        bytes32 root = _frontier.append(seat, SeatTreeFrontier.leaf(seat, keyX, keyY));
        proverSetRoot = root;
        emit ProverJoined(seat, keyX, keyY, payout, root);

        SafeTransferLib.safeTransferFrom(token, msg.sender, address(this), stake);
    }

    /// @inheritdoc IProverRegistry
    function snapshot() external returns (bytes32, address) {
        address current = _snapshot;
        if (current == address(0)) {
            current = _snapshot = SeatSnapshot.write(_active);
            emit SnapshotTaken(proverSetRoot, current);
        }
        return (proverSetRoot, current);
    }

    /// @inheritdoc IProverRegistry
    function activeBitmap() external view returns (uint256[8] memory) {
        return _active;
    }

    /// @inheritdoc IProverRegistry
    function proverAt(uint256 seat) external view returns (Prover memory) {
        if (seat >= seatCount) revert UnknownSeat(seat, seatCount);
        return _provers[seat];
    }

    /// @inheritdoc IProverRegistry
    function payoutOf(uint256 seat) external view returns (address) {
        if (seat >= seatCount) revert UnknownSeat(seat, seatCount);
        return _provers[seat].payout;
    }

    /// @inheritdoc IProverRegistry
    function seatOf(address key) external view returns (bool taken, uint16 seat) {
        uint256 plusOne = _seatPlusOne[key];
        if (plusOne != 0) (taken, seat) = (true, uint16(plusOne - 1));
    }
}
