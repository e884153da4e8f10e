// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {
    Commitment,
    ContributionProof,
    Deployment,
    IRollup,
    ProofSubmission,
    Proposal,
    Ranked,
    RewardPool,
    Settings,
    Status
} from "./interfaces/IRollup.sol";
import {ITrellisToken} from "./interfaces/ITrellisToken.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {BlockInputs} from "./libraries/BlockInputs.sol";
import {ContributionPath} from "./libraries/ContributionPath.sol";
import {DataHash} from "./libraries/DataHash.sol";
import {Field} from "./libraries/Field.sol";
import {Grumpkin} from "./libraries/Grumpkin.sol";
import {MessageQueue} from "./libraries/MessageQueue.sol";
import {ProposalHash} from "./libraries/ProposalHash.sol";
import {ProverBitmap} from "./libraries/ProverBitmap.sol";
import {Rewards} from "./libraries/Rewards.sol";
import {Score} from "./libraries/Score.sol";
import {SeatSnapshot} from "./libraries/SeatSnapshot.sol";
import {SettingsRange} from "./libraries/SettingsRange.sol";
import {EIP712} from "solady/utils/EIP712.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

/// @title The rollup on L1
/// @notice See `IRollup`. Nobody administers it: settings and parts are fixed at deployment.
contract Rollup is IRollup, EIP712 {
    using ProverBitmap for uint256[8];

    /// @dev The round being run. One slot, then the snapshot.
    struct Round {
        uint64 id;
        uint64 height;
        uint32 number;
        uint64 start; // 0: no window is open
        uint32 commitments;
        bytes32 proverSetRoot;
        address activeBitmap;
    }

    /// @dev What finalising needs of the best proven proposal. Never cleared: `roundId` says whether it is of this round,
    /// and overwriting is cheaper than filling empty slots.
    struct Best {
        bytes32 proposalId;
        uint256 stateAfter;
        address proposer;
        uint16 proverShareBps;
        uint8 depth;
        uint128 fees;
        uint64 messageCount;
        uint64 roundId;
    }

    /// @dev A commitment: two slots when it is made, a third when it is proven.
    struct Record {
        uint96 burnBid;
        uint64 roundId;
        uint16 committed;
        uint16 provenActive;
        uint16 provenCommitted;
        bool proven;
        bool settled;
        bytes32 authorised;
        bytes32 contributionsHash;
    }

    struct Counters {
        uint64 queued;
        uint64 consumed;
        uint32 accounts;
    }

    uint256 private constant MAX_DEPTH = 11;
    uint256 private constant ACCOUNTS = 1 << 20;

    uint32 private immutable PROPOSAL_WINDOW;
    uint32 private immutable PROOF_WINDOW;
    uint96 private immutable MIN_BURN_BID;
    uint96 private immutable BOND;
    uint96 private immutable BLOCK_REWARD;
    uint16 private immutable LEAF_WEIGHT;
    uint16 private immutable MERGE_WEIGHT;
    uint16 private immutable ROOT_WEIGHT;
    uint16 private immutable UNCOMMITTED_FACTOR_BPS;

    ITrellisToken private immutable TOKEN;
    address private immutable SECOND_ASSET;
    IProverRegistry private immutable REGISTRY;
    IVerifier private immutable VERIFIER;
    uint256 private immutable VK_SET_HASH;
    uint256 private immutable GENESIS_STATE_ROOT;
    /// @inheritdoc IRollup
    uint256 public immutable rollupId;

    Round private _round;
    Best private _best;
    bytes32 private _head;
    uint256 private _stateRoot;
    Counters private _counters;
    uint128[2] private _escrow;
    mapping(bytes32 proposalId => Record) private _records;
    mapping(uint64 roundId => mapping(uint256 index => bytes32 proposalId)) private _committed;
    mapping(bytes32 proposalId => RewardPool) private _pools;
    mapping(bytes32 proposalId => mapping(uint256 word => uint256 nodes)) private _claimed;
    mapping(uint256 count => bytes32) private _rolling;
    /// @dev Account index + 1 of a key's hash, so that 0 means none.
    mapping(bytes32 keyHash => uint32) private _accountPlusOne;
    /// @inheritdoc IRollup
    mapping(address account => uint256) public balanceOf;

    constructor(Settings memory s, Deployment memory d) {
        SettingsRange.check(s);
        _requireContract(d.token);
        _requireContract(d.secondAsset);
        _requireContract(d.registry);
        _requireContract(d.verifier);
        if (d.secondAsset == d.token) revert SameAsset(d.token);
        address minter = ITrellisToken(d.token).minter();
        if (minter != address(this)) revert WrongMinter(minter, address(this));
        address staked = IProverRegistry(d.registry).token();
        if (staked != d.token) revert WrongRegistryToken(staked, d.token);
        _requireField(d.vkSetHash);
        _requireField(d.genesisStateRoot);
        rollupId = (block.chainid << 160) | uint160(address(this));
        _requireField(rollupId);

        PROPOSAL_WINDOW = s.proposalWindow;
        PROOF_WINDOW = s.proofWindow;
        MIN_BURN_BID = s.minBurnBid;
        BOND = s.bond;
        BLOCK_REWARD = s.blockReward;
        LEAF_WEIGHT = s.leafWeight;
        MERGE_WEIGHT = s.mergeWeight;
        ROOT_WEIGHT = s.rootWeight;
        UNCOMMITTED_FACTOR_BPS = s.uncommittedFactorBps;
        TOKEN = ITrellisToken(d.token);
        SECOND_ASSET = d.secondAsset;
        REGISTRY = IProverRegistry(d.registry);
        VERIFIER = IVerifier(d.verifier);
        VK_SET_HASH = d.vkSetHash;
        GENESIS_STATE_ROOT = d.genesisStateRoot;

        _stateRoot = d.genesisStateRoot;
        (_round.id, _round.height) = (1, 1);
    }

    // --- Proposers' balances -----------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function depositBalance(address account, uint256 amount) external {
        balanceOf[account] += amount;
        emit BalanceDeposited(account, msg.sender, amount);
        SafeTransferLib.safeTransferFrom(address(TOKEN), msg.sender, address(this), amount);
    }

    /// @inheritdoc IRollup
    function withdrawBalance(uint256 amount) external {
        _debit(msg.sender, amount);
        emit BalanceWithdrawn(msg.sender, amount);
        SafeTransferLib.safeTransfer(address(TOKEN), msg.sender, amount);
    }

    // --- Commitment (P5) ---------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function commit(
        Proposal calldata proposal,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        bytes calldata signature
    ) external returns (bytes32 proposalId) {
        Round memory round = _round;
        if (round.start != 0 && block.timestamp >= round.start + PROPOSAL_WINDOW) {
            revert ProposalWindowClosed(block.timestamp, round.start + PROPOSAL_WINDOW);
        }
        _requireEligible(proposal, round);
        proposalId = proposalIdOf(proposal);
        Record storage record = _records[proposalId];
        if (record.roundId != 0) revert AlreadyCommitted(proposalId);
        bytes32 bitmapHash = bitmap.hash();
        _requireAuthorised(proposal.proposer, proposalId, transcriptRoot, bitmapHash, signature);
        uint256 provers = bitmap.count();
        if (provers == 0) revert EmptyBitmap();

        if (round.start == 0) _open(round); // P3.3
        _requireActive(bitmap, round.activeBitmap);

        _debit(proposal.proposer, uint256(proposal.burnBid) + BOND);
        _committed[round.id][round.commitments] = proposalId;
        _round.commitments = round.commitments + 1;
        (record.burnBid, record.roundId, record.committed) = (proposal.burnBid, round.id, uint16(provers));
        record.authorised = _authorisedHash(transcriptRoot, bitmapHash);
        _announceCommitment(proposal, proposalId, transcriptRoot, bitmap, provers);
    }

    /// @inheritdoc IRollup
    function refund(Proposal calldata proposal) external {
        bytes32 proposalId = proposalIdOf(proposal);
        Record storage record = _records[proposalId];
        uint64 roundId = record.roundId;
        if (roundId == 0 || roundId == _round.id || record.settled) revert NotRefundable(proposalId);

        record.settled = true;
        uint256 amount = uint256(record.burnBid) + BOND;
        balanceOf[proposal.proposer] += amount;
        emit Refunded(proposalId, proposal.proposer, amount);
    }

    // --- Proof (P7) --------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function submitProof(ProofSubmission calldata submission) external {
        Proposal calldata proposal = submission.proposal;
        Round memory round = _round;
        bytes32 proposalId = proposalIdOf(proposal);
        Record memory record = _records[proposalId];
        if (record.roundId != round.id) revert UnknownCommitment(proposalId);
        uint256 commitEnd = round.start + PROPOSAL_WINDOW;
        if (block.timestamp < commitEnd) revert ProofWindowNotOpen(block.timestamp, commitEnd);
        if (block.timestamp >= commitEnd + PROOF_WINDOW) {
            revert ProofWindowClosed(block.timestamp, commitEnd + PROOF_WINDOW);
        }
        _requireCommitted(record.authorised, submission.transcriptRoot, submission.committedBitmap);
        _requireField(submission.stateAfter);
        if (submission.fees > _escrow[0]) revert FeesExceedEscrow(submission.fees, _escrow[0]);
        uint256 provers = submission.provenBitmap.countIn(SeatSnapshot.read(round.activeBitmap));
        if (record.proven && provers <= record.provenActive) {
            revert AlreadyProven(proposalId, record.provenActive, provers);
        }
        if (!_isValid(submission, proposalId, round.proverSetRoot)) revert InvalidProof();

        record.proven = true;
        record.provenActive = uint16(provers);
        record.provenCommitted = uint16(submission.provenBitmap.countIn(submission.committedBitmap));
        record.contributionsHash = submission.contributionsHash;
        _records[proposalId] = record;
        uint256 score = Score.compute(provers, record.burnBid);
        if (_best.roundId != round.id || score > _bestScore()) {
            _best = Best({
                proposalId: proposalId,
                stateAfter: submission.stateAfter,
                proposer: proposal.proposer,
                proverShareBps: proposal.proverShareBps,
                depth: proposal.depth,
                fees: submission.fees,
                messageCount: submission.messageCount,
                roundId: round.id
            });
        }
        _announceProof(submission, proposalId, score);
    }

    /// @inheritdoc IRollup
    function finalize() external {
        Round memory round = _round;
        if (round.start == 0) revert RoundNotOpen(round.height, round.number);
        uint256 end = round.start + PROPOSAL_WINDOW;
        // Without a commitment no proof can come.
        if (round.commitments != 0) end += PROOF_WINDOW;
        if (block.timestamp < end) revert ProofWindowStillOpen(block.timestamp, end);
        Best memory best = _best;
        round.id += 1;
        round.commitments = 0;
        if (best.roundId != round.id - 1) {
            emit RoundRestarted(round.height, round.number);
            round.number += 1;
            round.start = 0;
            _round = round;
            return;
        }

        Record storage record = _records[best.proposalId];
        record.settled = true;
        uint256 burned = record.burnBid;
        (uint256 proverReward, uint256 proposerReward) =
            Rewards.split(BLOCK_REWARD, record.committed, record.provenCommitted, best.proverShareBps);
        _head = best.proposalId;
        _stateRoot = best.stateAfter;
        _counters.consumed = best.messageCount;
        _escrow[0] -= best.fees;
        balanceOf[best.proposer] += BOND + best.fees + proposerReward;
        _pools[best.proposalId] = RewardPool(uint96(proverReward), best.depth, round.height);
        emit Finalized(
            round.height,
            best.proposalId,
            best.proposer,
            best.stateAfter,
            best.messageCount,
            burned,
            proverReward,
            proposerReward,
            best.fees
        );
        round.height += 1;
        round.number = 0;
        _open(round); // P3.1
        TOKEN.burn(burned);
        TOKEN.mint(address(this), proposerReward);
    }

    // --- Pay (P8) ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function claimReward(
        bytes32 proposalId,
        bytes32 transcriptRoot,
        uint256[8] calldata committedBitmap,
        ContributionProof calldata contribution
    ) external {
        RewardPool memory pool = _pools[proposalId];
        if (pool.depth == 0) revert NoReward(proposalId);
        _requireCommitted(_records[proposalId].authorised, transcriptRoot, committedBitmap);
        _requireContribution(_records[proposalId].contributionsHash, contribution, pool.depth);
        (uint8 depth, uint256 nodeNumber, uint16 seatPlusOne) = ContributionPath.decode(contribution.entry);
        if (seatPlusOne == 0) revert UnnamedNode(nodeNumber);
        if (isClaimed(proposalId, nodeNumber)) revert AlreadyClaimed(proposalId, nodeNumber);

        _claimed[proposalId][nodeNumber >> 8] |= 1 << (nodeNumber & 0xff);
        uint16 seat = seatPlusOne - 1;
        uint256 amount = Rewards.ofNode(pool.amount, settings(), depth, pool.depth, committedBitmap.has(seat));
        address payout = REGISTRY.payoutOf(seat);
        emit RewardClaimed(proposalId, seat, payout, nodeNumber, amount);
        TOKEN.mint(payout, amount);
    }

    // --- L1→L2 deposits ----------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function deposit(uint8 asset, uint256 keyX, uint256 keyY, uint96 amount)
        external
        returns (uint64 index, uint32 accountIndex)
    {
        if (asset > 1) revert UnknownAsset(asset);
        if (amount == 0) revert ZeroAmount();
        if (!Grumpkin.isPoint(keyX, keyY)) revert InvalidL2Key(keyX, keyY);
        uint128 escrow = _escrow[asset];
        if (uint256(escrow) + amount > type(uint128).max) revert EscrowFull(escrow, amount);
        Counters memory counters = _counters;
        bytes32 keyHash = _keyHash(keyX, keyY);
        uint32 plusOne = _accountPlusOne[keyHash];
        if (plusOne == 0) {
            if (counters.accounts == ACCOUNTS) revert AccountTreeFull(ACCOUNTS);
            plusOne = counters.accounts += 1;
            _accountPlusOne[keyHash] = plusOne;
        }

        accountIndex = plusOne - 1;
        index = counters.queued;
        bytes32 rolling = MessageQueue.extend(_rolling[index], accountIndex, asset, amount, keyX, keyY);
        counters.queued = index + 1;
        _rolling[counters.queued] = rolling;
        _counters = counters;
        _escrow[asset] = escrow + amount;
        emit Deposited(index, accountIndex, asset, amount, keyX, keyY, rolling);

        address token = asset == 0 ? address(TOKEN) : SECOND_ASSET;
        uint256 before = SafeTransferLib.balanceOf(token, address(this));
        SafeTransferLib.safeTransferFrom(token, msg.sender, address(this), amount);
        uint256 received = SafeTransferLib.balanceOf(token, address(this)) - before;
        if (received != amount) revert UnexpectedTransfer(received, amount);
    }

    // --- Views -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IRollup
    function status() external view returns (Status memory s) {
        Round memory round = _round;
        (s.height, s.round, s.roundId, s.commitments) = (round.height, round.number, round.id, round.commitments);
        s.windowOpen = round.start != 0;
        if (s.windowOpen) {
            s.windowStart = round.start;
            s.commitEnd = round.start + PROPOSAL_WINDOW;
            s.proofEnd = s.commitEnd + PROOF_WINDOW;
            s.proverSetRoot = round.proverSetRoot;
            s.activeBitmap = SeatSnapshot.read(round.activeBitmap);
        } else {
            s.proverSetRoot = REGISTRY.proverSetRoot();
            s.activeBitmap = REGISTRY.activeBitmap();
        }
        (s.head, s.stateRoot) = (_head, _stateRoot);
        if (_best.roundId == round.id) (s.best, s.bestScore) = (_best.proposalId, _bestScore());
        (s.messagesQueued, s.messagesConsumed) = (_counters.queued, _counters.consumed);
        s.settings = settings();
    }

    /// @inheritdoc IRollup
    function ranking(uint256 offset, uint256 limit) external view returns (Ranked[] memory rows) {
        uint256 commitments = _round.commitments;
        uint256 left = offset < commitments ? commitments - offset : 0;
        rows = new Ranked[](left < limit ? left : limit);
        for (uint256 i; i < rows.length; ++i) {
            bytes32 proposalId = _committed[_round.id][offset + i];
            Record memory r = _records[proposalId];
            uint256 score = Score.compute(r.proven ? r.provenActive : r.committed, r.burnBid);
            rows[i] = Ranked(proposalId, r.burnBid, r.committed, r.proven, r.provenActive, score);
        }
    }

    /// @inheritdoc IRollup
    function commitmentOf(bytes32 proposalId) external view returns (Commitment memory) {
        Record memory r = _records[proposalId];
        return Commitment({
            roundId: r.roundId,
            burnBid: r.burnBid,
            committedProvers: r.committed,
            proven: r.proven,
            provenProvers: r.provenActive,
            provenCommittedProvers: r.provenCommitted,
            settled: r.settled,
            authorised: r.authorised,
            contributionsHash: r.contributionsHash
        });
    }

    /// @inheritdoc IRollup
    function rewardPoolOf(bytes32 proposalId) external view returns (RewardPool memory) {
        return _pools[proposalId];
    }

    /// @inheritdoc IRollup
    function isClaimed(bytes32 proposalId, uint256 nodeNumber) public view returns (bool) {
        return (_claimed[proposalId][nodeNumber >> 8] >> (nodeNumber & 0xff)) & 1 == 1;
    }

    /// @inheritdoc IRollup
    function escrowOf(uint8 asset) external view returns (uint256) {
        if (asset > 1) revert UnknownAsset(asset);
        return _escrow[asset];
    }

    /// @inheritdoc IRollup
    function rollingHash(uint64 count) external view returns (bytes32) {
        return _rolling[count];
    }

    /// @inheritdoc IRollup
    function accountOf(uint256 keyX, uint256 keyY) external view returns (bool known, uint32 accountIndex) {
        uint32 plusOne = _accountPlusOne[_keyHash(keyX, keyY)];
        if (plusOne != 0) (known, accountIndex) = (true, plusOne - 1);
    }

    /// @inheritdoc IRollup
    function proposalIdOf(Proposal calldata proposal) public view returns (bytes32) {
        return _hashTypedData(ProposalHash.ofProposal(proposal));
    }

    /// @inheritdoc IRollup
    function commitmentDigest(bytes32 proposalId, bytes32 transcriptRoot, uint256[8] calldata bitmap)
        external
        view
        returns (bytes32)
    {
        return _hashTypedData(ProposalHash.ofCommitment(proposalId, transcriptRoot, bitmap.hash()));
    }

    /// @inheritdoc IRollup
    function settings() public view returns (Settings memory) {
        return Settings({
            proposalWindow: PROPOSAL_WINDOW,
            proofWindow: PROOF_WINDOW,
            minBurnBid: MIN_BURN_BID,
            bond: BOND,
            blockReward: BLOCK_REWARD,
            leafWeight: LEAF_WEIGHT,
            mergeWeight: MERGE_WEIGHT,
            rootWeight: ROOT_WEIGHT,
            uncommittedFactorBps: UNCOMMITTED_FACTOR_BPS
        });
    }

    /// @inheritdoc IRollup
    function deployment() external view returns (Deployment memory) {
        return Deployment({
            token: address(TOKEN),
            secondAsset: SECOND_ASSET,
            registry: address(REGISTRY),
            verifier: address(VERIFIER),
            vkSetHash: VK_SET_HASH,
            genesisStateRoot: GENESIS_STATE_ROOT
        });
    }

    // --- Parts of the above ------------------------------------------------------------------------------------------

    /// @dev Opens the proposal window now and takes the round's snapshot (P2.3).
    function _open(Round memory round) private {
        round.start = uint64(block.timestamp);
        (round.proverSetRoot, round.activeBitmap) = REGISTRY.snapshot();
        _round = round;
        uint64 commitEnd = round.start + PROPOSAL_WINDOW;
        emit RoundOpened(
            round.id,
            round.height,
            round.number,
            round.start,
            commitEnd,
            commitEnd + PROOF_WINDOW,
            round.proverSetRoot,
            round.activeBitmap
        );
    }

    function _requireEligible(Proposal calldata proposal, Round memory round) private view {
        if (proposal.height != round.height) revert WrongHeight(proposal.height, round.height);
        if (proposal.round != round.number) revert WrongRound(proposal.round, round.number);
        if (proposal.parent != _head) revert WrongParent(proposal.parent, _head);
        if (block.timestamp > proposal.expiry) revert ProposalExpired(block.timestamp, proposal.expiry);
        if (proposal.depth == 0 || proposal.depth > MAX_DEPTH) revert DepthOutOfRange(proposal.depth, 1, MAX_DEPTH);
        if (proposal.proverShareBps > Rewards.BPS) revert ShareOutOfRange(proposal.proverShareBps, Rewards.BPS);
        if (proposal.burnBid < MIN_BURN_BID) revert BidTooLow(proposal.burnBid, MIN_BURN_BID);
        _requireField(uint256(proposal.orderCommitment));
    }

    function _requireAuthorised(
        address proposer,
        bytes32 proposalId,
        bytes32 transcriptRoot,
        bytes32 bitmapHash,
        bytes calldata signature
    ) private view {
        if (signature.length == 0) {
            if (msg.sender != proposer) revert NotProposer(msg.sender, proposer);
            return;
        }
        bytes32 digest = _hashTypedData(ProposalHash.ofCommitment(proposalId, transcriptRoot, bitmapHash));
        if (!SignatureCheckerLib.isValidSignatureNowCalldata(proposer, digest, signature)) {
            revert InvalidSignature(proposer);
        }
    }

    function _requireActive(uint256[8] calldata bitmap, address snapshot) private view {
        (uint256 word, uint256 seats) = bitmap.firstOutside(SeatSnapshot.read(snapshot));
        if (seats != 0) revert InactiveSeats(word, seats);
    }

    function _requireCommitted(bytes32 expected, bytes32 transcriptRoot, uint256[8] calldata bitmap) private pure {
        bytes32 authorised = _authorisedHash(transcriptRoot, bitmap.hash());
        if (authorised != expected) revert CommitmentMismatch(authorised, expected);
    }

    function _requireContribution(bytes32 expected, ContributionProof calldata contribution, uint8 treeDepth)
        private
        pure
    {
        bytes32 root = ContributionPath.root(contribution, treeDepth);
        if (root != expected) revert WrongContributions(root, expected);
    }

    /// @dev Asks the verifier about the public inputs that L1 expects. A verifier may revert instead of answering.
    function _isValid(ProofSubmission calldata submission, bytes32 proposalId, bytes32 proverSetRoot)
        private
        view
        returns (bool)
    {
        uint256 length = DataHash.LEAF_BYTES << submission.proposal.depth;
        if (submission.data.length != length) revert WrongDataLength(submission.data.length, length);
        Counters memory counters = _counters;
        uint64 messageCount = submission.messageCount;
        if (messageCount < counters.consumed || messageCount > counters.queued) {
            revert MessageCountOutOfRange(messageCount, counters.consumed, counters.queued);
        }
        BlockInputs.Context memory context = BlockInputs.Context({
            vkSetHash: VK_SET_HASH,
            rollupId: rollupId,
            proposalId: proposalId,
            stateBefore: _stateRoot,
            dataHash: DataHash.compute(submission.data),
            messagesBefore: _rolling[counters.consumed],
            messagesAfter: _rolling[messageCount],
            proverSetRoot: proverSetRoot
        });
        try VERIFIER.verify(submission.proof, BlockInputs.build(context, submission)) returns (bool valid) {
            return valid;
        } catch {
            return false;
        }
    }

    function _announceCommitment(
        Proposal calldata proposal,
        bytes32 proposalId,
        bytes32 transcriptRoot,
        uint256[8] calldata bitmap,
        uint256 provers
    ) private {
        uint256 score = Score.compute(provers, proposal.burnBid);
        emit Committed(proposalId, proposal.height, proposal.proposer, proposal, transcriptRoot, bitmap, provers, score);
    }

    function _announceProof(ProofSubmission calldata submission, bytes32 proposalId, uint256 score) private {
        emit BlockProven(
            proposalId,
            submission.proposal.height,
            submission.stateAfter,
            submission.contributionsHash,
            submission.fees,
            submission.messageCount,
            submission.provenBitmap,
            score,
            submission.data
        );
    }

    function _bestScore() private view returns (uint256) {
        Record storage record = _records[_best.proposalId];
        return Score.compute(record.provenActive, record.burnBid);
    }

    function _debit(address account, uint256 amount) private {
        uint256 balance = balanceOf[account];
        if (balance < amount) revert InsufficientBalance(account, balance, amount);
        unchecked {
            balanceOf[account] = balance - amount;
        }
    }

    function _authorisedHash(bytes32 transcriptRoot, bytes32 bitmapHash) private pure returns (bytes32) {
        return keccak256(abi.encode(transcriptRoot, bitmapHash));
    }

    function _keyHash(uint256 keyX, uint256 keyY) private pure returns (bytes32) {
        return keccak256(abi.encode(keyX, keyY));
    }

    function _requireContract(address account) private view {
        if (account.code.length == 0) revert NotAContract(account);
    }

    function _requireField(uint256 value) private pure {
        if (value >= Field.MODULUS) revert NotAField(value);
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Trellis", "1");
    }
}
