// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What the registry keeps of one seat.
struct Prover {
    /// @dev Ethereum address of the seat's secp256k1 key, i.e. what `ecrecover` answers for its votes.
    address key;
    /// @dev Native tokens staked, in wei.
    uint96 stake;
    /// @dev Where rewards go.
    address payout;
}

/// @title Registry of staked provers (P2)
/// @notice Seats 0..2047 in order of joining, a SHA-256 Merkle tree over their keys, and who may be counted.
interface IProverRegistry {
    /// @notice A prover took `seat`; `proverSetRoot` is the root that now includes it.
    event ProverJoined(uint16 indexed seat, bytes32 keyX, bytes32 keyY, address indexed payout, bytes32 proverSetRoot);
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
    error StakeOutOfRange(uint256 stake, uint256 min, uint256 max);
    /// @notice The token address holds no code.
    error NotAContract(address account);
    /// @notice The token refused to move the caller's stake: allowance or balance is too low.
    error TransferFromFailed();

    /// @notice Stakes `stake()` native tokens of the caller and takes the next seat (P2.1).
    /// @dev The seat is counted from the next snapshot on, never in a round that is already running (P2.3).
    /// Assumptions. Safety: the caller checks in `ProverJoined` that the seat with its key has its payout address,
    /// for registering a key needs no signature by it. Liveness: allowance and balance of the stake; a free seat.
    /// @param keyX X coordinate of the seat's secp256k1 signing key, big-endian.
    /// @param keyY Y coordinate of it.
    /// @param payout Where the seat's rewards go.
    /// @return seat The seat taken.
    function join(bytes32 keyX, bytes32 keyY, address payout) external returns (uint16 seat);

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
