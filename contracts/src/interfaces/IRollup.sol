// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Constants of one deployment. They cannot change later: there is no admin (P11).
/// The ranges are checked at deployment (`SettingOutOfRange`). Defaults: devnet | mainnet.
struct Settings {
    /// @dev P3.1 length of the proposal window, seconds. 1 .. 86,400. Default 12 | 60. Below 5 L1 blocks, one L1
    /// proposer can keep rival bids out.
    uint32 proposalWindow;
    /// @dev P3.2 length of the proof window after the proposal window, seconds. 1 .. 604,800. Default 210 | 600.
    uint32 proofWindow;
    /// @dev P10.3 seconds after which a queued message is due: a block whose window opens later must consume it.
    /// 1 .. 30 days. Default 60 | 3,600.
    uint32 inclusionDelay;
    /// @dev P7.2 least bid, wei of the native token. 1 .. 2^96 − 1. Default 1e15 | 1e18.
    uint96 minBurnBid;
    /// @dev P9.6 bond escrowed with the bid, wei; doubled for each failure since the proposer's last win. 0 .. 2^96 −
    /// 1. Default 1e18 | 100e18.
    uint96 bond;
    /// @dev P8.3 reward R of a block, wei. 0 .. 2^96 − 1. Default 10e18 | 100e18.
    uint96 blockReward;
    /// @dev P8.3 weight of a leaf among the nodes of the tree. 1 .. 65,535. Default 1.
    uint16 leafWeight;
    /// @dev P8.3 weight of a merge node. 1 .. 65,535. Default 3.
    uint16 mergeWeight;
    /// @dev P8.3 weight of the root. 1 .. 65,535. Default 4.
    uint16 rootWeight;
    /// @dev P6.6 part of a node's share for a prover outside the committed bitmap, in 1/10,000. 0 .. 10,000. Default
    /// 5,000.
    uint16 uncommittedFactorBps;
    /// @dev P7.3 target of α: distinct provers of a block. 1 .. 2,048. Default 4 | 1,024.
    uint16 targetProvers;
    /// @dev P7.3 bounds of α in eighths, around the 24 (α = 3) of genesis: 8 .. 24 and 24 .. 46. Default 16 and 40.
    uint8 alphaMin;
    uint8 alphaMax;
    /// @dev P8.4 maximum number of uncles (U) of a block. 0 .. 4. Default 2.
    uint8 uncles;
    /// @dev P8.4 wei shared by the provers of a block's uncles. 0 .. 2^96 − 1. Default 2e18 | 20e18.
    uint96 uncleReward;
    /// @dev P8.5 whether the provers' part goes to the contributors of all proven blocks of the round. Default false | true.
    bool fairPay;
    /// @dev P3.4 pipelined mode: whether the next height takes proposals while this one is proven. Default false.
    bool pipelined;
}

/// @notice The components of a rollup.
struct Deployment {
    /// @dev Native token and L2 asset 0; its minter is the rollup.
    address token;
    /// @dev L2 asset 1: any ERC-20 that transfers exactly the requested amount and never rebases.
    address secondAsset;
    /// @dev Prover registry.
    address registry;
    /// @dev Verifier of block proofs: the root circuit's verification key.
    address verifier;
    /// @dev Field: Poseidon2 of the inner circuits' verification-key hashes.
    uint256 vkSetHash;
    /// @dev Field: root of the L2 state before the first block.
    uint256 genesisStateRoot;
}

/// @notice P4.1, EIP-712. `proposalId` is its digest.
struct Proposal {
    /// @dev Height of the block, from 1.
    uint64 height;
    /// @dev Round of that height, from 0; a height without proof starts another.
    uint32 round;
    /// @dev proposalId of the block it builds on; zero for the first block.
    bytes32 parent;
    /// @dev Tree depth 1..11: 2^depth leaves of 8 transactions.
    uint8 depth;
    /// @dev Field: Poseidon2(secret, txsRoot).
    bytes32 orderCommitment;
    /// @dev Provers' part of the block reward in 1/10,000.
    uint16 proverShareBps;
    /// @dev Wei of the native token burned if it wins.
    uint96 burnBid;
    /// @dev Pays bid and bond from its balance, and receives the fees and the rest of the reward.
    address proposer;
    /// @dev Last timestamp at which the commitment may land.
    uint64 expiry;
}

/// @notice A block proof with the values from which its public inputs are rebuilt (P7.1).
struct ProofSubmission {
    Proposal proposal;
    /// @dev As committed.
    bytes32 transcriptRoot;
    /// @dev As committed: the seats that the transcript names.
    uint256[8] committedBitmap;
    /// @dev Seats that proved, according to the proof. Seat s is bit `s % 256` of word `s / 256`.
    uint256[8] provenBitmap;
    /// @dev Field: L2 state root after the block.
    uint256 stateAfter;
    bytes32 contributionsHash;
    /// @dev Sum of the block's fees, units of asset 0.
    uint128 fees;
    /// @dev L1 messages consumed in total after the block, counted from genesis.
    uint64 messageCount;
    /// @dev Packed transactions, exactly 2^depth · 160 bytes; empty if they were published in chunks.
    bytes data;
    /// @dev Hashes of the chunks in order, a power of two of equal size, published (`publishData`) since the round's window opened;
    /// empty if `data` contains everything.
    bytes32[] dataChunks;
    /// @dev As bb writes it.
    bytes proof;
}

/// @notice The record of a committed proposal, in storage order: one slot, a hash set at commitment and a hash set with
/// the proof.
struct Commitment {
    /// @dev Bid in escrow, wei.
    uint96 burnBid;
    /// @dev Its round (`Status.roundId`) and its place among that round's commitments; 0: no such commitment.
    uint32 roundId;
    uint24 place;
    /// @dev Seats named in the transcript; the provisional score counts these.
    uint16 committedProvers;
    /// @dev Seats in the proof, and active in the round's snapshot; the final score counts these.
    uint16 provenProvers;
    /// @dev Seats in the proof that were committed.
    uint16 provenCommittedProvers;
    /// @dev Whether a block proof was accepted. The two counts above are 0 until then.
    bool proven;
    /// @dev Whether bid and bond have left the escrow: by a win, by a refund, or by a failure as the leader.
    bool settled;
    /// @dev Whether it became the head.
    bool won;
    /// @dev Whether it is among the best U + 1 proven of its round: the winner, or an uncle (P8.4).
    bool ranked;
    /// @dev Depth of its tree.
    uint8 depth;
    /// @dev Failures of its proposer at commitment: its bond is `bond · 2^failures`.
    uint8 failures;
    /// @dev keccak256(transcriptRoot ‖ keccak256(8 bitmap words)).
    bytes32 authorised;
    /// @dev Contributions hash of the accepted proof, or zero.
    bytes32 contributionsHash;
}

/// @notice The facts about a proven proposal by which L1 judges the provers named for it (P9).
struct Proven {
    /// @dev Depth of its tree; 0: no accepted proof.
    uint8 depth;
    uint64 roundId;
    /// @dev Timestamp at which the round ended with a block; 0: it is still running.
    uint64 finalAt;
    /// @dev As in `Commitment`.
    bytes32 authorised;
    bytes32 contributionsHash;
}

/// @notice One row of a round's ranking by provisional score.
struct Ranked {
    bytes32 proposalId;
    /// @dev The round of the commitment: `Status.roundId` or `Status.next.roundId`.
    uint64 roundId;
    uint96 burnBid;
    uint16 committedProvers;
    bool proven;
    uint16 provenProvers;
    /// @dev Final score if proven, otherwise the provisional score.
    uint256 score;
}

/// @notice The pool that a proven block's provers share once its round is final. The winner and uncles have one; with
/// fair pay every proven block does.
struct RewardPool {
    /// @dev Wei shared by the nodes of the tree. Claims do not reduce it.
    uint96 amount;
    /// @dev Tree depth of the block; 0: nothing is owed.
    uint8 depth;
    uint64 height;
}

/// @notice A node's entry and its path into the contributions hash.
struct ContributionProof {
    /// @dev The 10 bytes of the node's contribution.
    bytes10 entry;
    /// @dev Contribution hashes of the node's two children; both zero for a leaf.
    bytes32[2] children;
    /// @dev For each ancestor from the parent up to the root: the hash of its other child, and its own entry.
    bytes32[] siblings;
    bytes10[] ancestors;
}

/// @notice Claims for several nodes of one block.
struct RewardClaim {
    bytes32 proposalId;
    /// @dev As committed.
    bytes32 transcriptRoot;
    /// @dev As committed.
    uint256[8] committedBitmap;
    ContributionProof[] contributions;
}

/// @notice P3.4: the round that takes proposals on top of the round that is being proven.
struct NextRound {
    /// @dev 0: there is no such round, and all fields are 0. This is so in sequential mode, and until the running
    /// round's proof window opens.
    uint64 roundId;
    uint64 height;
    uint32 round;
    /// @dev False if a window passed without a commitment. The first commitment then opens another (P3.3); until then
    /// the two times are 0.
    bool windowOpen;
    /// @dev Timestamps: commitments in [windowStart, commitEnd). Proofs from `commitEnd` on, but not before the parent
    /// is final.
    uint64 windowStart;
    uint64 commitEnd;
    uint32 commitments;
    uint8 alpha;
    /// @dev The round's snapshot; before its first commitment, the values that a snapshot would have now.
    bytes32 proverSetRoot;
    uint256[8] activeBitmap;
}

/// @notice A withdrawal in the data of a final block.
struct WithdrawalClaim {
    bytes32 proposalId;
    /// @dev Of the snapshot with which the block was proven.
    bytes32 proverSetRoot;
    /// @dev Place of the transaction in the block: 0 .. 2^depth · 8 − 1.
    uint256 place;
    /// @dev The 160 bytes of the 8 transactions of its leaf.
    bytes leaf;
    /// @dev From the leaf's level up, one for each level of the tree.
    bytes32[] siblings;
}

/// @notice Everything that a node must know about the chain's head, in one call.
struct Status {
    /// @dev Current height and round, as a proposal names them.
    uint64 height;
    uint32 round;
    /// @dev Number of the round since genesis, counted from 1 across all heights.
    uint64 roundId;
    /// @dev False at genesis and after a restart, until the first commitment. While it is false, the four times are 0
    /// (P3.3).
    bool windowOpen;
    /// @dev Timestamps: commitments in [windowStart, commitEnd), proofs in [proofStart, proofEnd), finalize from proofEnd.
    /// `proofStart` is `commitEnd` or, in pipelined mode, the time when the block below became final if that is later
    /// (P3.4).
    uint64 windowStart;
    uint64 commitEnd;
    uint64 proofStart;
    uint64 proofEnd;
    /// @dev Commitments in this round.
    uint32 commitments;
    /// @dev P7.3: exponent of the provers in this round's scores, in eighths.
    uint8 alpha;
    /// @dev proposalId of the last final block; zero before the first.
    bytes32 head;
    uint256 stateRoot;
    /// @dev The round's snapshot; while no window is open, the values that a snapshot would have now.
    bytes32 proverSetRoot;
    uint256[8] activeBitmap;
    /// @dev Best proven proposal of the round and its score; zero until one is proven.
    bytes32 best;
    uint256 bestScore;
    /// @dev L1 messages queued, and consumed by final blocks, both since genesis.
    uint64 messagesQueued;
    uint64 messagesConsumed;
    Settings settings;
    NextRound next;
}

/// @title The rollup on L1
/// @notice Scores proposals, verifies block proofs, picks the head, pays, and holds the bridge's escrow.
/// Amounts are wei of the native token unless said otherwise; times are `block.timestamp` (P3.5).
interface IRollup {
    /// @notice A round's proposal window opened and its snapshot was taken (P2.3, P3.1, P3.3). `alpha` (eighths) is the exponent
    /// of the round's scores (P7.3). In pipelined mode its proof window may be set later (`ProofWindowSet`).
    event RoundOpened(
        uint64 indexed roundId,
        uint64 indexed height,
        uint32 round,
        uint64 windowStart,
        uint64 commitEnd,
        uint64 proofEnd,
        bytes32 proverSetRoot,
        address activeBitmap,
        uint8 alpha
    );
    /// @notice P5.3; `provers` is the number of seats in `bitmap`, `score` the provisional score.
    event Committed(
        bytes32 indexed proposalId,
        uint64 indexed height,
        address indexed proposer,
        Proposal proposal,
        bytes32 transcriptRoot,
        uint256[8] bitmap,
        uint256 provers,
        uint256 score
    );
    /// @notice A block proof was accepted (P7.1). With `data`, or with the chunks (`DataPublished`) whose hashes
    /// replace it, a node rebuilds the state from logs alone.
    event BlockProven(
        bytes32 indexed proposalId,
        uint64 indexed height,
        uint256 stateAfter,
        bytes32 contributionsHash,
        uint128 fees,
        uint64 messageCount,
        uint256[8] provenBitmap,
        uint256 score,
        bytes data,
        bytes32[] dataChunks
    );
    /// @notice P8: the block became the head. `burned`: its bid; `proverReward`: claimable by its provers;
    /// `proposerReward` and `fees`: credited to the proposer.
    event Finalized(
        uint64 indexed height,
        bytes32 indexed proposalId,
        address indexed proposer,
        uint256 stateRoot,
        uint64 messagesConsumed,
        uint256 burned,
        uint256 proverReward,
        uint256 proposerReward,
        uint256 fees
    );
    /// @notice P3.3: round `round` of the height ended without a proof; round + 1 opens with its first commitment.
    event RoundRestarted(uint64 indexed height, uint32 round);
    /// @notice P3.4: the block that a round builds on is final: proofs of its proposals land in [proofStart, proofEnd).
    event ProofWindowSet(uint64 indexed roundId, uint64 indexed height, uint64 proofStart, uint64 proofEnd);
    /// @notice P3.4: none of the blocks on which the round's proposals build became the head. All of its proposals can
    /// be refunded.
    event RoundAbandoned(uint64 indexed roundId, uint64 indexed height);
    /// @notice P9.6: the commitment led the round's ranking without an accepted proof. Its bond was burned and its bid
    /// returned.
    event LeaderFailed(bytes32 indexed proposalId, address indexed proposer, uint256 bond);
    /// @notice A losing commitment's bid and bond were returned to the proposer's balance.
    event Refunded(bytes32 indexed proposalId, address indexed proposer, uint256 amount);
    /// @notice A node's share was minted to the payout address of its seat.
    event RewardClaimed(
        bytes32 indexed proposalId, uint16 indexed seat, address indexed payout, uint256 nodeNumber, uint256 amount
    );
    /// @notice P9.5: the court took `amount` of a proposer's balance, which was burned.
    event ProposerFined(address indexed proposer, uint256 amount);
    event BalanceDeposited(address indexed account, address indexed payer, uint256 amount);
    event BalanceWithdrawn(address indexed account, uint256 amount);
    /// @notice L1→L2 message `index` (from 0) was queued: its L2 transaction, and for a deposit the account's key,
    /// otherwise zeros. `rolling` is the queue's hash with it, rolling(index + 1).
    event MessageQueued(uint64 indexed index, bytes20 packed, uint256 keyX, uint256 keyY, bytes32 rolling);
    /// @notice A first deposit of key and owner gave them an L2 account.
    event AccountOpened(uint32 indexed accountIndex, address indexed owner, uint256 keyX, uint256 keyY);
    /// @notice The escrow paid a withdrawal of a final block to the owner of its L2 account.
    event WithdrawalClaimed(
        bytes32 indexed proposalId, uint256 place, address indexed owner, uint8 asset, uint256 amount
    );
    /// @notice A part of a block's data was published; `dataHash` is the hash of its subtree.
    event DataPublished(bytes32 indexed dataHash, bytes chunk);

    // Deployment
    error SettingOutOfRange(bytes32 setting, uint256 value, uint256 min, uint256 max);
    error NotAContract(address account);
    error WrongMinter(address minter, address expected);
    error WrongRegistryToken(address token, address expected);
    error SameAsset(address asset);
    /// @notice P2.2: the registry releases stakes that can still be slashed. Its exit delay must exceed `slashable`
    /// seconds.
    error ExitDelayTooShort(uint256 exitDelay, uint256 slashable);
    /// @notice `value` is not below the BN254 scalar modulus.
    error NotAField(uint256 value);
    // Time
    error ProposalWindowClosed(uint256 timestamp, uint256 commitEnd);
    error ProofWindowNotOpen(uint256 timestamp, uint256 commitEnd);
    error ProofWindowClosed(uint256 timestamp, uint256 proofEnd);
    error ProofWindowStillOpen(uint256 timestamp, uint256 proofEnd);
    /// @notice No window is open. The next commitment opens one.
    error RoundNotOpen(uint64 height, uint32 round);
    // Commitment
    error WrongHeight(uint64 height, uint64 expected);
    error WrongRound(uint32 round, uint32 expected);
    error WrongParent(bytes32 parent, bytes32 expected);
    /// @notice P3.4: a proposal for the next height builds on a committed proposal of the round that is being proven.
    error UnknownParent(bytes32 parent, uint64 roundId);
    error ProposalExpired(uint256 timestamp, uint64 expiry);
    error DepthOutOfRange(uint8 depth, uint256 min, uint256 max);
    error ShareOutOfRange(uint16 shareBps, uint256 max);
    error BidTooLow(uint96 burnBid, uint96 min);
    error EmptyBitmap();
    /// @notice `seats` are the bits of word `word` that are not active in the round's snapshot.
    error InactiveSeats(uint256 word, uint256 seats);
    error AlreadyCommitted(bytes32 proposalId);
    error NotProposer(address caller, address proposer);
    error InvalidSignature(address proposer);
    error InsufficientBalance(address account, uint256 balance, uint256 needed);
    /// @notice A balance must stay below 2^128 wei.
    error BalanceOverflow(address account, uint256 balance);
    /// @notice Only the registry's slasher fines proposers and pays contests.
    error NotCourt(address caller, address court);
    // Proof
    error UnknownCommitment(bytes32 proposalId);
    /// @notice P3.4: proofs are accepted once the block that the proposal builds on is final.
    error ParentNotFinal(bytes32 parent);
    /// @notice Transcript root or bitmap differ from the committed ones.
    error CommitmentMismatch(bytes32 authorised, bytes32 expected);
    /// @notice The proposal already has an accepted proof with at least as many provers.
    error AlreadyProven(bytes32 proposalId, uint256 acceptedProvers, uint256 provers);
    error WrongDataLength(uint256 length, uint256 expected);
    /// @notice At most `max` chunks are allowed, and their number must be a power of two.
    error WrongChunkCount(uint256 count, uint256 max);
    /// @notice No chunk of this hash was published since the round's window opened.
    error DataNotPublished(bytes32 dataHash);
    /// @notice P10.3: message `index` was due before the round's window opened, and the block leaves it out although it
    /// has room.
    error MessageDue(uint64 index, uint256 dueAt);
    error MessageCountOutOfRange(uint64 messageCount, uint64 consumed, uint64 queued);
    error FeesExceedEscrow(uint256 fees, uint256 escrow);
    /// @notice The proof does not verify against the public inputs that L1 expects.
    error InvalidProof();
    // Pay
    error NotRefundable(bytes32 proposalId);
    error NoReward(bytes32 proposalId);
    error UnnamedNode(uint256 nodeNumber);
    error WrongPathLength(uint256 length, uint256 expected);
    error WrongContributions(bytes32 root, bytes32 expected);
    // Bridge
    error UnknownAsset(uint8 asset);
    error InvalidL2Key(uint256 keyX, uint256 keyY);
    error ZeroAmount();
    error ZeroOwner();
    error AccountTreeFull(uint256 capacity);
    /// @notice The bridge's escrow of an asset must stay below 2^112, so that no L2 balance or pool reserve can overflow.
    error EscrowFull(uint256 escrow, uint256 amount);
    /// @notice `packed` is not a transfer, swap or withdrawal that a circuit can process, or lacks the forced bit.
    error NotForceable(bytes20 packed);
    /// @notice `owner` is zero for an account that does not exist.
    error NotOwner(address caller, address owner);
    error UnknownAccount(uint32 accountIndex, uint256 accounts);
    error NotFinal(bytes32 proposalId);
    error NoSuchPlace(uint256 place, uint256 places);
    /// @notice Leaf, path and prover set root do not match the proven block.
    error WrongPath(bytes32 context, bytes32 expected);
    /// @notice The transaction is not a withdrawal, or it failed.
    error NotWithdrawal(bytes20 packed);
    /// @notice A chunk's length must be 160 bytes times a power of two, up to 2^11.
    error WrongChunkLength(uint256 length);
    error UnexpectedTransfer(uint256 received, uint256 expected);
    /// @notice The token refused to move the caller's tokens to the rollup: allowance or balance is too low.
    error TransferFromFailed();
    /// @notice The token refused to pay out.
    error TransferFailed();

    /// @notice Adds `amount` of the caller's native tokens to the balance from which `account` bids.
    /// @dev Assumptions. Safety: none. Liveness: allowance and balance of the caller.
    function depositBalance(address account, uint256 amount) external;

    /// @notice Pays `amount` of the caller's balance to the caller. Escrowed bids and bonds are not part of the
    /// balance.
    /// @dev Assumptions. Safety: none. Liveness: none; works whether or not a window is open.
    function withdrawBalance(uint256 amount) external;

    /// @notice Enters a proposal into the round and escrows its bid and bond (P5.3).
    /// @dev Opens the window if none is open (P3.3), which snapshots the prover set. The bitmap is a claim that
    /// only the proof can confirm: it affects the ranking, never the pay.
    /// The leader of the ranking at the end of the window must get its block proven, or it loses its bond (P9.6).
    /// Assumptions. Safety: the proposer has the transcript behind the root; anyone with `signature` may relay it.
    /// Liveness: an L1 block inside the window includes the call.
    /// P3.4: in pipelined mode, while the round is being proven, the proposal is for the next height. Its parent is a
    /// committed proposal of that round. If the parent does not become the head, the proposal dies and can be refunded.
    /// @param proposal Must name the height, round and head that `status` shows, or height and round of `Status.next`.
    /// @param transcriptRoot Keccak root of the assignment of votes to nodes.
    /// @param bitmap Seats named in the transcript.
    /// @param signature Empty if the proposer itself calls, otherwise its EIP-712 `Commitment` signature (65 bytes, or
    /// ERC-1271 for a contract).
    /// @return proposalId EIP-712 digest of the proposal.
    function commit(
        Proposal calldata proposal,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        bytes calldata signature
    ) external returns (bytes32 proposalId);

    /// @notice Verifies a block proof and ranks its proposal by the proven provers (P7.1). Anyone may call.
    /// @dev A second proof of the same proposal is accepted only with more provers, so nobody can lower a rival's score
    /// by submitting a proof of its block with fewer provers first. Equal scores: the earlier proof wins (P7.2).
    /// P3.4: in pipelined mode the block on which the proposal builds must be final.
    /// Assumptions. Safety: soundness of the proof system and of its reference string; `vkSetHash` and the verifier belong
    /// to the published circuits. Liveness: an L1 block inside the proof window includes the call, and before it those that
    /// publish data in chunks.
    function submitProof(ProofSubmission calldata submission) external;

    /// @notice Ends the round after its proof window: the best proven block becomes the head, or the height restarts.
    /// Anyone may call (P3.3, P8). A round without a commitment on the head may end with its proposal window.
    /// P3.4: in pipelined mode the round on top of the block continues to its proofs.
    /// @dev Assumptions. Safety: none. Liveness: somebody calls; nothing else advances the chain.
    function finalize() external;

    /// @notice Returns bid and bond of a commitment that did not win to its proposer's balance, once its round is over or its parent has
    /// lost (P3.4). Anyone may call.
    /// @dev For a leader without a proof, `finalize` has already settled everything: bid returned, bond burned (P9.6).
    /// Assumptions. Safety: none. Liveness: none.
    function refund(Proposal calldata proposal) external;

    /// @notice Mints the shares of nodes of proven blocks to the payout addresses of the seats that proved them, once their rounds
    /// are final (P8.3, P8.4, P8.5). Anyone may call, for any nodes of any blocks; each node is paid once.
    /// @dev share = pool · weight(node) / weight of all nodes of the tree, rounded down; times `uncommittedFactorBps`
    /// if the seat is not in the committed bitmap. Nodes claimed before are skipped, so nobody can make the call fail
    /// by claiming some of them first.
    /// Assumptions. Safety: none. Liveness: the contribution entries are known, from gossip or from any contributor.
    function claimRewards(RewardClaim[] calldata claims) external;

    /// @notice Moves `amount` of the caller's tokens into the bridge and queues their L2 deposit.
    /// @dev An L2 account belongs to a key, which signs its transactions, and an owner on L1, who receives its
    /// withdrawals and may force its transactions. The first deposit for this key and owner opens it.
    /// Assumptions. Safety: asset 1 behaves as `Deployment.secondAsset` says; soundness of the block proofs. Liveness: a block
    /// that consumes the queue up to this message becomes final.
    /// @param asset 0 native token, 1 second asset.
    /// @param keyX X of the L2 key: a point of Grumpkin, y² = x³ − 17 over the BN254 scalar field.
    /// @param keyY Y of the L2 key.
    /// @param owner L1 address; not zero. It can never change.
    /// @param amount 1 .. 2^96 − 1 in units of the asset.
    /// @return index Index of the message in the queue, from 0.
    /// @return accountIndex L2 account of key and owner.
    function deposit(uint8 asset, uint256 keyX, uint256 keyY, address owner, uint96 amount)
        external
        returns (uint64 index, uint32 accountIndex);

    /// @notice Moves `amount` of the caller's tokens into the pool's reserve of an asset (P10.1). From then on
    /// they belong to nobody: there are no shares, and only trades at the pool's price can take them out.
    /// @dev Assumptions. Safety and liveness: as `deposit`.
    /// @param amount 1 .. 2^96 − 1 in units of the asset.
    /// @return index Index of the message in the queue, from 0.
    function seedPool(uint8 asset, uint96 amount) external returns (uint64 index);

    /// @notice P10.3: queues a transfer, swap or withdrawal of an account, called by its owner. It needs neither the
    /// key's signature nor a nonce. Once `inclusionDelay` has passed, a block that has room but leaves it out is not
    /// accepted.
    /// @dev It executes at its place in the queue's order, or is included as failed and changes nothing: L2 checks it
    /// against the balances at that place.
    /// Assumptions. Safety: none. Liveness: as `deposit`, for any proposer; earlier messages come first, 8 · 2^depth
    /// per block.
    /// @param packed As docs/spec/encoding.md says: forced bit set, failed bit clear; swaps and withdrawals of 1 unit at least.
    /// @return index Index of the message in the queue, from 0.
    function forceTransaction(bytes20 packed) external returns (uint64 index);

    /// @notice Pays withdrawals of final blocks to the owners of their accounts (P10.1). Anyone may call; each is paid once, and
    /// those claimed before are skipped.
    /// @dev Effects come before transfers, so re-entering gains nothing.
    /// Assumptions. Safety: soundness of the block proofs; SHA-256. Liveness: the block's data is known, from L1's logs; the
    /// asset accepts the transfer to the owner (leave a claim that it refuses out of the batch).
    function claimWithdrawals(WithdrawalClaim[] calldata claims) external;

    /// @notice P7.1: puts a part of a block's data on L1, before a proof that names its hash. Anyone may call, for any block.
    /// @dev Identified by its content alone, so nobody can spoil or replace it. It counts for the rounds whose window
    /// is open at that time or opens in the same second, so a node that rebuilds the state need not keep a chunk for
    /// longer.
    /// Assumptions. Safety: SHA-256. Liveness: an L1 block includes the call before the proof window ends.
    /// @param chunk Packed transactions of 2^k leaves of 160 bytes, k up to 11: a subtree of the block.
    /// @return dataHash Hash of that subtree.
    function publishData(bytes calldata chunk) external returns (bytes32 dataHash);

    /// @notice P9.5: burns the bond of a commitment made after `failures` failures, up to the proposer's balance, and
    /// adds a failure. Only by the court.
    /// @return taken The amount burned.
    function fine(address proposer, uint8 failures) external returns (uint256 taken);

    /// @notice P9.3: mints what the court owes for a contest made in time. Only by the court, which ensures that the
    /// amount is owed and paid once.
    /// @param amount Wei.
    function payContest(address payout, uint256 amount) external;

    /// @notice Everything about the head and the running round, and in pipelined mode the one above it.
    function status() external view returns (Status memory);
    /// @notice Rows `offset .. offset + limit − 1` of the round's commitments, in order of arrival, and after them of those of the round
    /// above; `Status.commitments` and `Status.next.commitments` say how many there are. Sort each round's by score; equal scores: the
    /// earlier row first. Commitments that died with their parent are included.
    function ranking(uint256 offset, uint256 limit) external view returns (Ranked[] memory);
    /// @notice The record of a commitment of any round; zeros if there is none.
    function commitmentOf(bytes32 proposalId) external view returns (Commitment memory);
    /// @notice The pool that a proposal's provers share; zeros if nothing is owed to them.
    function rewardPoolOf(bytes32 proposalId) external view returns (RewardPool memory);
    /// @notice Whether the share of node `nodeNumber` (2^depth − 1 + index) was claimed.
    function isClaimed(bytes32 proposalId, uint256 nodeNumber) external view returns (bool);
    /// @notice Native tokens that `account` can bid with or withdraw, wei.
    function balanceOf(address account) external view returns (uint256);
    /// @notice keccak256(data hash ‖ prover set root) of a proposal's accepted proof, or zero. Contests of its nodes
    /// are checked against it (P9.3).
    function contextOf(bytes32 proposalId) external view returns (bytes32);
    /// @notice The facts by which duties under a proposal are judged; zeros if it has no accepted proof.
    function provenOf(bytes32 proposalId) external view returns (Proven memory);
    /// @notice P9.6: the bond of `proposer`'s next commitment, wei, and its failures since its last win.
    function bondOf(address proposer) external view returns (uint256 bond, uint8 failures);
    /// @notice Tokens held for L2 balances, the pool, queued messages and unclaimed withdrawals, per asset.
    function escrowOf(uint8 asset) external view returns (uint256);
    /// @notice Rolling hash of the first `count` messages; zero for none and for messages not queued yet.
    function rollingHash(uint64 count) external view returns (bytes32);
    /// @notice Timestamp at which message `index` was queued; 0 if it is not queued yet. It is due `inclusionDelay`
    /// later (P10.3).
    function messageQueuedAt(uint64 index) external view returns (uint64);
    /// @notice L2 account index of a key and an owner.
    function accountOf(uint256 keyX, uint256 keyY, address owner)
        external
        view
        returns (bool known, uint32 accountIndex);
    /// @notice The L1 owner of an L2 account, who receives its withdrawals and may force its transactions; zero if
    /// there is no account.
    function ownerOf(uint32 accountIndex) external view returns (address);
    /// @notice Whether the withdrawal at `place` of a block was paid.
    function isWithdrawn(bytes32 proposalId, uint256 place) external view returns (bool);
    /// @notice Timestamp at which a chunk of this hash was last published; 0: not yet.
    function dataPublishedAt(bytes32 dataHash) external view returns (uint256);
    /// @notice EIP-712 digest of a proposal on this rollup.
    function proposalIdOf(Proposal calldata proposal) external view returns (bytes32);
    /// @notice EIP-712 digest that authorises a relayed commitment.
    function commitmentDigest(bytes32 proposalId, bytes32 transcriptRoot, uint256[8] calldata bitmap)
        external
        view
        returns (bytes32);
    /// @notice The deployment's constants.
    function settings() external view returns (Settings memory);
    /// @notice The contracts and constants with which the rollup was deployed.
    function deployment() external view returns (Deployment memory);
    /// @notice Field: chainId · 2^160 + this contract's address.
    function rollupId() external view returns (uint256);
}
