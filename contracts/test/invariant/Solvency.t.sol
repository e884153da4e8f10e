// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, IRollup, ProofSubmission, Proposal, Settings, Status} from "../../src/interfaces/IRollup.sol";
import {Score} from "../../src/libraries/Score.sol";
import {BridgeFixture} from "../support/BridgeFixture.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

/// @notice Random lives of the rollup, driven by honest calls only: a revert is a failure.
contract Actors is BridgeFixture {
    using ProofTreeLib for ProofTree;

    Proposal[] internal entered;
    uint256[8][] internal bitmaps;
    mapping(bytes32 => ProofTree) internal trees;
    mapping(bytes32 => uint256[8]) internal committedOf;
    bytes32[] internal finals;
    uint96 internal nonce = 1e15;
    Block[] internal blocks;
    mapping(bytes32 => Block) internal blockOf;
    mapping(bytes32 => uint8) internal withdrawnAsset;
    mapping(bytes32 => uint256) internal withdrawnAmount;
    /// @notice What final blocks have paid out of L2 and nobody has claimed.
    uint256[2] public unclaimed;

    uint256 internal supplyAtStart;
    /// @notice Wei that left with bids and failed bonds, and that came with rewards.
    uint256 public burned;
    uint256 public minted;
    uint256 public finalised;

    constructor() {
        setUp();
        rollup.deposit(0, KEY_X, KEY_Y, alice, 1e18);
        supplyAtStart = token.totalSupply();
    }

    /// @notice Two uncles, and pay that is not shared with every proven block.
    function settings() internal pure override returns (Settings memory s) {
        s = super.settings();
        (s.uncles, s.uncleReward) = (2, 2e18);
    }

    /// @notice Wei of bids and bonds that the rollup must still hold.
    function escrowed() external view returns (uint256 sum) {
        for (uint256 i; i < entered.length; ++i) {
            Commitment memory c = rollup.commitmentOf(rollup.proposalIdOf(entered[i]));
            if (!c.settled) sum += c.burnBid + (uint256(1e18) << c.failures);
        }
    }

    /// @notice What the token's supply must be.
    function expectedSupply() external view returns (uint256) {
        return supplyAtStart + minted - burned;
    }

    function account(uint256 seed) internal view returns (address) {
        return seed % 2 == 0 ? alice : bob;
    }

    function parties() external view returns (IRollup, address, address, address, address) {
        return (rollup, address(token), address(second), alice, bob);
    }

    function depositBalance(uint256 seed, uint256 amount) external {
        rollup.depositBalance(account(seed), bound(amount, 0, 10e18));
    }

    function withdrawBalance(uint256 seed, uint256 amount) external {
        address who = account(seed);
        amount = bound(amount, 0, rollup.balanceOf(who));
        vm.prank(who);
        rollup.withdrawBalance(amount);
    }

    function deposit(uint8 asset, uint256 amount, bool other) external {
        address owner = account(amount);
        amount = bound(amount, 1, 5e18);
        rollup.deposit(asset % 2, other ? KEY2_X : KEY_X, other ? KEY2_Y : KEY_Y, owner, uint96(amount));
    }

    function seedPool(uint8 asset, uint256 amount) external {
        rollup.seedPool(asset % 2, uint96(bound(amount, 1, 5e18)));
    }

    function force(uint256 amount) external {
        vm.prank(alice);
        rollup.forceTransaction(pack(WITHDRAW | FORCED, 0, 0, bound(amount, 1, type(uint96).max), 0));
    }

    function withdraw(uint256 which) external {
        if (blocks.length == 0) return;
        Block storage it = blocks[bound(which, 0, blocks.length - 1)];
        (uint8 asset, uint256 amount) = (withdrawnAsset[it.proposalId], withdrawnAmount[it.proposalId]);
        if (amount == 0) return;
        if (!rollup.isWithdrawn(it.proposalId, 0)) unclaimed[asset] -= amount;
        rollup.claimWithdrawals(oneClaim(it, 0));
    }

    function join() external {
        if (registry.seatCount() < 40) joinProvers(1);
    }

    function commit(uint256 seed, uint256 seats) external {
        Status memory s = rollup.status();
        address who = account(seed);
        nonce += 1;
        if (s.windowOpen && block.timestamp >= s.commitEnd) return;
        (uint256 bond,) = rollup.bondOf(who);
        if (rollup.balanceOf(who) < nonce + bond) return;
        Proposal memory proposal = proposalBy(who, nonce);
        uint256[8] memory bitmap = seatsFrom(0, bound(seats, 1, 12));
        bytes32 id = commitBy(proposal, bitmap);
        entered.push(proposal);
        bitmaps.push(bitmap);
        committedOf[id] = bitmap;
    }

    function prove(uint256 which, uint16 first, uint256 seats, uint256 fees) external {
        Status memory s = rollup.status();
        if (s.commitments == 0) return;
        // One of this round's, which are the last.
        which = entered.length - 1 - which % s.commitments;
        Proposal memory proposal = entered[which];
        bytes32 id = rollup.proposalIdOf(proposal);
        if (rollup.commitmentOf(id).roundId != s.roundId || rollup.commitmentOf(id).proven) return;
        if (block.timestamp < s.commitEnd || block.timestamp >= s.proofEnd) return;
        // Seats below 12 only, which have joined before: the circuits let no other seat prove.
        ProofTree memory tree = treeOf(first % 6, bound(seats, 1, 7));
        ProofSubmission memory submission = submissionOf(proposal, bitmaps[which], tree);
        submission.fees = uint128(bound(fees, 0, rollup.escrowOf(0) - unclaimed[0]));
        submission.data = withdrawing(id, submission.fees, fees);
        blockOf[id] = Block(id, s.proverSetRoot, submission.data);
        submission.messageCount = s.messagesQueued;
        sign(submission);
        rollup.submitProof(submission);
        trees[id] = tree;
    }

    /// @dev Data with a withdrawal of what L2 can have left: a proof of anything else there is not.
    function withdrawing(bytes32 id, uint256 fees, uint256 choice) internal returns (bytes memory) {
        uint8 asset = uint8(choice % 2);
        uint256 left = rollup.escrowOf(asset) - unclaimed[asset] - (asset == 0 ? fees : 0);
        uint256 amount = bound(choice, 0, left);
        (withdrawnAsset[id], withdrawnAmount[id]) = (asset, amount);
        return amount == 0 ? new bytes(640) : dataWith(0, pack(WITHDRAW | asset << 4, 0, 0, amount, 0));
    }

    function finalize() external {
        Status memory s = rollup.status();
        if (!s.windowOpen || block.timestamp < s.proofEnd) return;
        Commitment memory best = rollup.commitmentOf(s.best);
        for (uint256 i; i < s.commitments; ++i) {
            finals.push(rollup.proposalIdOf(entered[entered.length - 1 - i]));
        }
        uint256 supply = token.totalSupply();
        uint256 failed;
        // P9.6: the leader by the ranking as everybody can read it.
        if (s.commitments != 0) {
            uint256 leader;
            uint256 score;
            for (uint256 i; i < s.commitments; ++i) {
                bytes32 id = rollup.proposalIdOf(entered[entered.length - s.commitments + i]);
                Commitment memory c = rollup.commitmentOf(id);
                uint256 provisional = Score.compute(c.committedProvers, c.burnBid, s.alpha);
                if (provisional > score) (leader, score) = (i, provisional);
            }
            Commitment memory led =
                rollup.commitmentOf(rollup.proposalIdOf(entered[entered.length - s.commitments + leader]));
            if (!led.proven) failed = uint256(1e18) << led.failures;
        }
        rollup.finalize();
        burned += failed;
        if (s.best != 0) {
            ++finalised;
            blocks.push(blockOf[s.best]);
            unclaimed[withdrawnAsset[s.best]] += withdrawnAmount[s.best];
            burned += best.burnBid;
            minted += token.totalSupply() + best.burnBid + failed - supply;
        }
    }

    function refund(uint256 which) external {
        if (entered.length == 0) return;
        Proposal memory proposal = entered[bound(which, 0, entered.length - 1)];
        bytes32 id = rollup.proposalIdOf(proposal);
        if (rollup.commitmentOf(id).settled || rollup.commitmentOf(id).roundId == rollup.status().roundId) return;
        rollup.refund(proposal);
    }

    function claim(uint256 which, uint256 node) external {
        if (finals.length == 0) return;
        bytes32 id = finals[bound(which, 0, finals.length - 1)];
        node = bound(node, 0, 6);
        if (rollup.isClaimed(id, node) || rollup.rewardPoolOf(id).depth == 0) return;
        ProofTree memory tree = trees[id];
        uint256 supply = token.totalSupply();
        rollup.claimRewards(claimOf(id, committedOf[id], tree.proofOf(node)));
        minted += token.totalSupply() - supply;
        claimed[id] += token.totalSupply() - supply;
        uint64 roundId = rollup.commitmentOf(id).roundId;
        claimedIn[roundId] += token.totalSupply() - supply;
        vm.assertLe(claimed[id], rollup.rewardPoolOf(id).amount, "claims exceed the pool");
        vm.assertLe(claimedIn[roundId], 12e18, "claims exceed block and uncle reward");
    }

    mapping(bytes32 => uint256) internal claimed;
    mapping(uint64 => uint256) internal claimedIn;

    /// @notice Lets some seconds pass, or goes on to where the next window begins.
    function wait(uint256 seconds_) external {
        Status memory s = rollup.status();
        if (s.windowOpen && seconds_ % 2 == 0) {
            if (block.timestamp < s.commitEnd) vm.warp(s.commitEnd);
            else if (block.timestamp < s.proofEnd) vm.warp(s.proofEnd);
        } else {
            vm.warp(block.timestamp + bound(seconds_, 1, 100));
        }
    }
}

contract SolvencyTest is RollupFixture {
    Actors internal actors;

    function setUp() public override {
        actors = new Actors();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    struct Selectors {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() external view returns (Selectors[] memory targets) {
        targets = new Selectors[](1);
        bytes4[] memory selectors = new bytes4[](13);
        selectors[0] = Actors.depositBalance.selector;
        selectors[1] = Actors.withdrawBalance.selector;
        selectors[2] = Actors.deposit.selector;
        selectors[3] = Actors.join.selector;
        selectors[4] = Actors.commit.selector;
        selectors[5] = Actors.prove.selector;
        selectors[6] = Actors.finalize.selector;
        selectors[7] = Actors.refund.selector;
        selectors[8] = Actors.claim.selector;
        selectors[9] = Actors.wait.selector;
        selectors[10] = Actors.seedPool.selector;
        selectors[11] = Actors.force.selector;
        selectors[12] = Actors.withdraw.selector;
        targets[0] = Selectors(address(actors), selectors);
    }

    /// @dev Every wei the rollup holds is owed to somebody, and every wei it owes it holds.
    function invariant_theRollupHoldsExactlyWhatItOwes() public view {
        (IRollup r, address native, address other, address a, address b) = actors.parties();
        uint256 owed = r.balanceOf(a) + r.balanceOf(b) + r.escrowOf(0) + actors.escrowed();
        vm.assertEq(IERC20(native).balanceOf(address(r)), owed);
        vm.assertEq(IERC20(other).balanceOf(address(r)), r.escrowOf(1));
    }

    /// @dev What has left L2 can always be claimed.
    function invariant_theEscrowHoldsWhatIsUnclaimed() public view {
        (IRollup r,,,,) = actors.parties();
        vm.assertTrue(r.escrowOf(0) >= actors.unclaimed(0) && r.escrowOf(1) >= actors.unclaimed(1));
    }

    /// @dev Nothing is minted or burned but rewards, bids and failed bonds.
    function invariant_supplyIsMintedMinusBurned() public view {
        (, address native,,,) = actors.parties();
        vm.assertEq(IERC20(native).totalSupply(), actors.expectedSupply());
    }

    /// @dev The head moves by one block at a time, and only by proofs.
    function invariant_heightCountsFinalBlocks() public view {
        (IRollup r,,,,) = actors.parties();
        Status memory s = r.status();
        vm.assertEq(s.height, actors.finalised() + 1);
        vm.assertTrue(s.messagesConsumed <= s.messagesQueued);
    }
}

interface IERC20 {
    function balanceOf(address account) external view returns (uint256);
    function totalSupply() external view returns (uint256);
}
