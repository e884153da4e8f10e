// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry, Prover} from "./interfaces/IProverRegistry.sol";
import {ITrellisToken} from "./interfaces/ITrellisToken.sol";
import {SeatSignature} from "./libraries/seats/SeatSignature.sol";
import {SeatSnapshot} from "./libraries/seats/SeatSnapshot.sol";
import {SeatTreeFrontier} from "./libraries/seats/SeatTreeFrontier.sol";
import {Secp256k1} from "./libraries/seats/Secp256k1.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title Registry of staked provers (P2)
contract ProverRegistry is IProverRegistry {
    using SeatTreeFrontier for SeatTreeFrontier.Frontier;

    /// @inheritdoc IProverRegistry
    address public immutable token;
    /// @inheritdoc IProverRegistry
    uint96 public immutable stake;
    /// @inheritdoc IProverRegistry
    uint96 public immutable minStake;
    /// @inheritdoc IProverRegistry
    uint32 public immutable exitDelay;
    /// @inheritdoc IProverRegistry
    address public immutable slasher;

    /// @inheritdoc IProverRegistry
    bytes32 public proverSetRoot;
    /// @inheritdoc IProverRegistry
    uint16 public seatCount;
    /// @dev The last snapshot; zero if the active set has changed since.
    address private _snapshot;
    uint256[8] private _active;
    SeatTreeFrontier.Frontier private _frontier;
    mapping(uint256 seat => Prover) private _provers;
    /// @dev Seat + 1 by the key's address, so 0 means none.
    mapping(address key => uint256) private _seatPlusOne;

    /// @param token_ The native token.
    /// @param stake_ Wei of a seat's stake, 1 .. 2^96 − 1. Default: devnet 100e18, mainnet 10,000e18.
    /// @param minStake_ Wei below which a slashed seat is not active, 1 .. stake. Default: half of the stake.
    /// @param exitDelay_ Seconds, 1 .. 31,536,000; the rollup requires more than its windows. Default: 7 days.
    /// @param slasher_ The contract that judges reports. It may be deployed later, at an address known in advance.
    constructor(address token_, uint96 stake_, uint96 minStake_, uint32 exitDelay_, address slasher_) {
        if (token_.code.length == 0) revert NotAContract(token_);
        _within("stake", stake_, 1, type(uint96).max);
        _within("minStake", minStake_, 1, stake_);
        _within("exitDelay", exitDelay_, 1, 365 days);
        (token, stake, minStake, exitDelay, slasher) = (token_, stake_, minStake_, exitDelay_, slasher_);
        proverSetRoot = SeatTreeFrontier.emptyRoot();
    }

    /// @inheritdoc IProverRegistry
    function join(bytes32 keyX, bytes32 keyY, address payout, bytes32 r, bytes32 s) external returns (uint16 seat) {
        seat = seatCount;
        if (seat == SeatTreeFrontier.SEATS) revert RegistryFull(SeatTreeFrontier.SEATS);
        if (!Secp256k1.isPoint(uint256(keyX), uint256(keyY))) revert InvalidKey(keyX, keyY);
        if (payout == address(0)) revert ZeroPayout();
        address key = Secp256k1.toAddress(keyX, keyY);
        uint256 taken = _seatPlusOne[key];
        if (taken != 0) revert KeyTaken(key, uint16(taken - 1));
        if (!SeatSignature.isBy(key, SeatSignature.joinDigest(address(this), payout), r, s)) {
            revert InvalidJoinSignature(key);
        }

        seatCount = seat + 1;
        _seatPlusOne[key] = uint256(seat) + 1;
        _provers[seat] = Prover(key, 0, 0, payout, stake);
        _setActive(seat, true);
        bytes32 root = _frontier.append(seat, SeatTreeFrontier.leaf(seat, keyX, keyY));
        proverSetRoot = root;
        emit ProverJoined(seat, keyX, keyY, payout, root);

        SafeTransferLib.safeTransferFrom(token, msg.sender, address(this), stake);
    }

    /// @inheritdoc IProverRegistry
    function requestExit(uint16 seat) external {
        Prover storage prover = _owned(seat);
        if (prover.exitAt != 0) revert AlreadyExiting(seat, prover.exitAt);
        uint64 exitAt = uint64(block.timestamp) + exitDelay;
        prover.exitAt = exitAt;
        _setActive(seat, false);
        emit ExitRequested(seat, exitAt);
    }

    /// @inheritdoc IProverRegistry
    function withdraw(uint16 seat) external {
        Prover storage prover = _joined(seat);
        (uint64 exitAt, uint16 reports, uint256 amount) = (prover.exitAt, prover.reports, prover.stake);
        if (exitAt == 0 || block.timestamp < exitAt) revert ExitNotReached(block.timestamp, exitAt);
        if (reports != 0) revert SeatReported(seat, reports);
        if (amount == 0) revert NothingToWithdraw(seat);
        address payout = prover.payout;
        prover.stake = 0;
        emit StakeWithdrawn(seat, payout, amount);
        SafeTransferLib.safeTransfer(token, payout, amount);
    }

    /// @inheritdoc IProverRegistry
    function topUp(uint16 seat) external {
        Prover storage prover = _joined(seat);
        if (prover.exitAt != 0) revert AlreadyExiting(seat, prover.exitAt);
        uint256 missing = stake - prover.stake;
        if (missing == 0) revert NothingToTopUp(seat);
        prover.stake = stake;
        _setActive(seat, true);
        emit StakeToppedUp(seat, msg.sender, missing);
        SafeTransferLib.safeTransferFrom(token, msg.sender, address(this), missing);
    }

    /// @inheritdoc IProverRegistry
    function changePayout(uint16 seat, address payout) external {
        if (payout == address(0)) revert ZeroPayout();
        _owned(seat).payout = payout;
        emit PayoutChanged(seat, payout);
    }

    /// @inheritdoc IProverRegistry
    function hold(uint16 seat) external onlySlasher returns (address key) {
        Prover storage prover = _provers[seat];
        key = prover.key;
        if (key == address(0)) revert UnknownSeat(seat, seatCount);
        prover.reports += 1;
    }

    /// @inheritdoc IProverRegistry
    function release(uint16 seat) external onlySlasher {
        // Reverts for a seat that has not been taken.
        _provers[seat].reports -= 1;
    }

    /// @inheritdoc IProverRegistry
    function slash(uint16 seat, uint256 amount, uint16 rewardBps, address beneficiary)
        external
        onlySlasher
        returns (uint256 taken)
    {
        Prover storage prover = _joined(seat);
        uint256 left = prover.stake;
        taken = amount < left ? amount : left;
        left -= taken;
        prover.stake = uint96(left);
        if (left < minStake) _setActive(seat, false);
        uint256 reward = taken * rewardBps / 10_000;
        emit StakeSlashed(seat, beneficiary, taken - reward, reward, left, _isActive(seat));
        ITrellisToken(token).burn(taken - reward);
        if (reward != 0) SafeTransferLib.safeTransfer(token, beneficiary, reward);
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
        return _joined(seat);
    }

    /// @inheritdoc IProverRegistry
    function payoutOf(uint256 seat) external view returns (address) {
        address payout = _provers[seat].payout;
        if (payout == address(0)) revert UnknownSeat(seat, seatCount);
        return payout;
    }

    /// @inheritdoc IProverRegistry
    function seatOf(address key) external view returns (bool taken, uint16 seat) {
        uint256 plusOne = _seatPlusOne[key];
        if (plusOne != 0) (taken, seat) = (true, uint16(plusOne - 1));
    }

    modifier onlySlasher() {
        if (msg.sender != slasher) revert NotSlasher(msg.sender, slasher);
        _;
    }

    function _joined(uint256 seat) private view returns (Prover storage) {
        if (seat >= seatCount) revert UnknownSeat(seat, seatCount);
        return _provers[seat];
    }

    function _owned(uint256 seat) private view returns (Prover storage prover) {
        prover = _joined(seat);
        if (msg.sender != prover.payout) revert NotPayout(msg.sender, prover.payout);
    }

    function _isActive(uint256 seat) private view returns (bool) {
        return (_active[seat >> 8] >> (seat & 0xff)) & 1 == 1;
    }

    /// @dev Existing snapshots do not change. If this call changed anything, the next snapshot is written anew.
    function _setActive(uint256 seat, bool active) private {
        if (_isActive(seat) == active) return;
        _active[seat >> 8] ^= 1 << (seat & 0xff);
        _snapshot = address(0);
    }

    function _within(bytes32 setting, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert SettingOutOfRange(setting, value, min, max);
    }
}
