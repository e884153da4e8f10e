// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    BlockClaim,
    Commitment,
    NewSeatClaim,
    NewSeats,
    Parts,
    PayPool,
    Proposal,
    ProvenProposal,
    RoundRecord,
    SeatWordPath,
    Settings,
    Uncle
} from "./Types.sol";
import {IAuction} from "./interfaces/IAuction.sol";
import {IProverRegistry} from "./interfaces/IProverRegistry.sol";
import {IRewards} from "./interfaces/IRewards.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {IRollupConstants} from "./interfaces/IRollupConstants.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Marks} from "./libraries/pay/Marks.sol";
import {PayRules} from "./libraries/pay/PayRules.sol";
import {ProverBitmap} from "./libraries/seats/ProverBitmap.sol";
import {SeatMask} from "./libraries/seats/SeatMask.sol";
import {SeatSnapshot} from "./libraries/seats/SeatSnapshot.sol";
import {SeatWords} from "./libraries/seats/SeatWords.sol";
import {Tally} from "./libraries/seats/Tally.sol";
import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {LibBit} from "solady/utils/LibBit.sol";

/// @title Rewards: pay of proposers and provers
/// @notice See `IRewards`.
contract Rewards is IRewards {
    using Marks for mapping(uint256 => uint256);
    using ProverBitmap for uint256[8];

    /// @dev What one address gets in a call; minted once for all claims in a row that go to it.
    struct Due {
        address payout;
        uint256 amount;
    }

    IAuction private immutable AUCTION;
    IRollup private immutable ROLLUP;
    IProverRegistry private immutable REGISTRY;
    IVault private immutable VAULT;
    uint96 private immutable BLOCK_REWARD;
    uint16 private immutable LEAF_WEIGHT;
    uint16 private immutable MERGE_WEIGHT;
    uint16 private immutable ROOT_WEIGHT;
    uint16 private immutable UNCOMMITTED_FACTOR_BPS;
    uint16 private immutable UNCLE_PAY_BPS;
    uint16 private immutable UNCLE_MIN_BPS;
    uint8 private immutable UNCLES;
    uint32 private immutable UNCLE_WINDOW;

    mapping(bytes32 proposalId => PayPool) private _pools;
    /// @inheritdoc IRewards
    mapping(bytes32 winner => bytes32) public newSeatsOf;
    mapping(bytes32 proposalId => mapping(uint256 word => uint256 nodes)) private _claimed;
    mapping(bytes32 winner => mapping(uint256 word => uint256 seats)) private _newSeatPaid;

    /// @param constants Deployed before. The other parts may be deployed later.
    constructor(IRollupConstants constants) {
        Parts memory p = constants.parts();
        (AUCTION, ROLLUP) = (IAuction(p.auction), IRollup(p.rollup));
        (REGISTRY, VAULT) = (IProverRegistry(p.registry), IVault(p.vault));
        Settings memory s = constants.settings();
        (BLOCK_REWARD, UNCOMMITTED_FACTOR_BPS) = (s.blockReward, s.uncommittedFactorBps);
        (LEAF_WEIGHT, MERGE_WEIGHT, ROOT_WEIGHT) = (s.leafWeight, s.mergeWeight, s.rootWeight);
        (UNCLE_PAY_BPS, UNCLE_MIN_BPS) = (s.unclePayBps, s.uncleMinBps);
        (UNCLES, UNCLE_WINDOW) = (s.uncles, s.uncleWindow);
    }

    /// @inheritdoc IRewards
    function settle(Proposal calldata winner) external {
        bytes32 id = AUCTION.proposalIdOf(winner);
        ProvenProposal memory proven = ROLLUP.provenOf(id);
        if (proven.finalAt == 0) revert NotFinal(id);
        RoundRecord memory round = AUCTION.recordOf(proven.roundId);
        if (block.timestamp < round.proofEnd) revert ProofWindowOpen(block.timestamp, round.proofEnd);
        if (_pools[id].claimsFrom != 0) revert AlreadySettled(id);

        (uint256 proposerReward, uint256 pool) = PayRules.splitReward(
            BLOCK_REWARD,
            PayRules.Proven(
                _weighCommitted(id, winner.depth),
                Tally.whole(winner.depth, _weights()) - Tally.vacant(proven.tally, _weights()),
                proven.provers,
                AUCTION.commitmentOf(id).committedSeats
            ),
            winner.proverShareBps
        );
        uint40 since = proven.finalAt > round.proofEnd ? proven.finalAt : round.proofEnd;
        uint40 claimsFrom = since + UNCLE_WINDOW;
        // The pool is a part of the block's reward, which has 96 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        _pools[id] = PayPool(uint96(pool), round.snapshotAt, claimsFrom, proven.provers, winner.depth, 0);
        emit RewardSettled(id, winner.proposer, proposerReward, pool, proven.provers, claimsFrom);
        if (proposerReward != 0) VAULT.mintTo(winner.proposer, proposerReward);
    }

    /// @inheritdoc IRewards
    function nameUncles(
        bytes32 winner,
        bytes32 winnerTranscriptRoot,
        uint256[8] calldata winnerCommitted,
        Uncle[] calldata uncles
    ) external {
        PayPool storage pool = _pools[winner];
        uint256 end = pool.claimsFrom;
        if (end == 0) revert NotSettled(winner);
        if (block.timestamp >= end) revert UncleWindowClosed(block.timestamp, end);
        if (uncles.length > UNCLES) revert TooManyUncles(uncles.length, UNCLES);
        Commitment memory won = _committed(winner, winnerTranscriptRoot, winnerCommitted);

        bytes32[] memory ids = new bytes32[](uncles.length);
        NewSeats[] memory named = new NewSeats[](uncles.length);
        bytes32[] memory hashes = new bytes32[](uncles.length);
        uint256[8] memory counted;
        uint256 winnerWeight = _weighCommitted(winner, pool.depth);
        uint256 winnerSeats = ROLLUP.shownSeats(winner);
        uint256 parts;
        for (uint256 i; i < uncles.length; ++i) {
            Uncle calldata uncle = uncles[i];
            bytes32 id = ids[i] = uncle.proposalId;
            Commitment memory lost = _committed(id, uncle.transcriptRoot, uncle.committed);
            bool isTooSmall = uint256(lost.burnBid) * PayRules.BPS < uint256(UNCLE_MIN_BPS) * won.burnBid;
            if (id == winner || lost.roundId != won.roundId || isTooSmall) revert NotAnUncle(id);
            _requireKept(id, uncle.kept, uncle.wordsRoot, uncle.provers.hash());
            uint256 weight = _weighCommitted(id, lost.depth);
            // Work and seats are those of all kept proofs. Over the seats of one proof, a block proven in parts would count its work anew
            // in each.
            uint256 bps = PayRules.newSeatBps(UNCLE_PAY_BPS, weight, ROLLUP.shownSeats(id), winnerWeight, winnerSeats);
            if (i != 0 && bps > named[i - 1].bps) revert NotBestRateFirst(id);
            uint256 added;
            for (uint256 w; w < 8; ++w) {
                uint256 fresh = uncle.provers[w] & uncle.committed[w] & ~winnerCommitted[w] & ~counted[w];
                if (fresh == 0) continue;
                counted[w] |= fresh;
                named[i].seats[w] = fresh;
                added += LibBit.popCount(fresh);
            }
            if (added * bps == 0) revert NothingAdded(id);
            // A rate is at most 10,000.
            // forge-lint: disable-next-line(unsafe-typecast)
            named[i].bps = uint16(bps);
            hashes[i] = keccak256(abi.encode(named[i]));
            parts += added * bps;
        }
        if (parts <= pool.newSeatParts) revert NoMoreNewSeats(parts, pool.newSeatParts);
        // There are 2,048 seats.
        // forge-lint: disable-next-line(unsafe-typecast)
        pool.newSeatParts = uint32(parts);
        newSeatsOf[winner] = EfficientHashLib.hash(hashes);
        emit UnclesNamed(winner, ids, named);
    }

    /// @inheritdoc IRewards
    function claim(uint16 seat, BlockClaim[] calldata blocks, NewSeatClaim[] calldata newSeats) external {
        Due memory due;
        for (uint256 i; i < blocks.length; ++i) {
            _claimBlock(seat, blocks[i], due);
        }
        for (uint256 i; i < newSeats.length; ++i) {
            _claimNewSeat(seat, newSeats[i], due);
        }
        _mint(due);
    }

    /// @inheritdoc IRewards
    function poolOf(bytes32 proposalId) external view returns (PayPool memory) {
        return _pools[proposalId];
    }

    /// @inheritdoc IRewards
    function isClaimed(bytes32 proposalId, uint256 nodeNumber) external view returns (bool) {
        return _claimed[proposalId].has(nodeNumber);
    }

    /// @inheritdoc IRewards
    function isNewSeatPaid(bytes32 winner, uint16 seat) external view returns (bool) {
        return _newSeatPaid[winner].has(seat);
    }

    function _claimBlock(uint16 seat, BlockClaim calldata it, Due memory due) private {
        (bytes32 id, bytes32 wordsRoot) = (it.proposalId, it.wordsRoot);
        PayPool memory pool = _claimable(id);
        _requireKept(id, it.kept, wordsRoot, it.proversHash);
        Tally.Weights memory weights = _weights();
        uint256 shared = PayRules.winnersShare(pool.amount, pool.winnerSeats, pool.newSeatParts);
        address payout = _payTo(due, seat, pool.snapshotAt);
        bool isActive;
        for (uint256 i; i < it.nodes.length; ++i) {
            SeatWordPath calldata node = it.nodes[i];
            bytes32 root = SeatWords.pathRoot(node, pool.depth);
            if (root != wordsRoot) revert WrongWords(root, wordsRoot);
            uint256 number = (1 << node.depth) - 1 + node.index;
            uint256 word = node.word;
            if (word & ~uint256(SeatWords.COMMITTED) != uint256(seat) + 1) revert NotYourNode(number, seat);
            uint256 factor = PayRules.BPS;
            if (word & SeatWords.COMMITTED == 0) {
                if (!isActive) _requireActive(id, seat);
                isActive = true;
                if (ROLLUP.isNodeCommitted(id, number)) revert NodeIsCommitted(number);
                if (!ROLLUP.isNodeRescued(id, it.kept, number)) revert NotRescued(number, it.kept);
                factor = UNCOMMITTED_FACTOR_BPS;
            }
            if (!_claimed[id].add(number)) continue;
            uint256 amount = PayRules.nodeShare(shared, weights, node.depth, pool.depth, factor);
            due.amount += amount;
            emit NodePaid(id, seat, payout, number, amount);
        }
    }

    function _claimNewSeat(uint16 seat, NewSeatClaim calldata it, Due memory due) private {
        bytes32 winner = it.winner;
        PayPool memory pool = _claimable(winner);
        (bytes32 shown, bytes32 expected) = (keccak256(abi.encodePacked(it.named)), newSeatsOf[winner]);
        if (shown != expected) revert NewSeatsMismatch(shown, expected);
        NewSeats calldata newSeats = it.newSeats;
        _requireNamed(keccak256(abi.encode(newSeats)), it.named);
        if (seat >> 11 != 0 || !newSeats.seats.has(seat)) revert NotANewSeat(seat);
        if (!_newSeatPaid[winner].add(seat)) return;
        uint256 amount = PayRules.newSeatShare(pool.amount, pool.winnerSeats, pool.newSeatParts, newSeats.bps);
        address payout = _payTo(due, seat, pool.snapshotAt);
        due.amount += amount;
        emit NewSeatPaid(winner, seat, payout, amount);
    }

    /// @dev R4: the owner of the seat's generation at the snapshot. Mints what is due to another one before.
    function _payTo(Due memory due, uint16 seat, uint40 snapshotAt) private returns (address payout) {
        payout = REGISTRY.payoutAt(seat, snapshotAt);
        if (payout == due.payout) return payout;
        _mint(due);
        due.payout = payout;
    }

    function _mint(Due memory due) private {
        uint256 amount = due.amount;
        due.amount = 0;
        if (amount != 0) VAULT.mintTo(due.payout, amount);
    }

    function _claimable(bytes32 id) private view returns (PayPool memory pool) {
        pool = _pools[id];
        if (pool.claimsFrom == 0) revert NotSettled(id);
        if (block.timestamp < pool.claimsFrom) revert UncleWindowOpen(block.timestamp, pool.claimsFrom);
    }

    function _requireNamed(bytes32 newSeats, bytes32[] calldata named) private pure {
        for (uint256 i; i < named.length; ++i) {
            if (named[i] == newSeats) return;
        }
        revert NotNamed(newSeats);
    }

    function _requireKept(bytes32 id, uint16 kept, bytes32 wordsRoot, bytes32 proversHash) private view {
        bytes32 shown = EfficientHashLib.hash(wordsRoot, proversHash);
        bytes32 expected = ROLLUP.keptOf(id, kept);
        if (shown != expected) revert KeptMismatch(shown, expected);
    }

    /// @dev The commitment, which has that transcript and that masked bitmap.
    function _committed(bytes32 id, bytes32 transcriptRoot, uint256[8] calldata committed)
        private
        view
        returns (Commitment memory c)
    {
        c = AUCTION.commitmentOf(id);
        bytes32 authorised = SeatMask.authorisedHashShown(transcriptRoot, committed);
        if (authorised != c.authorised) revert CommitmentMismatch(authorised, c.authorised);
    }

    /// @dev R5: committed bitmaps are masked with the snapshot; rescuers are not known before they have proven.
    function _requireActive(bytes32 id, uint16 seat) private view {
        uint32 roundId = ROLLUP.provenOf(id).roundId;
        uint256[8] memory active = SeatSnapshot.read(AUCTION.recordOf(roundId).activeBitmap);
        if (seat >> 11 != 0 || (active[seat >> 8] >> (seat & 0xff)) & 1 == 0) revert SeatNotActive(seat);
    }

    /// @dev R2: weight of the nodes that some kept proof has as committed. Of one proof alone, it could be cut by a proof that counts
    /// as better and shows fewer nodes.
    function _weighCommitted(bytes32 id, uint8 treeDepth) private view returns (uint256) {
        uint256 firstLeaf = (1 << treeDepth) - 1;
        uint256 all;
        uint256 leaves;
        uint256 root;
        for (uint256 w; w << 8 <= 2 * firstLeaf; ++w) {
            uint256 nodes = ROLLUP.committedNodes(id, w);
            if (w == 0) root = nodes & 1;
            all += LibBit.popCount(nodes);
            uint256 first = w << 8;
            if (firstLeaf > first) nodes = firstLeaf - first < 256 ? nodes >> (firstLeaf - first) : 0;
            leaves += LibBit.popCount(nodes);
        }
        return leaves * LEAF_WEIGHT + (all - leaves - root) * MERGE_WEIGHT + root * ROOT_WEIGHT;
    }

    function _weights() private view returns (Tally.Weights memory) {
        return Tally.Weights(LEAF_WEIGHT, MERGE_WEIGHT, ROOT_WEIGHT);
    }
}
