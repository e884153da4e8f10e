// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What the registry keeps of one seat: two slots, of which a report needs the first alone.
struct Prover {
    /// @dev Ethereum address of the seat's secp256k1 key, i.e. what `ecrecover` answers for its votes.
    address key;
    /// @dev Timestamp from which the stake may leave; 0: the seat has not asked to exit.
    uint64 exitAt;
    /// @dev Open reports against the seat: while there are any, the stake stays.
    uint16 reports;
    /// @dev Where rewards go.
    address payout;
    /// @dev Native tokens staked, in wei.
    uint96 stake;
}

/// @title Registry of staked provers (P2)
/// @notice Seats 0..2047 in order of joining, a SHA-256 Merkle tree over their keys, and who may be counted.
/// A seat belongs to its payout address: that address alone moves it, asks for exit, and gets the stake back. The seat's key only
/// signs votes, so that a stolen key costs at most what slashing takes. A key is changed by exit and joining with another (P2.2);
/// neither seat nor key is ever used again.
interface IProverRegistry {
    /// @notice A prover took `seat`; `proverSetRoot` is the root that now includes it.
    event ProverJoined(uint16 indexed seat, bytes32 keyX, bytes32 keyY, address indexed payout, bytes32 proverSetRoot);
    /// @notice The seat is out of the next snapshot; its stake may leave from `exitAt` on (P2.2).
    event ExitRequested(uint16 indexed seat, uint64 exitAt);
    event StakeWithdrawn(uint16 indexed seat, address indexed payout, uint256 amount);
    event StakeToppedUp(uint16 indexed seat, address indexed payer, uint256 amount);
    event PayoutChanged(uint16 indexed seat, address indexed payout);
    /// @notice `burned` and `reward` left the seat's stake; `isActive` says whether what is left still counts.
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
    /// @notice (keyX, keyY) is no point of secp256k1.
    error InvalidKey(bytes32 keyX, bytes32 keyY);
    /// @notice This key owns `seat` already.
    error KeyTaken(address key, uint16 seat);
    /// @notice Rewards need an address to go to.
    error ZeroPayout();
    /// @notice Nobody has joined under this seat.
    error UnknownSeat(uint256 seat, uint256 seats);
    /// @notice A setting is outside its range.
    error SettingOutOfRange(bytes32 setting, uint256 value, uint256 min, uint256 max);
    /// @notice The seat's key did not sign for this registry and payout address.
    error InvalidJoinSignature(address key);
    error NotPayout(address caller, address payout);
    error NotSlasher(address caller, address slasher);
    error AlreadyExiting(uint16 seat, uint64 exitAt);
    /// @notice `exitAt` 0: exit was not asked for.
    error ExitNotReached(uint256 timestamp, uint64 exitAt);
    /// @notice Reports against the seat are open.
    error SeatReported(uint16 seat, uint16 reports);
    error NothingToWithdraw(uint16 seat);
    /// @notice The seat's stake is whole.
    error NothingToTopUp(uint16 seat);
    /// @notice The token address holds no code.
    error NotAContract(address account);
    /// @notice The token refused to move the caller's stake: allowance or balance is too low.
    error TransferFromFailed();
    /// @notice The token refused to pay out.
    error TransferFailed();

    /// @notice Stakes `stake()` native tokens of the caller and takes the next seat (P2.1).
    /// @dev The seat is counted from the next snapshot on, never in a round that is already running (P2.3). Whoever copies a
    /// pending call can only pay the stake for the same seat owner: the signature names the payout address.
    /// Assumptions. Safety: the key has not signed for an address that is not its owner's. Liveness: allowance and balance of the
    /// stake; a free seat.
    /// @param keyX X coordinate of the seat's secp256k1 signing key, big-endian.
    /// @param keyY Y coordinate of it.
    /// @param payout Where the seat's rewards go.
    /// @param r First half of the key's signature over the join digest (docs/spec/encoding.md).
    /// @param s Second half, low.
    /// @return seat The seat taken.
    function join(bytes32 keyX, bytes32 keyY, address payout, bytes32 r, bytes32 s) external returns (uint16 seat);

    /// @notice Asks to leave (P2.2): the seat is in no later snapshot, and its stake may leave after `exitDelay()`. Only by the
    /// payout address; there is no way back.
    /// @dev Rounds whose snapshot has the seat go on with it, and can still slash it: the rollup refuses a registry whose delay
    /// is not longer than all of that.
    /// Assumptions. Safety: none. Liveness: none.
    function requestExit(uint16 seat) external;

    /// @notice Pays the stake of a seat whose exit delay is over to its payout address. Anyone may call.
    /// @dev Assumptions. Safety: none. Liveness: reports against the seat are settled, which anyone may do.
    function withdraw(uint16 seat) external;

    /// @notice Fills a slashed stake up to `stake()` from the caller's tokens; the seat is active from the next snapshot on.
    /// @dev Assumptions. Safety: none. Liveness: allowance and balance of what is missing.
    function topUp(uint16 seat) external;

    /// @notice Hands the seat over to another payout address, which gets what is claimed from then on. Only by the present one.
    function changePayout(uint16 seat, address payout) external;

    /// @notice Counts a report against the seat, which keeps its stake here. Only by the slasher.
    /// @return key Address of the seat's key.
    function hold(uint16 seat) external returns (address key);

    /// @notice Takes a report off the count. Only by the slasher.
    function release(uint16 seat) external;

    /// @notice Takes up to `amount` of a seat's stake: `rewardBps` of it goes to `beneficiary`, the rest is burned. A seat with
    /// less than `minStake()` left is in no later snapshot. Only by the slasher.
    /// @return taken What was taken: `amount`, or all that was left.
    function slash(uint16 seat, uint256 amount, uint16 rewardBps, address beneficiary) external returns (uint256 taken);

    /// @notice The current set, frozen: the root of the seat tree, and a data contract that holds the active bitmap.
    /// @dev The data contract's code is one zero byte and the 8 words of the bitmap, 32 bytes each. It never changes, so
    /// several rounds may hold different snapshots at once. A new one is written only if the set has changed since the
    /// last; anyone may call, the answer depends on the set alone.
    /// Assumptions. Safety: none. Liveness: gas for 256 bytes of code (about 90k) after a change.
    function snapshot() external returns (bytes32 proverSetRoot, address activeBitmap);

    /// @notice Token of the stakes.
    function token() external view returns (address);
    /// @notice Stake of a seat, in wei.
    function stake() external view returns (uint96);
    /// @notice A seat with less is not active, in wei.
    function minStake() external view returns (uint96);
    /// @notice Seconds between asking for exit and withdrawing.
    function exitDelay() external view returns (uint32);
    /// @notice The one contract that may slash, fixed at deployment.
    function slasher() external view returns (address);
    /// @notice Seats taken so far; seats are numbered from 0 in order of joining.
    function seatCount() external view returns (uint16);
    /// @notice Root of the seat tree now, not of a snapshot.
    function proverSetRoot() external view returns (bytes32);
    /// @notice Seats that may be counted now: seat s is bit `s % 256` of word `s / 256`.
    function activeBitmap() external view returns (uint256[8] memory);
    /// @notice The prover of `seat`; reverts with `UnknownSeat`.
    function proverAt(uint256 seat) external view returns (Prover memory);
    /// @notice Where the rewards of `seat` go; reverts with `UnknownSeat`.
    function payoutOf(uint256 seat) external view returns (address);
    /// @notice The seat of a key, by the key's Ethereum address.
    function seatOf(address key) external view returns (bool taken, uint16 seat);
}
