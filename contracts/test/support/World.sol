// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Prover} from "../../src/interfaces/IProverRegistry.sol";
import {Commitment, ProofSubmission, Proposal, RewardPool, Settings, Status} from "../../src/interfaces/IRollup.sol";
import {Score} from "../../src/libraries/rounds/Score.sol";
import {CourtFixture} from "./CourtFixture.sol";
import {ProofTree, ProofTreeLib} from "./ProofTree.sol";
import {TranscriptTree} from "./TranscriptTree.sol";

/// @notice A rollup with registry and court, and all of their users, for random lives. Each action is legal when it is
/// taken, so a revert is a failure. The world keeps its own accounts and checks the contracts against them.
abstract contract World is CourtFixture {
    using ProofTreeLib for ProofTree;

    uint256 internal constant R = 10e18;
    uint256 internal constant U = 2e18;
    uint256 internal constant SHARE_BPS = 7_000;
    uint256 internal constant BOND = 1e18;
    uint256 internal constant MAX_SEATS = 20;

    /// @dev A committed block as its proposer and provers record it.
    struct Block {
        Proposal proposal;
        bytes32 id;
        uint16[] seats; // named for each node
        uint16[] slots;
        uint16[] seatPlusOne; // the seat that proved each node
        uint256 bitmap; // committed
        uint64 roundId;
        uint256 order; // of its accepted proof
        bytes32 proverSetRoot;
        bytes data;
        uint128 fees;
        uint256 withdrawal; // of the account below, at its first place
        uint8 asset;
        uint32 account;
        uint256 minted; // to its provers and proposer
    }

    struct OpenCase {
        uint256 which;
        uint256 node;
    }

    /// @notice How often each kind of event has happened. A world without events proves nothing.
    mapping(string what => uint256 times) public did;
    Block[] internal blocks;
    OpenCase[] internal open;
    uint96 internal bid = 1e15;
    uint256 internal proofs;

    // The amounts that should have come and gone.
    uint256 public minted;
    uint256 public burned;
    uint256 public fees;
    uint256 public staked;
    uint256 public slashed;
    uint256 public left;
    mapping(uint256 seat => uint256) internal slashedOf;
    mapping(bytes32 offence => bool) internal isSlashed;
    mapping(uint64 roundId => uint256) internal mintedIn;
    /// @dev Amounts that came over the bridge, amounts that went back, and amounts that users hold on L2. The pool's is
    /// excluded.
    uint256[2] internal queued;
    uint256[2] internal withdrawn;
    uint256[2] internal onL2;
    uint256 internal accounts;
    uint256 internal supplyAtStart;
    uint64 internal height = 1;
    bytes32 internal head;

    constructor() {
        setUp();
        supplyAtStart = token.totalSupply();
        staked = registry.seatCount() * uint256(STAKE);
    }

    function settings() internal pure virtual override returns (Settings memory s) {
        s = super.settings();
        (s.uncles, s.uncleReward) = (2, uint96(U));
    }

    function account(uint256 seed) internal view returns (address) {
        return seed % 2 == 0 ? alice : bob;
    }

    // --- Balances, deposits and seats ---

    function depositBalance(uint256 seed, uint256 amount) external {
        rollup.depositBalance(account(seed), bound(amount, 0, 10e18));
    }

    function withdrawBalance(uint256 seed, uint256 amount) external {
        address who = account(seed);
        amount = bound(amount, 0, rollup.balanceOf(who) / 4);
        vm.prank(who);
        rollup.withdrawBalance(amount);
    }

    function deposit(uint256 asset, uint256 amount) external {
        (uint8 which, bool other) = (uint8(asset % 2), asset % 3 == 0);
        amount = bound(amount, 1, 5e18);
        (uint256 x, uint256 y) = other ? (KEY2_X, KEY2_Y) : (KEY_X, KEY_Y);
        (, uint32 accountIndex) = rollup.deposit(which, x, y, account(amount), uint96(amount));
        if (accountIndex == accounts) ++accounts;
        queued[which] += amount;
        onL2[which] += amount;
    }

    function seedPool(uint256 asset, uint256 amount) external {
        amount = bound(amount, 1, 1e18);
        rollup.seedPool(uint8(asset % 2), uint96(amount));
        queued[asset % 2] += amount;
        ++did["seeded"];
    }

    /// @dev P10.3: the owner of an account sends itself nothing. Every later block must contain this transaction.
    function force(uint256 seed) external {
        if (accounts == 0) return;
        uint256 index = seed % accounts;
        address owner = rollup.ownerOf(uint32(index));
        vm.prank(owner);
        rollup.forceTransaction(pack(TRANSFER | FORCED, index, index, 0, 0));
        ++did["forced"];
    }

    function join() external {
        if (registry.seatCount() == MAX_SEATS) return;
        joinProvers(1);
        staked += STAKE;
    }

    function topUp(uint256 seed) external {
        uint256 seats = registry.seatCount();
        uint16 seat = uint16(seed % seats);
        // The next seat that can be filled up.
        for (uint256 i; i < seats && !isShort(seat); ++i) {
            seat = uint16((seat + 1) % seats);
        }
        if (!isShort(seat)) return;
        Prover memory prover = registry.proverAt(seat);
        registry.topUp(seat);
        staked += STAKE - prover.stake;
        ++did["filled up"];
    }

    function isShort(uint16 seat) internal view returns (bool) {
        Prover memory prover = registry.proverAt(seat);
        return prover.exitAt == 0 && prover.stake < STAKE;
    }

    /// @dev A few seats stay, so that life goes on.
    function exit(uint256 seed) external {
        if (count(registry.activeBitmap()[0]) > 5) requestExit(uint16(seed % registry.seatCount()));
    }

    function requestExit(uint16 seat) internal {
        if (registry.proverAt(seat).exitAt != 0) return;
        vm.prank(registry.payoutOf(seat));
        registry.requestExit(seat);
    }

    /// @dev The next seat to leave, now or when its delay is over.
    function withdrawNext(uint256 seed) external {
        uint256 seats = registry.seatCount();
        for (uint256 i; i < seats; ++i) {
            Prover memory prover = registry.proverAt((seed % seats + i) % seats);
            if (prover.exitAt == 0 || prover.stake == 0 || prover.reports != 0) continue;
            if (block.timestamp < prover.exitAt && seed % 16 == 0) vm.warp(prover.exitAt);
            withdrawStake((seed % seats + i) % seats);
            return;
        }
    }

    /// @dev A seat that may leave gets everything that was not slashed.
    function withdrawStake(uint256 seat) internal {
        Prover memory prover = registry.proverAt(seat);
        if (prover.exitAt == 0 || prover.stake == 0 || prover.reports != 0 || block.timestamp < prover.exitAt) return;
        uint256 before = token.balanceOf(prover.payout);
        registry.withdraw(uint16(seat));
        vm.assertEq(token.balanceOf(prover.payout) - before, prover.stake);
        left += prover.stake;
        ++did["left"];
    }

    // --- Blocks ---

    /// @dev Makes a proposal and gives its nodes to active seats, from `first` on.
    function enter(address who, uint256 first, uint8 depth) internal returns (bool) {
        (bool isOpen, Proposal memory p, uint256 active) = offer(who, first);
        (uint256 bond,) = rollup.bondOf(who);
        if (!isOpen || active == 0 || rollup.balanceOf(who) < ++bid + bond) return false;
        Block storage b = blocks.push();
        b.proposal = p;
        (b.proposal.burnBid, b.proposal.depth) = (bid, depth);
        b.id = rollup.proposalIdOf(b.proposal);
        for (uint256 node; node < (2 << depth) - 1; ++node) {
            uint256 seat = first % MAX_SEATS;
            while ((active >> seat) & 1 == 0) {
                seat = (seat + 1) % MAX_SEATS;
            }
            first = seat + 1;
            b.seats.push(uint16(seat));
            b.slots.push(uint16(node));
            b.bitmap |= 1 << seat;
        }
        return true;
    }

    /// @dev Returns the proposal that may be made now, if there is one, and the seats that it can name.
    function offer(address who, uint256) internal view virtual returns (bool isOpen, Proposal memory, uint256 active) {
        Status memory s = rollup.status();
        return (!s.windowOpen || block.timestamp < s.commitEnd, proposalBy(who, bid), s.activeBitmap[0]);
    }

    function commit(Block storage b) internal {
        load(b);
        vm.prank(b.proposal.proposer);
        rollup.commit(b.proposal, TranscriptTree.root(entries, b.proposal.depth), committed, "");
        Status memory s = rollup.status();
        bool isOnTop = b.proposal.height != s.height;
        (b.roundId, b.proverSetRoot) = isOnTop ? (s.next.roundId, s.next.proverSetRoot) : (s.roundId, s.proverSetRoot);
        vm.assertEq(uint256(rollup.commitmentOf(b.id).roundId), b.roundId);
        ++did[isOnTop ? "committed on top" : "committed"];
    }

    /// @dev Makes the fixture's steps work on this block.
    function load(Block storage b) internal {
        (id, proverSetRoot) = (b.id, b.proverSetRoot);
        proposal = b.proposal;
        data = b.data;
        committed = [b.bitmap, 0, 0, 0, 0, 0, 0, 0];
        delete entries;
        for (uint256 node; node < b.seats.length; ++node) {
            entries.push(voteOf(node, b.seats[node], b.slots[node]));
        }
        tree.depth = b.proposal.depth;
        tree.seatPlusOne = b.seatPlusOne;
    }

    /// @dev Submits a proof by `seatPlusOne`, if L1 accepts one now.
    function prove(Block storage b, uint16[] memory seatPlusOne, uint256 feeSeed) internal {
        Status memory s = rollup.status();
        Commitment memory c = rollup.commitmentOf(b.id);
        if (b.roundId != s.roundId || b.proposal.parent != head) return;
        if (block.timestamp < s.proofStart || block.timestamp >= s.proofEnd) return;
        ProofTree memory proven = ProofTree(b.proposal.depth, seatPlusOne);
        if (c.proven && count(proven.bitmap()[0] & s.activeBitmap[0]) <= c.provenProvers) return;
        load(b);
        ProofSubmission memory submission = submissionOf(b.proposal, committed, proven);
        submission.transcriptRoot = TranscriptTree.root(entries, b.proposal.depth);
        submission.fees = uint128(bound(feeSeed, 0, onL2[0] / 8));
        withdraw(b, submission.data, uint256(keccak256(abi.encode(feeSeed))));
        submission.messageCount = s.messagesQueued;
        sign(submission);
        rollup.submitProof(submission);
        ++did[c.proven ? "proven better" : "proven"];
        // Among equals the earlier proof wins. A better proof of a proposal counts as a later one.
        (b.fees, b.order) = (submission.fees, ++proofs);
        (b.seatPlusOne, b.data) = (seatPlusOne, submission.data);
    }

    /// @dev Puts a withdrawal at the block's first place, if users hold anything on L2.
    function withdraw(Block storage b, bytes memory packed, uint256 seed) internal {
        b.asset = uint8(seed % 2);
        b.withdrawal = accounts == 0 || onL2[b.asset] < 8 ? 0 : bound(seed, 1, onL2[b.asset] / 8);
        if (b.withdrawal == 0) return;
        b.account = uint32(seed % accounts);
        put(packed, 0, pack(b.asset == 0 ? WITHDRAW : WITHDRAW | ASSET_1, b.account, 0, b.withdrawal, 0));
    }

    /// @dev The first claim pays the account's owner. A second claim pays nothing.
    function claimWithdrawal(uint256 which) public {
        if (blocks.length == 0) return;
        Block storage b = blocks[which % blocks.length];
        if (b.withdrawal == 0 || !rollup.commitmentOf(b.id).won) return;
        uint256 owed = rollup.isWithdrawn(b.id, 0) ? 0 : b.withdrawal;
        address owner = rollup.ownerOf(b.account);
        uint256 before = b.asset == 0 ? token.balanceOf(owner) : second.balanceOf(owner);
        rollup.claimWithdrawals(oneClaim(FinalBlock(b.id, b.proverSetRoot, b.data), 0));
        vm.assertEq((b.asset == 0 ? token.balanceOf(owner) : second.balanceOf(owner)) - before, owed);
        withdrawn[b.asset] += owed;
        ++did[owed == 0 ? "withdrawn again" : "withdrawn"];
    }

    function count(uint256 bits) internal pure returns (uint256 n) {
        for (; bits != 0; bits &= bits - 1) {
            ++n;
        }
    }

    /// @dev The blocks of the current round, and of the round on top of it, are the last ones.
    function firstOfRound() internal view returns (uint256 first) {
        uint64 roundId = rollup.status().roundId;
        first = blocks.length;
        while (first != 0 && blocks[first - 1].roundId >= roundId) {
            --first;
        }
    }

    /// @dev The best block by score. Among equals, it takes the earliest proof if `provenOnly` is set, and else the
    /// earliest block. The search runs backwards; nothing on L1 depends on its order.
    function bestOf(uint256 first, uint8 alpha, bool provenOnly) internal view returns (bool found, uint256 best) {
        uint256 most;
        uint64 roundId = rollup.status().roundId;
        for (uint256 i = blocks.length; i > first; --i) {
            // In pipelined mode, a proposal that builds on a block other than the head has died.
            if (blocks[i - 1].roundId != roundId || blocks[i - 1].proposal.parent != head) continue;
            Commitment memory c = rollup.commitmentOf(blocks[i - 1].id);
            if (provenOnly && !c.proven) continue;
            uint256 score = Score.compute(provenOnly ? c.provenProvers : c.committedProvers, c.burnBid, alpha);
            bool isEarlier = !provenOnly || blocks[i - 1].order < blocks[best].order;
            if (!found || score > most || (score == most && isEarlier)) (found, best, most) = (true, i - 1, score);
        }
    }

    function finalize() public {
        Status memory s = rollup.status();
        if (!s.windowOpen) return;
        uint256 first = firstOfRound();
        (bool led, uint256 leader) = bestOf(first, s.alpha, false);
        if (block.timestamp < (led ? s.proofEnd : s.commitEnd)) return;
        (bool won, uint256 winner) = bestOf(first, s.alpha, true);
        if (led) {
            Commitment memory c = rollup.commitmentOf(blocks[leader].id);
            if (!c.proven) {
                burned += BOND << c.failures;
                ++did["leader failed"];
            }
        }
        rollup.finalize();
        Status memory then_ = rollup.status();
        if (s.next.roundId != 0 && s.next.commitments != 0) {
            ++did[then_.roundId == s.next.roundId ? "went on" : "abandoned"];
        }
        if (!won) {
            vm.assertTrue(then_.head == head && then_.height == height);
            ++did["restarted"];
            return;
        }
        // The winner has the best score. The order of the proofs does not matter.
        (head, height) = (blocks[winner].id, height + 1);
        vm.assertTrue(then_.head == head && then_.height == height);
        Block storage b = blocks[winner];
        Commitment memory w = rollup.commitmentOf(b.id);
        uint256 reward = R * w.provenCommittedProvers / w.committedProvers;
        pay(b, reward - reward * SHARE_BPS / 10_000);
        burned += w.burnBid;
        fees += b.fees;
        onL2[0] -= b.fees;
        onL2[b.asset] -= b.withdrawal;
        ++did["final"];
    }

    /// @dev Counts every wei minted for a round. The sum is at most the round's reward and its uncles' reward.
    function pay(Block storage b, uint256 amount) internal {
        minted += amount;
        b.minted += amount;
        mintedIn[b.roundId] += amount;
        vm.assertLe(mintedIn[b.roundId], R + U, "a round minted more than its rewards");
        if (rollup.commitmentOf(b.id).won) vm.assertLe(b.minted, R, "a block minted more than its reward");
    }

    /// @dev Whether the block can have no further effect. Either its round has ended, or a block other than its parent
    /// has become the head (P3.4).
    function isOver(Block storage b) internal view returns (bool) {
        uint64 running = rollup.status().roundId;
        return b.roundId < running || (b.roundId == running && b.proposal.parent != head);
    }

    /// @dev A refund happens once. It is exactly the bid and the bond.
    function refund(uint256 which) public {
        if (blocks.length == 0) return;
        Block storage b = blocks[which % blocks.length];
        Commitment memory c = rollup.commitmentOf(b.id);
        if (c.settled || !isOver(b)) return;
        uint256 before = rollup.balanceOf(b.proposal.proposer);
        rollup.refund(b.proposal);
        vm.assertEq(rollup.balanceOf(b.proposal.proposer) - before, c.burnBid + (BOND << c.failures));
        ++did["refunded"];
    }

    /// @dev The first claim pays the node's share to its seat's owner. A second claim pays nothing.
    function claim(uint256 which, uint256 node) public {
        if (blocks.length == 0) return;
        Block storage b = blocks[which % blocks.length];
        RewardPool memory pool = rollup.rewardPoolOf(b.id);
        node %= b.seats.length;
        if (pool.depth == 0 || b.seatPlusOne[node] == 0) return;
        load(b);
        uint256 share;
        uint16 seat = b.seatPlusOne[node] - 1;
        if (!rollup.isClaimed(b.id, node)) {
            share = shareOf(pool, node);
            if ((b.bitmap >> seat) & 1 == 0) share /= 2;
        }
        address payout = registry.payoutOf(seat);
        uint256 before = token.balanceOf(payout);
        rollup.claimRewards(claimFor(node));
        vm.assertEq(token.balanceOf(payout) - before, share);
        pay(b, share);
        ++did[share == 0 ? "claimed again" : "claimed"];
    }

    function shareOf(RewardPool memory pool, uint256 node) internal pure returns (uint256) {
        uint256 leaves = 1 << pool.depth;
        uint256 weight = node == 0 ? 4 : node < leaves - 1 ? 3 : 1;
        return pool.amount * weight / (leaves + 3 * (leaves - 2) + 4);
    }

    /// @notice Lets some seconds pass, or advances to the start of the next window.
    function wait(uint256 seconds_) external {
        Status memory s = rollup.status();
        if (s.windowOpen && seconds_ % 2 == 0) {
            if (block.timestamp < s.commitEnd) vm.warp(s.commitEnd);
            else if (block.timestamp < s.proofEnd) vm.warp(s.proofEnd);
        } else if (seconds_ % 32 == 1) {
            vm.warp(block.timestamp + 1 days);
        } else {
            vm.warp(block.timestamp + bound(seconds_, 1, 100));
        }
    }

    // --- What must hold after every call ---

    /// @notice Every law. Each has its own name.
    function check() external view {
        checkSolvency();
        checkBridge();
        checkSupply();
        checkStakes();
        checkActiveSeats();
        checkHead();
        checkQueue();
    }

    /// @dev The rollup holds exactly what it owes: balances, open bids and bonds, and L2's balances.
    function checkSolvency() internal view {
        uint256 owed = rollup.balanceOf(alice) + rollup.balanceOf(bob) + rollup.escrowOf(0);
        for (uint256 i; i < blocks.length; ++i) {
            Commitment memory c = rollup.commitmentOf(blocks[i].id);
            if (!c.settled) owed += c.burnBid + (BOND << c.failures);
        }
        vm.assertEq(token.balanceOf(address(rollup)), owed, "the rollup's tokens are not what it owes");
        vm.assertEq(
            second.balanceOf(address(rollup)), rollup.escrowOf(1), "the second asset is not what L2 is owed of it"
        );
    }

    /// @dev Whatever came over the bridge and has not gone back is in escrow. It covers what users have on L2.
    function checkBridge() internal view {
        vm.assertEq(
            rollup.escrowOf(0), queued[0] - fees - withdrawn[0], "escrow of asset 0 is not what came less what went"
        );
        vm.assertEq(rollup.escrowOf(1), queued[1] - withdrawn[1], "escrow of asset 1 is not what came less what went");
        vm.assertGe(rollup.escrowOf(0), onL2[0], "users have more of asset 0 on L2 than is in escrow");
        vm.assertGe(rollup.escrowOf(1), onL2[1], "users have more of asset 1 on L2 than is in escrow");
    }

    function checkSupply() internal view {
        vm.assertEq(token.totalSupply(), supplyAtStart + minted - burned, "supply is not start + minted - burned");
    }

    /// @dev Stakes are conserved. A seat that was never slashed has its full stake until it leaves with it.
    function checkStakes() internal view {
        uint256 stakes;
        for (uint256 seat; seat < registry.seatCount(); ++seat) {
            Prover memory prover = registry.proverAt(seat);
            stakes += prover.stake;
            if (slashedOf[seat] == 0) {
                vm.assertTrue(
                    prover.stake == STAKE || (prover.stake == 0 && prover.exitAt != 0),
                    "a seat without a slash has lost stake"
                );
            }
        }
        vm.assertEq(token.balanceOf(address(registry)), stakes, "the registry does not hold the stakes");
        vm.assertEq(stakes + left + slashed, staked, "stake was lost or made");
    }

    /// @dev A seat is active if and only if its stake is large enough and it is not leaving.
    function checkActiveSeats() internal view {
        uint256 active = registry.activeBitmap()[0];
        for (uint256 seat; seat < registry.seatCount(); ++seat) {
            Prover memory prover = registry.proverAt(seat);
            vm.assertEq(
                (active >> seat) & 1 == 1,
                prover.exitAt == 0 && prover.stake >= MIN_STAKE,
                "a seat is active that must not be, or not active that must be"
            );
        }
    }

    /// @dev The head changes only when a round ends.
    function checkHead() internal view {
        Status memory s = rollup.status();
        vm.assertTrue(s.head == head && s.height == height, "the head has moved without a final block");
    }

    function checkQueue() internal view {
        Status memory s = rollup.status();
        vm.assertGe(s.messagesQueued, s.messagesConsumed, "more messages are consumed than were queued");
    }

    // --- The end: everybody gets out ---

    /// @notice Ends the rounds, settles the open cases, and takes everything out. Only what L2 holds may stay behind.
    function end() external {
        for (uint256 i; i < 3 && rollup.status().windowOpen; ++i) {
            uint64 proofEnd = rollup.status().proofEnd;
            if (block.timestamp < proofEnd) vm.warp(proofEnd);
            finalize();
        }
        for (uint256 i; i < blocks.length; ++i) {
            refund(i);
            claimWithdrawal(i);
        }
        settleAll();
        for (uint16 seat; seat < registry.seatCount(); ++seat) {
            requestExit(seat);
        }
        vm.warp(block.timestamp + EXIT_DELAY);
        for (uint256 seat; seat < registry.seatCount(); ++seat) {
            withdrawStake(seat);
            vm.assertEq(uint256(registry.proverAt(seat).stake), 0);
        }
        vm.assertEq(token.balanceOf(address(registry)), 0);
        for (uint256 i; i < 2; ++i) {
            (address who, uint256 before) = (account(i), token.balanceOf(account(i)));
            uint256 balance = rollup.balanceOf(who);
            vm.prank(who);
            rollup.withdrawBalance(balance);
            vm.assertEq(token.balanceOf(who) - before, balance);
        }
        vm.assertEq(token.balanceOf(address(rollup)), rollup.escrowOf(0));
    }

    /// @dev Settles every open case, after its window.
    function settleAll() internal virtual {}
}
