// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What the registry keeps of a seat: three slots.
struct Seat {
    /// @dev Ethereum address of the seat's secp256k1 key, i.e. what `ecrecover` answers for its votes and claims.
    address key;
    /// @dev Timestamp of the join that began this generation.
    uint40 since;
    /// @dev Open cases: while there are any, the stake stays.
    uint16 cases;
    bool paused;
    /// @dev Owner of the seat: moves it, and gets its pay and its stake.
    address payout;
    /// @dev Native tokens staked, in wei.
    uint96 stake;
    /// @dev The key before the last rotation; zero if there was none in this generation.
    address previousKey;
    /// @dev Timestamp of the last rotation.
    uint40 rotatedAt;
    /// @dev Timestamp from which the stake may leave; 0: the seat stays.
    uint40 exitAt;
    /// @dev Generations of the seat before this one.
    uint16 generation;
}

/// @title Registry of staked provers (R4)
/// @notice Seats 0..2047, a Poseidon2 tree over their keys, and who may be counted. A seat belongs to its payout address. A seat whose
/// stake has left is given to the next prover who joins; a _generation_ is the time from one join to the next. Pay, cases and levels of a
/// block belong to the generation at the block's snapshot.
///
/// What can go wrong here, and who loses: the registry's purse in the vault holds the stakes. A fault loses stakes, nothing else.
interface IProverRegistry {
    /// @notice A prover took `seat`; `proverSetRoot` is the root that now includes it.
    event ProverJoined(uint16 indexed seat, uint256 keyX, uint256 keyY, address indexed payout, uint256 proverSetRoot);
    /// @notice The seat has another key from the next snapshot on.
    event KeyRotated(uint16 indexed seat, uint256 keyX, uint256 keyY, uint256 proverSetRoot);
    /// @notice The seat is out of the next snapshot; its stake may leave from `exitAt` on. `isIdle`: others put it to exit.
    event ExitRequested(uint16 indexed seat, uint40 exitAt, bool isIdle);
    /// @notice The stake has left, and the seat may be given to another prover.
    event StakeWithdrawn(uint16 indexed seat, address indexed payout, uint256 amount);
    event StakeToppedUp(uint16 indexed seat, address indexed payer, uint256 amount);
    event PayoutChanged(uint16 indexed seat, address indexed payout);
    event Paused(uint16 indexed seat, bool isPaused);
    /// @notice `burned` and `bounty` left the seat's stake; `isActive` says whether what is left still counts.
    event StakeSlashed(
        uint16 indexed seat,
        address indexed beneficiary,
        uint256 burned,
        uint256 bounty,
        uint256 stakeLeft,
        bool isActive
    );
    /// @notice R12: the rollup has stopped. Nobody joins any more, and stakes leave without the exit delay.
    event RegistryStopped();
    /// @notice The active set was written to `activeBitmap` (see `snapshot`).
    event SnapshotTaken(uint256 proverSetRoot, address activeBitmap);

    /// @notice All seats are taken. A seat that has not proven for 30 days can be put to exit (`putToExit`).
    error RegistryFull(uint256 seats);
    /// @notice (keyX, keyY) is not a point of secp256k1.
    error InvalidKey(uint256 keyX, uint256 keyY);
    /// @notice This key belongs to `seat`, or did until another prover joins there.
    error KeyTaken(address key, uint16 seat);
    /// @notice Pay needs an address to go to.
    error ZeroPayout();
    /// @notice The vault pays nothing to itself.
    error VaultPayout();
    /// @notice Nobody holds this seat.
    error UnknownSeat(uint256 seat);
    /// @notice Nobody held this seat at that time.
    error NoGeneration(uint256 seat, uint256 time);
    /// @notice The seat has been given to another prover since that time.
    error OtherGeneration(uint256 seat, uint256 since, uint256 time);
    error SettingOutOfRange(bytes32 setting, uint256 value, uint256 min, uint256 max);
    /// @notice The seat's key did not sign for this registry and payout address.
    error InvalidJoinSignature(address key);
    error NotPayout(address caller, address payout);
    error NotCourt(address caller, address court);
    error NotRollup(address caller, address rollup);
    error NotAuction(address caller, address auction);
    /// @notice A round opened in this block with the old key. Try again in the next one.
    error SnapshotInThisBlock(uint256 timestamp);
    error AlreadyExiting(uint16 seat, uint256 exitAt);
    /// @notice The exit delay is not over. `exitAt` 0: the seat has not asked to exit.
    error ExitNotReached(uint256 timestamp, uint256 exitAt);
    /// @notice Cases against the seat are open.
    error CasesOpen(uint16 seat, uint16 cases);
    /// @notice The seat's stake is whole.
    error NothingToTopUp(uint16 seat);
    /// @notice The seat is paused already, or is not.
    error PauseUnchanged(uint16 seat, bool isPaused);
    /// @notice The key was changed less than an exit delay ago: rounds that count an older one may still run.
    error RotatedRecently(uint16 seat, uint256 rotatedAt, uint256 until);
    /// @notice The registry is not full, or was full for the first time within 30 days, or the seat has proven or joined within them.
    error NotIdle(uint16 seat);
    error NotBridge(address caller, address bridge);
    /// @notice The rollup has stopped for good (R12).
    error Stopped();
    error NotAContract(address account);

    /// @notice Stakes `stake()` native tokens of the caller, which has approved the vault, and takes a free seat.
    /// @dev The seat is counted from the next snapshot on. Whoever copies a pending call can only pay the stake for the same owner: the
    /// signature names the payout address. The caller may lose the stake by slashing.
    /// @param keyX X coordinate of the seat's secp256k1 signing key.
    /// @param keyY Y coordinate of it.
    /// @param payout Owner of the seat.
    /// @param r First half of the key's signature over the join digest (docs/spec/encoding.md).
    /// @param s Second half, low.
    /// @return seat The seat taken.
    function join(uint256 keyX, uint256 keyY, address payout, bytes32 r, bytes32 s) external returns (uint16 seat);

    /// @notice Gives the seat another key, from the next snapshot on. Only the payout address, once in an exit delay.
    /// @dev Rounds whose snapshot has the old key go on with it.
    function rotateKey(uint16 seat, uint256 keyX, uint256 keyY, bytes32 r, bytes32 s) external;

    /// @notice Takes the seat out of later snapshots, or lets it in again. Only the payout address.
    /// @dev For a stolen key: pause at once, rotate, and go on. The running rounds still count the seat.
    function setPaused(uint16 seat, bool paused) external;

    /// @notice Asks to leave: the seat is in no later snapshot, and its stake may leave after `exitDelay()`. Only the payout address.
    /// There is no way back.
    function requestExit(uint16 seat) external;

    /// @notice Puts a seat to exit that has proven no node of a proven block for 30 days, while the registry is full. Anyone may call.
    /// @dev Its owner gets the whole stake after the exit delay.
    function putToExit(uint16 seat) external;

    /// @notice Pays the stake of a seat whose exit delay is over to its payout address, and frees the seat. Anyone may call.
    /// @dev After the stop no delay counts, and nobody needs to ask for exit. Open cases still keep the stake.
    function withdraw(uint16 seat) external;

    /// @notice Fills a slashed stake up to `stake()` from the caller's tokens; the seat is active from the next snapshot on.
    function topUp(uint16 seat) external;

    /// @notice Hands the seat over to another payout address, with all pay that was not claimed. Only the present one.
    function changePayout(uint16 seat, address payout) external;

    /// @notice Counts a case against the seat's generation at `time`, which keeps its stake here. Only the court.
    /// @return key Address of the key that the seat had at `time`.
    function hold(uint16 seat, uint40 time) external returns (address key);

    /// @notice Takes a case off the count. Only the court.
    function release(uint16 seat) external;

    /// @notice Takes up to `amount` of a seat's stake: up to `bounty` of it goes to `beneficiary`, the rest is burned. A seat with less
    /// than `minStake()` left is in no later snapshot. Only the court, while it holds the seat.
    /// @dev The seat's owner loses what is taken.
    /// @return taken What was taken: `amount`, or all that was left.
    function slash(uint16 seat, uint256 amount, uint256 bounty, address beneficiary) external returns (uint256 taken);

    /// @notice Notes the seats that proved a node of a proven block, once the registry has been full. Only the rollup, for each proof it
    /// keeps.
    function noteProven(uint256[8] calldata bitmap) external;

    /// @notice R12: no more joins; stakes may leave at once, unless cases are open. Only the bridge, when it stops the rollup.
    /// @dev A seat that leaves at once can no longer be reported. Reporters lose the bounty for its missed nodes.
    function stop() external;

    /// @notice The current set, frozen: the root of the seat tree, and a data contract that holds the active bitmap.
    /// @dev The data contract's code is one zero byte and the 8 words of the bitmap, 32 bytes each. It never changes. A new one is
    /// written only if the set has changed since the last. Only the auction.
    function snapshot() external returns (uint256 proverSetRoot, address activeBitmap);

    /// @notice Owner of the seat's generation at `time`: who is paid for a block whose snapshot was taken then.
    function payoutAt(uint16 seat, uint40 time) external view returns (address);
    /// @notice Beginning of the seat's generation at `time`.
    function generationAt(uint16 seat, uint40 time) external view returns (uint40 since);
    /// @notice The seat as it is; reverts with `UnknownSeat` for one that nobody holds.
    function seatAt(uint16 seat) external view returns (Seat memory);
    /// @notice The seat of a key, by the key's Ethereum address.
    function seatOf(address key) external view returns (bool taken, uint16 seat);
    /// @notice Seats that are held.
    function held() external view returns (uint16);
    /// @notice Seats that may be counted now: seat s is bit `s % 256` of word `s / 256`.
    function activeBitmap() external view returns (uint256[8] memory);
    /// @notice Root of the seat tree now, not of a snapshot.
    function proverSetRoot() external view returns (uint256);
    /// @notice Stake of a seat, in wei.
    function stake() external view returns (uint96);
    /// @notice A seat with less is not active, in wei.
    function minStake() external view returns (uint96);
    /// @notice Seconds between asking for exit and withdrawing.
    function exitDelay() external view returns (uint32);
    /// @notice The one contract that may hold and slash.
    function court() external view returns (address);
    /// @notice The one contract that notes who proved.
    function rollup() external view returns (address);
    /// @notice The one contract that takes snapshots.
    function auction() external view returns (address);
    /// @notice The one contract that stops the registry.
    function bridge() external view returns (address);
    function isStopped() external view returns (bool);
}
