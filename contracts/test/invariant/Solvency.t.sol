// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, ProofSubmission, Proposal, Status} from "../../src/interfaces/IRollup.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

/// @notice Random lives of the rollup, driven by honest calls only: a revert is a failure.
contract Actors is RollupFixture {
    using ProofTreeLib for ProofTree;

    Proposal[] internal entered;
    uint256[8][] internal bitmaps;
    mapping(bytes32 => ProofTree) internal trees;
    mapping(bytes32 => uint256[8]) internal committedOf;
    bytes32[] internal finals;
    uint96 internal nonce = 1e15;

    /// @notice Wei of bids and bonds that the rollup must still hold.
    uint256 public escrowed;
    uint256 public finalised;

    constructor() {
        setUp();
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
        rollup.deposit(asset % 2, other ? KEY2_X : KEY_X, other ? KEY2_Y : KEY_Y, uint96(bound(amount, 1, 5e18)));
    }

    function join() external {
        if (registry.seatCount() < 40) joinProvers(1);
    }

    function commit(uint256 seed, uint256 seats) external {
        Status memory s = rollup.status();
        address who = account(seed);
        nonce += 1;
        if (s.windowOpen && block.timestamp >= s.commitEnd) return;
        if (rollup.balanceOf(who) < nonce + 1e18) return;
        Proposal memory proposal = proposalBy(who, nonce);
        uint256[8] memory bitmap = seatsFrom(0, bound(seats, 1, 12));
        bytes32 id = commitBy(proposal, bitmap);
        entered.push(proposal);
        bitmaps.push(bitmap);
        committedOf[id] = bitmap;
        escrowed += nonce + 1e18;
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
        submission.fees = uint128(bound(fees, 0, rollup.escrowOf(0)));
        submission.messageCount = s.messagesQueued;
        sign(submission);
        rollup.submitProof(submission);
        trees[id] = tree;
    }

    function finalize() external {
        Status memory s = rollup.status();
        if (!s.windowOpen || block.timestamp < s.proofEnd) return;
        if (s.best != 0) {
            escrowed -= uint256(rollup.commitmentOf(s.best).burnBid) + 1e18;
            finals.push(s.best);
            ++finalised;
        }
        rollup.finalize();
    }

    function refund(uint256 which) external {
        if (entered.length == 0) return;
        Proposal memory proposal = entered[bound(which, 0, entered.length - 1)];
        bytes32 id = rollup.proposalIdOf(proposal);
        if (rollup.commitmentOf(id).settled || rollup.commitmentOf(id).roundId == rollup.status().roundId) return;
        rollup.refund(proposal);
        escrowed -= uint256(proposal.burnBid) + 1e18;
    }

    function claim(uint256 which, uint256 node) external {
        if (finals.length == 0) return;
        bytes32 id = finals[bound(which, 0, finals.length - 1)];
        node = bound(node, 0, 6);
        if (rollup.isClaimed(id, node)) return;
        ProofTree memory tree = trees[id];
        uint256 supply = token.totalSupply();
        rollup.claimReward(id, TRANSCRIPT, committedOf[id], tree.proofOf(node));
        minted[id] += token.totalSupply() - supply;
        vm.assertLe(minted[id], rollup.rewardPoolOf(id).amount, "claims exceed the pool");
    }

    mapping(bytes32 => uint256) internal minted;

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
        bytes4[] memory selectors = new bytes4[](10);
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
        targets[0] = Selectors(address(actors), selectors);
    }

    /// @dev Every wei the rollup holds is owed to somebody, and every wei it owes it holds.
    function invariant_theRollupHoldsExactlyWhatItOwes() public view {
        (IRollup r, address native, address other, address a, address b) = actors.parties();
        uint256 owed = r.balanceOf(a) + r.balanceOf(b) + r.escrowOf(0) + actors.escrowed();
        vm.assertEq(IERC20(native).balanceOf(address(r)), owed);
        vm.assertEq(IERC20(other).balanceOf(address(r)), r.escrowOf(1));
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
}
