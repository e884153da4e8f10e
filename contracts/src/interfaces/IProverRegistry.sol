// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The registry's record of one seat, in two slots. A report needs only the first.
struct Prover {
    /// @dev Ethereum address of the seat's secp256k1 key, i.e. what `ecrecover` returns for its votes.
    address key;
    /// @dev Timestamp from which the stake can be withdrawn; 0: the seat has not asked to exit.
    uint64 exitAt;
    /// @dev Open reports against the seat. The stake is locked while there are any.
    uint16 reports;
    /// @dev Receives the rewards.
    address payout;
    /// @dev Native tokens staked, in wei.
    uint96 stake;
}

/// @title Registry of staked provers (P2)
/// @notice Seats 0..2047 in order of joining, a SHA-256 Merkle tree over their keys, and the set of active seats.
/// A seat belongs to its payout address: only that address can transfer it, ask for exit, and get the stake back. The
/// seat's key only signs votes, so a stolen key costs at most what slashing takes. To change the key, exit and join
/// with another (P2.2). Neither seat nor key is ever used again.
interface IProverRegistry {
    /// @notice A prover took `seat`; `proverSetRoot` is the root that now includes it.
    event ProverJoined(uint16 indexed seat, bytes32 keyX, bytes32 keyY, address indexed payout, bytes32 proverSetRoot);
    /// @notice The seat is not in the next snapshot; its stake can be withdrawn from `exitAt` on (P2.2).
    event ExitRequested(uint16 indexed seat, uint64 exitAt);
    event StakeWithdrawn(uint16 indexed seat, address indexed payout, uint256 amount);
    event StakeToppedUp(uint16 indexed seat, address indexed payer, uint256 amount);
    event PayoutChanged(uint16 indexed seat, address indexed payout);
    /// @notice `burned` and `reward` left the seat's stake; `isActive` says whether the seat is still active.
    event StakeSlashed(
        uint16 indexed seat,
        address indexed beneficiary,
        uint256 burned,
        uint256 reward,
        uint256 stakeLeft,
        bool isActive
    );
    /// @notice The active set was written to `activeBitmap` (see `snapshot`).
    event SnapshotTaken(bytes32 proverSetRoot, address activeBitmap);

    /// @notice All seats are taken.
    error RegistryFull(uint256 seats);
    /// @notice (keyX, keyY) is not a point of secp256k1.
    error InvalidKey(bytes32 keyX, bytes32 keyY);
    /// @notice This key owns `seat` already.
    error KeyTaken(address key, uint16 seat);
    /// @notice The payout address must not be zero.
    error ZeroPayout();
    /// @notice This seat has not been taken.
    error UnknownSeat(uint256 seat, uint256 seats);
    /// @notice A setting is outside its range.
    error SettingOutOfRange(bytes32 setting, uint256 value, uint256 min, uint256 max);
    /// @notice The seat's key did not sign for this registry and payout address.
    error InvalidJoinSignature(address key);
    error NotPayout(address caller, address payout);
    error NotSlasher(address caller, address slasher);
    error AlreadyExiting(uint16 seat, uint64 exitAt);
    /// @notice The stake cannot be withdrawn yet. `exitAt` is 0 if the seat has not asked for exit.
    error ExitNotReached(uint256 timestamp, uint64 exitAt);
    /// @notice Reports against the seat are open.
    error SeatReported(uint16 seat, uint16 reports);
    error NothingToWithdraw(uint16 seat);
    /// @notice The seat's stake is not below `stake()`.
    error NothingToTopUp(uint16 seat);
    /// @notice The token address holds no code.
    error NotAContract(address account);
    /// @notice The token refused to move the caller's stake: allowance or balance is too low.
    error TransferFromFailed();
    /// @notice The token refused to pay out.
    error TransferFailed();

    /// @notice Stakes `stake()` native tokens of the caller and takes the next seat (P2.1).
    /// @dev The seat is active from the next snapshot on, never in a round that is already running (P2.3). Copying a
    /// pending call can only pay the stake for the same seat owner, because the signature covers the payout address.
    /// Assumptions. Safety: the key has signed only for its owner's address. Liveness: allowance and balance of the
    /// stake; a free seat.
    /// @param keyX X coordinate of the seat's secp256k1 signing key, big-endian.
    /// @param keyY Y coordinate of the key.
    /// @param payout Receives the seat's rewards.
    /// @param r First half of the key's signature over the join digest (docs/spec/encoding.md).
    /// @param s Second half, low.
    /// @return seat The seat taken.
    function join(bytes32 keyX, bytes32 keyY, address payout, bytes32 r, bytes32 s) external returns (uint16 seat);

    /// @notice Asks for exit (P2.2): later snapshots leave the seat out, and its stake can be withdrawn after
    /// `exitDelay()`. Only by the payout address. It cannot be undone.
    /// @dev Rounds whose snapshot contains the seat still count it and can slash it. The rollup refuses a registry
    /// whose delay is not longer than all of that.
    /// Assumptions. Safety: none. Liveness: none.
    function requestExit(uint16 seat) external;

    /// @notice Pays the stake of a seat whose exit delay is over to its payout address. Anyone may call.
    /// @dev Assumptions. Safety: none. Liveness: reports against the seat are settled, which anyone can do.
    function withdraw(uint16 seat) external;

    /// @notice Restores a slashed stake to `stake()` from the caller's tokens. The seat is active from the next
    /// snapshot on.
    /// @dev Assumptions. Safety: none. Liveness: allowance and balance of the missing amount.
    function topUp(uint16 seat) external;

    /// @notice Transfers the seat to another payout address, which receives all later claims. Only by the current one.
    function changePayout(uint16 seat, address payout) external;

    /// @notice Adds one to the seat's open reports, which locks its stake. Only by the slasher.
    /// @return key Address of the seat's key.
    function hold(uint16 seat) external returns (address key);

    /// @notice Subtracts one from the seat's open reports. Only by the slasher.
    function release(uint16 seat) external;

    /// @notice Takes up to `amount` of a seat's stake: `rewardBps` of it goes to `beneficiary`, the rest is burned.
    /// Later snapshots leave out a seat with less than `minStake()`. Only by the slasher.
    /// @return taken The amount taken: `amount`, or the whole stake if that is less.
    function slash(uint16 seat, uint256 amount, uint16 rewardBps, address beneficiary) external returns (uint256 taken);

    /// @notice The current set, frozen: the root of the seat tree, and a data contract with the active bitmap.
    /// @dev The data contract's code is one zero byte and the 8 words of the bitmap, 32 bytes each. It never changes, so
    /// several rounds can use different snapshots at once. A new one is written only if the set has changed since the
    /// last. Anyone may call; the result depends only on the set.
    /// Assumptions. Safety: none. Liveness: gas for 256 bytes of code (about 90k) after a change.
    function snapshot() external returns (bytes32 proverSetRoot, address activeBitmap);

    /// @notice Token of the stakes.
    function token() external view returns (address);
    /// @notice Stake of a seat, in wei.
    function stake() external view returns (uint96);
    /// @notice Least stake of an active seat, in wei.
    function minStake() external view returns (uint96);
    /// @notice Seconds between asking for exit and withdrawing.
    function exitDelay() external view returns (uint32);
    /// @notice The one contract that may slash, fixed at deployment.
    function slasher() external view returns (address);
    /// @notice Number of seats taken so far. Seats are numbered from 0 in order of joining.
    function seatCount() external view returns (uint16);
    /// @notice Current root of the seat tree, not that of a snapshot.
    function proverSetRoot() external view returns (bytes32);
    /// @notice Currently active seats: seat s is bit `s % 256` of word `s / 256`.
    function activeBitmap() external view returns (uint256[8] memory);
    /// @notice The prover of `seat`; reverts with `UnknownSeat`.
    function proverAt(uint256 seat) external view returns (Prover memory);
    /// @notice The address that receives the rewards of `seat`; reverts with `UnknownSeat`.
    function payoutOf(uint256 seat) external view returns (address);
    /// @notice The seat of a key, by the key's Ethereum address.
    function seatOf(address key) external view returns (bool taken, uint16 seat);
}
