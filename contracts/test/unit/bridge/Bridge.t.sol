// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FinalWithdrawal, Proposal} from "../../../src/Types.sol";
import {IBridge} from "../../../src/interfaces/IBridge.sol";
import {IVault} from "../../../src/interfaces/IVault.sol";
import {MessageRules} from "../../../src/libraries/bridge/MessageRules.sol";
import {BridgeFixture} from "./BridgeFixture.sol";

/// @notice Messages, their fees and deadlines, withdrawals.
contract BridgeTest is BridgeFixture {
    function test_R10_feesAndPlacesAreThoseOfTheVectors() public view {
        string memory json = vm.readFile("../packages/protocol/vectors/message-rules.json");
        uint256[] memory base = vm.parseJsonUintArray(json, ".baseFee");
        uint256[] memory length = vm.parseJsonUintArray(json, ".length");
        uint256[] memory fee = vm.parseJsonUintArray(json, ".fee");
        for (uint256 i; i < fee.length; ++i) {
            vm.assertEq(MessageRules.fee(base[i], length[i]), fee[i]);
        }
        uint256[] memory halvings = vm.parseJsonUintArray(json, ".halvings");
        uint256[] memory places = vm.parseJsonUintArray(json, ".places");
        for (uint256 i; i < places.length; ++i) {
            vm.assertEq(MessageRules.placesAskedFor(halvings[i]), places[i]);
        }
    }

    // --- Users -------------------------------------------------------------------------------------------------------

    function test_aDepositOpensAnAccountAndBurnsItsFee() public {
        (uint256 x, uint256 y) = keyOf(0);
        uint256 supply = token.totalSupply();
        uint256 before = token.balanceOf(address(this));
        vm.expectEmit();
        emit IBridge.AccountOpened(0, userOf(0), x, y);
        (uint64 index, uint32 account) = bridge.deposit(0, x, y, userOf(0), 10e18, FEE);
        vm.assertEq(index, 0);
        vm.assertEq(account, 0);
        vm.assertEq(before - token.balanceOf(address(this)), 10e18 + FEE);
        vm.assertEq(supply - token.totalSupply(), FEE);
        vm.assertEq(bridge.escrowOf(0), 10e18);
        vm.assertEq(vault.purseOf(address(bridge), 0), 10e18);
        (bool known, uint32 found) = bridge.accountOf(x, y, userOf(0));
        vm.assertTrue(known && found == 0);
        vm.assertEq(bridge.ownerOf(0), userOf(0));
        vm.assertEq(bridge.messagesQueued(), 1);
        vm.assertEq(bridge.messageQueuedAt(0), block.timestamp);
        bytes20 packed = depositMessage(0, 0, 10e18);
        vm.assertEq(bridge.rollingHash(1), sha256(abi.encodePacked(bytes32(0), packed, x, y)));

        // The same key and owner have the same account, another owner has another.
        (, account) = bridge.deposit(1, x, y, userOf(0), 3, ANY_FEE);
        vm.assertEq(account, 0);
        vm.assertEq(bridge.escrowOf(1), 3);
        (, account) = bridge.deposit(1, x, y, userOf(1), 3, ANY_FEE);
        vm.assertEq(account, 1);
        (known,) = bridge.accountOf(x, y, userOf(2));
        vm.assertTrue(!known);
    }

    function test_depositRefusals() public {
        (uint256 x, uint256 y) = keyOf(0);
        vm.expectRevert(IBridge.ZeroOwner.selector);
        bridge.deposit(0, x, y, address(0), 1, ANY_FEE);
        vm.expectRevert(abi.encodeWithSelector(IBridge.InvalidL2Key.selector, x, x));
        bridge.deposit(0, x, x, alice, 1, ANY_FEE);
        vm.expectRevert(IBridge.ZeroAmount.selector);
        bridge.deposit(0, x, y, alice, 0, ANY_FEE);
        vm.expectRevert(abi.encodeWithSelector(IVault.UnknownAsset.selector, 2));
        bridge.deposit(2, x, y, alice, 1, ANY_FEE);
        vm.expectRevert(abi.encodeWithSelector(IBridge.FeeTooHigh.selector, FEE, FEE - 1));
        bridge.deposit(0, x, y, alice, 1, FEE - 1);
        // The purse looks as if it held almost all that may be on L2.
        vm.mockCall(
            address(vault), abi.encodeCall(IVault.purseOf, (address(bridge), 1)), abi.encode(uint256(2 ** 112 - 5))
        );
        vm.expectRevert(abi.encodeWithSelector(IBridge.EscrowFull.selector, 2 ** 112 - 5, 5));
        bridge.deposit(1, x, y, alice, 5, ANY_FEE);
        bridge.deposit(1, x, y, alice, 4, ANY_FEE);
    }

    function test_theAccountTreeHasABound() public {
        // The number of accounts is in the slot of `isStopped`, after the queue's three.
        vm.store(address(bridge), bytes32(uint256(3)), bytes32(uint256(1 << 20)));
        (uint256 x, uint256 y) = keyOf(0);
        vm.expectRevert(abi.encodeWithSelector(IBridge.AccountTreeFull.selector, 1 << 20));
        bridge.deposit(0, x, y, alice, 1, ANY_FEE);
    }

    function test_aSeedGoesToNobody() public {
        vm.assertEq(bridge.seedPool(1, 9, ANY_FEE), 0);
        vm.assertEq(bridge.escrowOf(1), 9);
        vm.expectRevert(IBridge.ZeroAmount.selector);
        bridge.seedPool(1, 0, ANY_FEE);
        vm.expectRevert(abi.encodeWithSelector(IVault.UnknownAsset.selector, 3));
        bridge.escrowOf(3);
    }

    function test_R10_theFeeGrowsWithTheQueueAndFallsWhenItIsConsumed() public {
        queue(256);
        vm.assertEq(bridge.messageFee(), 2 * FEE);
        uint256 supply = token.totalSupply();
        queue(1);
        vm.assertEq(supply - token.totalSupply(), 2 * FEE);
        consumeAll();
        vm.assertEq(bridge.messageFee(), FEE);
    }

    function forced(uint8 head, uint256 from, uint256 to, uint96 amount) internal pure returns (bytes20) {
        return bytes20(abi.encodePacked(head, uint40(from << 20 | to), amount, uint16(0)));
    }

    function test_P10_onlyTheOwnerForces() public {
        deposit(0, 0, 5);
        bytes20 packed = forced(0x24, 0, 0, 5);
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotOwner.selector, address(this), userOf(0)));
        bridge.forceTransaction(packed, ANY_FEE);
        token.transfer(userOf(0), 1e18);
        vm.startPrank(userOf(0));
        token.approve(address(vault), type(uint256).max);
        uint256 fee = bridge.messageFee();
        vm.expectRevert(abi.encodeWithSelector(IBridge.FeeTooHigh.selector, fee, 0));
        bridge.forceTransaction(packed, 0);
        vm.assertEq(bridge.forceTransaction(packed, ANY_FEE), 1);
        bytes20 bad = forced(0x04, 0, 0, 5);
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotForceable.selector, bad));
        bridge.forceTransaction(bad, ANY_FEE);
        bytes20 toNobody = forced(0x22, 0, 1, 5);
        vm.expectRevert(abi.encodeWithSelector(IBridge.UnknownAccount.selector, 1, 1));
        bridge.forceTransaction(toNobody, ANY_FEE);
        vm.stopPrank();
        vm.assertEq(bridge.escrowOf(0), 5);
    }

    // --- Deadlines (R10) ---------------------------------------------------------------------------------------------

    /// @dev Messages queued now are due from this time on.
    function dueAt() internal view returns (uint40) {
        return uint40(block.timestamp + settings().inclusionDelay);
    }

    function test_R10_aBlockTakesAllThatIsDueUpToThePlacesAskedFor() public {
        queue(300);
        uint40 due = dueAt();
        vm.expectRevert(abi.encodeWithSelector(IBridge.MessagesMissing.selector, 255, 256));
        bridge.requireMessages(0, 255, due, 0, 5, 0);
        (bytes32 before, bytes32 after_) = bridge.requireMessages(0, 256, due, 0, 5, 0);
        vm.assertEq(before, bytes32(0));
        vm.assertEq(after_, bridge.rollingHash(256));
        // One second earlier nothing was due.
        bridge.requireMessages(0, 0, due - 1, 0, 1, 0);
        // The next block takes the rest.
        vm.expectRevert(abi.encodeWithSelector(IBridge.MessagesMissing.selector, 299, 300));
        bridge.requireMessages(256, 299, due, 0, 5, 0);
        bridge.requireMessages(256, 300, due, 0, 5, 0);
        bridge.requireMessages(300, 300, due, 0, 1, 0);
    }

    function test_R10_placesAskedForHalveWithTimeToTheSmallestBlock() public {
        queue(300);
        uint40 due = dueAt();
        uint16[7] memory asked = [uint16(256), 128, 64, 32, 16, 16, 16];
        for (uint32 halvings; halvings < 7; ++halvings) {
            uint64 places = asked[halvings];
            uint8 depth = 1;
            while (8 << depth < places) ++depth;
            bridge.requireMessages(0, places, due, halvings, depth, 0);
            vm.expectRevert(abi.encodeWithSelector(IBridge.MessagesMissing.selector, places - 1, places));
            bridge.requireMessages(0, places - 1, due, halvings, depth, 0);
        }
        // A shallower block has no room for them: it is refused.
        vm.expectRevert(abi.encodeWithSelector(IBridge.MessagesMissing.selector, 128, 129));
        bridge.requireMessages(0, 128, due, 0, 4, 0);
    }

    function test_R10_messagesThatAreNotDueFillHalfABlockAtMost() public {
        queue(3);
        uint40 due = dueAt();
        vm.warp(block.timestamp + 1);
        queue(40);
        // Three are due. A block of 16 places may take eight more, and no ninth.
        bridge.requireMessages(0, 11, due, 0, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IBridge.TooEager.selector, 3, due + 1));
        bridge.requireMessages(0, 12, due, 0, 1, 0);
        // Nothing is due: eight, and no ninth.
        bridge.requireMessages(3, 11, due, 0, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IBridge.TooEager.selector, 3, due + 1));
        bridge.requireMessages(3, 12, due, 0, 1, 0);
        // All are due: the whole block.
        bridge.requireMessages(0, 16, due + 1, 4, 1, 0);
    }

    function test_R10_countsOutsideTheQueueOrTheBlockAreRefused() public {
        queue(20);
        vm.expectRevert(abi.encodeWithSelector(IBridge.MessagesUnknown.selector, 21, 20));
        bridge.requireMessages(0, 21, 0, 0, 3, 0);
        vm.expectRevert(abi.encodeWithSelector(IBridge.MessagesUnknown.selector, 4, 20));
        bridge.requireMessages(5, 4, 0, 0, 3, 0);
        vm.expectRevert(abi.encodeWithSelector(IBridge.TooManyMessages.selector, 17, 16));
        bridge.requireMessages(0, 17, dueAt(), 0, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IBridge.FeesExceedEscrow.selector, 1, 0));
        bridge.requireMessages(0, 0, 0, 0, 1, 1);
    }

    function test_onlyTheRollupConsumes_andFeesGoToTheProposer() public {
        deposit(0, 0, 100);
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotRollup.selector, address(this), parts.rollup));
        bridge.consume(1, 30, bob);
        uint256 before = auction.balanceOf(bob);
        bridge.requireMessages(0, 1, 0, 0, 1, 100);
        vm.prank(parts.rollup);
        bridge.consume(1, 30, bob);
        vm.assertEq(auction.balanceOf(bob) - before, 30);
        vm.assertEq(bridge.escrowOf(0), 70);
        vm.assertEq(bridge.messagesConsumed(), 1);
    }

    // --- Withdrawals -------------------------------------------------------------------------------------------------

    function finalWithdrawal() internal returns (FinalWithdrawal memory claim) {
        deposit(0, 0, 50);
        deposit(0, 1, 60);
        bytes32 id = commitBy(proposalBy(alice, 1e16), bitmapOf(0));
        return withdrawal(0, 1, 20, id);
    }

    function claimOne(FinalWithdrawal memory claim) internal {
        FinalWithdrawal[] memory claims = new FinalWithdrawal[](1);
        claims[0] = claim;
        bridge.claimWithdrawals(claims);
    }

    function test_P10_aWithdrawalIsPaidOnceToTheOwner() public {
        FinalWithdrawal memory claim = finalWithdrawal();
        vm.expectEmit();
        emit IBridge.WithdrawalClaimed(claim.proposalId, 9, userOf(0), 1, 20);
        claimOne(claim);
        vm.assertEq(other.balanceOf(userOf(0)), 20);
        vm.assertTrue(bridge.isWithdrawn(claim.proposalId, 9));
        claimOne(claim);
        vm.assertEq(other.balanceOf(userOf(0)), 20);
        vm.assertEq(bridge.escrowOf(1), 40);
    }

    function test_P10_withdrawalRefusals() public {
        FinalWithdrawal memory claim = finalWithdrawal();
        bytes32 context = keccak256(abi.encode(claim.facts));
        claim.facts.stateAfter = 9;
        bytes32 false_ = keccak256(abi.encode(claim.facts));
        vm.expectRevert(abi.encodeWithSelector(IBridge.WrongFacts.selector, false_, context));
        claimOne(claim);
        claim.facts.stateAfter = 4;
        bytes memory leaf = claim.leaf;
        claim.leaf = abi.encodePacked(leaf, bytes1(0));
        vm.expectRevert(abi.encodeWithSelector(IBridge.WrongDataLength.selector, 161, 160));
        claimOne(claim);
        claim.leaf = leaf;
        bytes32[] memory siblings = claim.siblings;
        claim.siblings = new bytes32[](1);
        vm.expectRevert(abi.encodeWithSelector(IBridge.WrongPathLength.selector, 1, 2));
        claimOne(claim);
        claim.siblings = siblings;
        claim.place = 32;
        vm.expectRevert(abi.encodeWithSelector(IBridge.NoSuchPlace.selector, 32, 32));
        claimOne(claim);
        claim.place = 10;
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotWithdrawal.selector, bytes20(0)));
        claimOne(claim);
        claim.place = 1;
        vm.expectRevert(IBridge.WrongPath.selector);
        this.claimExpectingPath(claim);
        claim.place = 9;
        setFinal(claim.proposalId, 0);
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotFinal.selector, claim.proposalId));
        claimOne(claim);
    }

    /// @dev Answers with the error's name alone: what is reached is a hash.
    function claimExpectingPath(FinalWithdrawal calldata claim) external {
        FinalWithdrawal[] memory claims = new FinalWithdrawal[](1);
        claims[0] = claim;
        try bridge.claimWithdrawals(claims) {}
        catch (bytes memory reason) {
            bytes4 name = bytes4(reason);
            assembly ("memory-safe") {
                mstore(0, name)
                revert(0, 4)
            }
        }
    }
}
