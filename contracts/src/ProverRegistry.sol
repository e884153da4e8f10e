// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPoseidon2} from "./interfaces/IPoseidon2.sol";
import {IProverRegistry, Seat} from "./interfaces/IProverRegistry.sol";
import {IVault} from "./interfaces/IVault.sol";
import {SeatSignature} from "./libraries/seats/SeatSignature.sol";
import {SeatSnapshot} from "./libraries/seats/SeatSnapshot.sol";
import {SeatTree} from "./libraries/seats/SeatTree.sol";
import {Secp256k1} from "./libraries/seats/Secp256k1.sol";

/// @title Registry of staked provers (R4)
/// @notice See `IProverRegistry`.
contract ProverRegistry is IProverRegistry {
    using SeatTree for SeatTree.Tree;

    /// @dev A seat that proved nothing for this long is idle. Counted in halves: a seat seen in a half is not idle for two more.
    uint256 private constant IDLE = 30 days;
    uint256 private constant HALF = 15 days;

    /// @dev A generation that has ended.
    struct Past {
        uint40 since;
        address payout;
    }

    IVault private immutable _vault;
    IPoseidon2 private immutable _hasher;
    /// @inheritdoc IProverRegistry
    uint96 public immutable stake;
    /// @inheritdoc IProverRegistry
    uint96 public immutable minStake;
    /// @inheritdoc IProverRegistry
    uint32 public immutable exitDelay;
    /// @inheritdoc IProverRegistry
    address public immutable court;
    /// @inheritdoc IProverRegistry
    address public immutable rollup;
    /// @inheritdoc IProverRegistry
    address public immutable auction;
    /// @inheritdoc IProverRegistry
    address public immutable bridge;

    /// @inheritdoc IProverRegistry
    uint256 public proverSetRoot;
    /// @dev The last snapshot, zero once the active set has changed since. One slot with the numbers below.
    address private _snapshot;
    /// @dev Timestamp of the last call of `snapshot`.
    uint40 private _snapshotAt;
    /// @inheritdoc IProverRegistry
    uint16 public held;
    /// @dev Seats that were ever given: those below it are in use or free.
    uint16 private _given;
    /// @dev The seat that was freed last + 1; 0: none is free. A free seat keeps the one freed before it in place of its cases.
    uint16 private _freePlusOne;
    /// @inheritdoc IProverRegistry
    bool public isStopped;
    /// @dev Since when proofs are noted: from the first time that every seat was held; 0: never yet. It goes on for good: if it began anew
    /// with each seat that leaves, one seat that comes and goes would keep all idle ones.
    uint40 private _notedSince;
    uint256[8] private _active;
    SeatTree.Tree private _tree;
    mapping(uint256 seat => Seat) private _seats;
    /// @dev Generations that have ended, by seat and number.
    mapping(uint256 seat => mapping(uint256 generation => Past)) private _past;
    /// @dev Seat + 1 of a key's address, so that 0 means none.
    mapping(address key => uint256) private _seatPlusOne;
    /// @dev Seats that proved within a half.
    mapping(uint256 half => uint256[8]) private _proven;

    /// @param vault_ The vault, of which this is a module.
    /// @param hasher_ The shared hash.
    /// @param stake_ Wei of a seat's stake, 1 .. 2^96 − 1.
    /// @param minStake_ Wei below which a slashed seat is not active, 1 .. stake.
    /// @param exitDelay_ Seconds, 1 .. 31,536,000; the auction asks for more than its windows.
    /// @param court_ The contract that judges cases; it may be deployed later, at an address known ahead.
    /// @param rollup_ The contract that decides which blocks are final; likewise.
    /// @param auction_ The contract that opens rounds; likewise.
    /// @param bridge_ The contract that stops a dead rollup; likewise.
    constructor(
        IVault vault_,
        IPoseidon2 hasher_,
        uint96 stake_,
        uint96 minStake_,
        uint32 exitDelay_,
        address court_,
        address rollup_,
        address auction_,
        address bridge_
    ) {
        if (address(vault_).code.length == 0) revert NotAContract(address(vault_));
        if (address(hasher_).code.length == 0) revert NotAContract(address(hasher_));
        _within("stake", stake_, 1, type(uint96).max);
        _within("minStake", minStake_, 1, stake_);
        _within("exitDelay", exitDelay_, 1, 365 days);
        (_vault, _hasher) = (vault_, hasher_);
        (court, rollup, auction, bridge) = (court_, rollup_, auction_, bridge_);
        (stake, minStake, exitDelay) = (stake_, minStake_, exitDelay_);
        proverSetRoot = SeatTree.emptyRoot();
    }

    // --- Owners ------------------------------------------------------------------------------------------------------

    /// @inheritdoc IProverRegistry
    function join(uint256 keyX, uint256 keyY, address payout, bytes32 r, bytes32 s) external returns (uint16 seat) {
        if (isStopped) revert Stopped();
        _requirePayout(payout);
        address key = _requireNewKey(keyX, keyY, payout, r, s);
        seat = _takeSeat();
        Seat storage entry = _seats[seat];
        uint16 generation;
        if (entry.since != 0) {
            // The former generation ends: its key leaves the tree, its pay stays its own.
            delete _seatPlusOne[entry.key];
            generation = entry.generation;
            _past[seat][generation++] = Past(entry.since, entry.payout);
        }
        _seatPlusOne[key] = uint256(seat) + 1;
        _seats[seat] = Seat(key, uint40(block.timestamp), 0, false, payout, stake, address(0), 0, 0, generation);
        _setActive(seat, true);
        uint256 root = _tree.set(_hasher, seat, SeatTree.leaf(_hasher, seat, keyX, keyY));
        proverSetRoot = root;
        emit ProverJoined(seat, keyX, keyY, payout, root);
        _vault.collect(0, msg.sender, stake);
    }

    /// @inheritdoc IProverRegistry
    function rotateKey(uint16 seat, uint256 keyX, uint256 keyY, bytes32 r, bytes32 s) external {
        Seat storage entry = _owned(seat);
        // A snapshot of this second has the old key: `hold` could not tell the two apart.
        if (_snapshotAt == block.timestamp) revert SnapshotInThisBlock(block.timestamp);
        uint256 until = uint256(entry.rotatedAt) + exitDelay;
        if (entry.rotatedAt != 0 && block.timestamp < until) revert RotatedRecently(seat, entry.rotatedAt, until);
        address key = _requireNewKey(keyX, keyY, entry.payout, r, s);
        delete _seatPlusOne[entry.key];
        _seatPlusOne[key] = uint256(seat) + 1;
        (entry.previousKey, entry.rotatedAt, entry.key) = (entry.key, uint40(block.timestamp), key);
        uint256 root = _tree.set(_hasher, seat, SeatTree.leaf(_hasher, seat, keyX, keyY));
        proverSetRoot = root;
        emit KeyRotated(seat, keyX, keyY, root);
    }

    /// @inheritdoc IProverRegistry
    function setPaused(uint16 seat, bool paused) external {
        Seat storage entry = _owned(seat);
        if (entry.paused == paused) revert PauseUnchanged(seat, paused);
        entry.paused = paused;
        _updateActive(seat, entry);
        emit Paused(seat, paused);
    }

    /// @inheritdoc IProverRegistry
    function requestExit(uint16 seat) external {
        _exit(seat, _owned(seat), false);
    }

    /// @inheritdoc IProverRegistry
    function putToExit(uint16 seat) external {
        Seat storage entry = _heldSeat(seat);
        if (!_isIdle(seat, entry)) revert NotIdle(seat);
        _exit(seat, entry, true);
    }

    /// @inheritdoc IProverRegistry
    function withdraw(uint16 seat) external {
        Seat storage entry = _heldSeat(seat);
        if (!isStopped && (entry.exitAt == 0 || block.timestamp < entry.exitAt)) {
            revert ExitNotReached(block.timestamp, entry.exitAt);
        }
        if (entry.cases != 0) revert CasesOpen(seat, entry.cases);
        (uint256 amount, address payout) = (entry.stake, entry.payout);
        (entry.stake, entry.exitAt) = (0, type(uint40).max);
        (entry.cases, _freePlusOne) = (_freePlusOne, seat + 1);
        _setActive(seat, false);
        held -= 1;
        emit StakeWithdrawn(seat, payout, amount);
        if (amount != 0) _vault.pay(0, payout, amount);
    }

    /// @inheritdoc IProverRegistry
    function topUp(uint16 seat) external {
        Seat storage entry = _heldSeat(seat);
        if (entry.exitAt != 0) revert AlreadyExiting(seat, entry.exitAt);
        uint256 missing = stake - entry.stake;
        if (missing == 0) revert NothingToTopUp(seat);
        entry.stake = stake;
        _updateActive(seat, entry);
        emit StakeToppedUp(seat, msg.sender, missing);
        _vault.collect(0, msg.sender, missing);
    }

    /// @inheritdoc IProverRegistry
    function changePayout(uint16 seat, address payout) external {
        _requirePayout(payout);
        _owned(seat).payout = payout;
        emit PayoutChanged(seat, payout);
    }

    // --- Court and rollup --------------------------------------------------------------------------------------------

    /// @inheritdoc IProverRegistry
    function hold(uint16 seat, uint40 time) external onlyCourt returns (address key) {
        Seat storage present = _heldSeat(seat);
        if (present.since > time) revert OtherGeneration(seat, present.since, time);
        present.cases += 1;
        key = present.rotatedAt > time ? present.previousKey : present.key;
    }

    /// @inheritdoc IProverRegistry
    function release(uint16 seat) external onlyCourt {
        _heldSeat(seat).cases -= 1;
    }

    /// @inheritdoc IProverRegistry
    function slash(uint16 seat, uint256 amount, uint256 bounty, address beneficiary)
        external
        onlyCourt
        returns (uint256 taken)
    {
        Seat storage entry = _heldSeat(seat);
        uint256 left = entry.stake;
        taken = amount < left ? amount : left;
        if (bounty > taken) bounty = taken;
        left -= taken;
        entry.stake = uint96(left);
        _updateActive(seat, entry);
        emit StakeSlashed(seat, beneficiary, taken - bounty, bounty, left, _isActive(seat));
        if (taken != bounty) _vault.burn(taken - bounty);
        if (bounty != 0) _vault.pay(0, beneficiary, bounty);
    }

    /// @inheritdoc IProverRegistry
    function noteProven(uint256[8] calldata bitmap) external {
        if (msg.sender != rollup) revert NotRollup(msg.sender, rollup);
        if (_notedSince == 0) return;
        uint256[8] storage words = _proven[block.timestamp / HALF];
        for (uint256 i; i < 8; ++i) {
            uint256 before = words[i];
            if (bitmap[i] & ~before != 0) words[i] = before | bitmap[i];
        }
    }

    /// @inheritdoc IProverRegistry
    function stop() external {
        if (msg.sender != bridge) revert NotBridge(msg.sender, bridge);
        isStopped = true;
        emit RegistryStopped();
    }

    /// @inheritdoc IProverRegistry
    function snapshot() external returns (uint256, address) {
        if (msg.sender != auction) revert NotAuction(msg.sender, auction);
        _snapshotAt = uint40(block.timestamp);
        address current = _snapshot;
        uint256 root = proverSetRoot;
        if (current == address(0)) {
            current = _snapshot = SeatSnapshot.write(_active);
            emit SnapshotTaken(root, current);
        }
        return (root, current);
    }

    // --- Views -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IProverRegistry
    function payoutAt(uint16 seat, uint40 time) external view returns (address) {
        Seat storage present = _seats[seat];
        if (present.since != 0 && present.since <= time) return present.payout;
        return _pastAt(seat, time).payout;
    }

    /// @inheritdoc IProverRegistry
    function generationAt(uint16 seat, uint40 time) external view returns (uint40) {
        uint40 since = _seats[seat].since;
        if (since != 0 && since <= time) return since;
        return _pastAt(seat, time).since;
    }

    /// @inheritdoc IProverRegistry
    function seatAt(uint16 seat) external view returns (Seat memory) {
        return _heldSeat(seat);
    }

    /// @inheritdoc IProverRegistry
    function seatOf(address key) external view returns (bool taken, uint16 seat) {
        uint256 plusOne = _seatPlusOne[key];
        if (plusOne != 0) (taken, seat) = (true, uint16(plusOne - 1));
    }

    /// @inheritdoc IProverRegistry
    function activeBitmap() external view returns (uint256[8] memory) {
        return _active;
    }

    // --- Parts of the above ------------------------------------------------------------------------------------------

    modifier onlyCourt() {
        if (msg.sender != court) revert NotCourt(msg.sender, court);
        _;
    }

    /// @dev The vault pays nothing to itself: a stake that should go there could never leave, nor its seat become free.
    function _requirePayout(address payout) private view {
        if (payout == address(0)) revert ZeroPayout();
        if (payout == address(_vault)) revert VaultPayout();
    }

    function _requireNewKey(uint256 keyX, uint256 keyY, address payout, bytes32 r, bytes32 s)
        private
        view
        returns (address key)
    {
        if (!Secp256k1.isPoint(keyX, keyY)) revert InvalidKey(keyX, keyY);
        key = Secp256k1.toAddress(bytes32(keyX), bytes32(keyY));
        uint256 taken = _seatPlusOne[key];
        if (taken != 0) revert KeyTaken(key, uint16(taken - 1));
        if (!SeatSignature.isBy(key, SeatSignature.joinDigest(address(this), payout), r, s)) {
            revert InvalidJoinSignature(key);
        }
    }

    /// @dev A seat that was given back, else the next one.
    function _takeSeat() private returns (uint16 seat) {
        uint16 free = _freePlusOne;
        if (free != 0) {
            seat = free - 1;
            _freePlusOne = _seats[seat].cases;
        } else {
            seat = _given;
            if (seat == SeatTree.SEATS) revert RegistryFull(SeatTree.SEATS);
            _given = seat + 1;
        }
        uint16 count = held + 1;
        held = count;
        if (count == SeatTree.SEATS && _notedSince == 0) _notedSince = uint40(block.timestamp);
    }

    function _exit(uint16 seat, Seat storage entry, bool isIdle) private {
        if (entry.exitAt != 0) revert AlreadyExiting(seat, entry.exitAt);
        uint40 exitAt = uint40(block.timestamp) + exitDelay;
        entry.exitAt = exitAt;
        _updateActive(seat, entry);
        emit ExitRequested(seat, exitAt, isIdle);
    }

    function _isIdle(uint256 seat, Seat storage entry) private view returns (bool) {
        if (block.timestamp < IDLE + HALF) return false;
        uint256 from = block.timestamp - IDLE;
        if (held != SeatTree.SEATS || _notedSince > from || entry.since > from) return false;
        uint256 half = block.timestamp / HALF;
        for (uint256 back; back <= IDLE / HALF; ++back) {
            if ((_proven[half - back][seat >> 8] >> (seat & 0xff)) & 1 == 1) return false;
        }
        return true;
    }

    /// @dev A seat whose stake has left is nobody's: withdrawn at the end of time.
    function _heldSeat(uint16 seat) private view returns (Seat storage entry) {
        entry = _seats[seat];
        if (entry.since == 0 || entry.exitAt == type(uint40).max) revert UnknownSeat(seat);
    }

    function _owned(uint16 seat) private view returns (Seat storage entry) {
        entry = _heldSeat(seat);
        if (msg.sender != entry.payout) revert NotPayout(msg.sender, entry.payout);
    }

    /// @dev The ended generation that began last before `time`.
    function _pastAt(uint16 seat, uint40 time) private view returns (Past memory past) {
        for (uint256 i = _seats[seat].generation; i != 0; --i) {
            past = _past[seat][i - 1];
            if (past.since <= time) return past;
        }
        revert NoGeneration(seat, time);
    }

    function _isActive(uint256 seat) private view returns (bool) {
        return (_active[seat >> 8] >> (seat & 0xff)) & 1 == 1;
    }

    function _updateActive(uint256 seat, Seat storage entry) private {
        _setActive(seat, entry.exitAt == 0 && !entry.paused && entry.stake >= minStake);
    }

    /// @dev Snapshots that were taken stay as they are; the next one is written anew if this changed anything.
    function _setActive(uint256 seat, bool active) private {
        if (_isActive(seat) == active) return;
        _active[seat >> 8] ^= 1 << (seat & 0xff);
        _snapshot = address(0);
    }

    function _within(bytes32 setting, uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert SettingOutOfRange(setting, value, min, max);
    }
}
