// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FinalWithdrawal, Proposal} from "../../../src/Types.sol";
import {IBridge} from "../../../src/interfaces/IBridge.sol";
import {IProverRegistry} from "../../../src/interfaces/IProverRegistry.sol";
import {BridgeFixture} from "./BridgeFixture.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice R12: nobody is locked in.
contract EscapeTest is BridgeFixture {
    // --- Stopping ----------------------------------------------------------------------------------------------------

    function test_R12_onlyWhenTheOldestMessageWasDueForTheEscapeDelay() public {
        fillL2();
        queue(1);
        uint256 dueAt = block.timestamp + settings().inclusionDelay;
        uint256 deadAt = dueAt + settings().escapeDelay;
        vm.warp(deadAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotDead.selector, deadAt - 1, deadAt));
        bridge.stopRollup();
        vm.warp(deadAt);
        uint64 oldest = bridge.messagesConsumed();
        vm.expectEmit();
        emit IBridge.RollupStopped(oldest, dueAt);
        bridge.stopRollup();
        vm.assertTrue(bridge.isStopped());
        vm.assertTrue(auction.isStopped());
        vm.assertTrue(registry.isStopped());
        vm.expectRevert(IBridge.Stopped.selector);
        bridge.stopRollup();
    }

    function test_R12_aProofThatWaitsIsFinalFirst() public {
        queue(1);
        vm.warp(block.timestamp + settings().inclusionDelay + settings().escapeDelay);
        setPending(BLOCK);
        vm.expectRevert(abi.encodeWithSelector(IBridge.ProofPending.selector, BLOCK));
        bridge.stopRollup();
        // The best proof of another round does not wait for anything.
        setBest(BLOCK, auction.running().id + 1);
        bridge.stopRollup();
    }

    function test_R12_aChainThatMakesBlocksIsNotDeadHoweverLongItsQueueIs() public {
        queue(1);
        vm.warp(block.timestamp + settings().inclusionDelay + settings().escapeDelay);
        setHead(BLOCK, GENESIS, block.timestamp - 10);
        uint256 deadAt = block.timestamp - 10 + settings().inclusionDelay;
        vm.expectRevert(abi.encodeWithSelector(IBridge.NotDead.selector, block.timestamp, deadAt));
        bridge.stopRollup();
        vm.warp(deadAt);
        bridge.stopRollup();
    }

    function test_R12_afterTheStopNothingComesIn() public {
        deposit(0, 0, 5);
        stop();
        (uint256 x, uint256 y) = keyOf(0);
        vm.expectRevert(IBridge.Stopped.selector);
        bridge.deposit(0, x, y, alice, 1, ANY_FEE);
        vm.expectRevert(IBridge.Stopped.selector);
        bridge.seedPool(0, 1, ANY_FEE);
        vm.expectRevert(IBridge.Stopped.selector);
        bridge.forceTransaction(bytes20(0), ANY_FEE);
        (bytes32 r, bytes32 s) = joinSignature(5, address(registry), alice);
        vm.expectRevert(IProverRegistry.Stopped.selector);
        registry.join(x, y, alice, r, s);
    }

    function test_R12_onlyTheBridgeStopsTheRegistry() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotBridge.selector, address(this), address(bridge)));
        registry.stop();
    }

    function test_R12_stakesLeaveAtOnceUnlessACaseIsOpen() public {
        vm.prank(parts.court);
        registry.hold(1, uint40(block.timestamp));
        queue(1);
        stop();
        registry.withdraw(0);
        vm.assertEq(token.balanceOf(payoutOf(0)), STAKE);
        vm.assertEq(registry.activeBitmap()[0] & 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.CasesOpen.selector, 1, 1));
        registry.withdraw(1);
        vm.prank(parts.court);
        registry.release(1);
        registry.withdraw(1);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 0));
        registry.withdraw(0);
    }

    // --- Accounts ----------------------------------------------------------------------------------------------------

    function test_R12_pathsMadeInTypeScriptPayEachAccountOnce() public {
        fillL2();
        vm.expectRevert(IBridge.NotStopped.selector);
        this.escaping(0);
        stop();
        for (uint256 account; account < 5; ++account) {
            (uint256 amount0, uint256 amount1) = (balanceOn2(account, 0), balanceOn2(account, 1));
            vm.expectEmit();
            emit IBridge.Escaped(uint32(account), userOf(account), amount0, amount1);
            this.escaping(account);
            vm.assertEq(token.balanceOf(userOf(account)), amount0);
            vm.assertEq(other.balanceOf(userOf(account)), amount1);
            vm.assertTrue(bridge.isEscaped(uint32(account)));
        }
        vm.expectRevert(abi.encodeWithSelector(IBridge.AlreadyEscaped.selector, 2));
        this.escaping(2);
    }

    function test_R12_aTokenThatRefusesTheOwnerDoesNotLockInTheOtherOne() public {
        fillL2();
        stop();
        bytes memory refused = abi.encodeWithSelector(ERC20.transfer.selector, userOf(0), balanceOn2(0, 1));
        vm.mockCallRevert(address(other), refused, "");
        escape(0);
        vm.assertEq(token.balanceOf(userOf(0)), balanceOn2(0, 0));
        vm.assertTrue(!bridge.isEscaped(0));
        vm.expectRevert(abi.encodeWithSelector(IBridge.NothingPaid.selector, 0));
        this.escaping(0);
        vm.clearMockedCalls();
        setHead(0, vm.parseJsonUint(escapes, ".root"), 0);
        escape(0);
        vm.assertEq(token.balanceOf(userOf(0)), balanceOn2(0, 0));
        vm.assertEq(other.balanceOf(userOf(0)), balanceOn2(0, 1));
        vm.assertTrue(bridge.isEscaped(0));
    }

    function escaping(uint256 account) external {
        escape(account);
    }

    /// @dev Account 0's escape with one value changed. The error's name is checked, the hashes are not.
    function escapeWith(uint256 index, uint256 place, uint256 value) external {
        uint256[] memory fields = vm.parseJsonUintArray(escapes, field(0, "account"));
        uint256[] memory siblings = vm.parseJsonUintArray(escapes, field(0, "siblings"));
        uint256[] memory state = vm.parseJsonUintArray(escapes, field(0, "state"));
        if (place < 5) fields[place] = value;
        else if (place < 25) siblings[place - 5] = value;
        else state[place - 25] = value;
        uint256[5] memory leaf = [fields[0], fields[1], fields[2], fields[3], fields[4]];
        try bridge.escape(uint32(index), leaf, siblings, state) {}
        catch (bytes memory reason) {
            bytes4 name = bytes4(reason);
            assembly ("memory-safe") {
                mstore(0, name)
                revert(0, 4)
            }
        }
    }

    function test_R12_noValueOfAnEscapeCanBeChanged() public {
        fillL2();
        stop();
        for (uint256 place; place < 31; ++place) {
            vm.expectRevert(IBridge.WrongState.selector);
            this.escapeWith(0, place, 12345);
        }
        // Another account's place.
        vm.expectRevert(IBridge.WrongState.selector);
        this.escapeWith(1, 0, vm.parseJsonUintArray(escapes, field(0, "account"))[0]);
    }

    function test_R12_aPathOfAnotherLengthIsRefused() public {
        stop();
        uint256[5] memory leaf;
        vm.expectRevert(abi.encodeWithSelector(IBridge.WrongPathLength.selector, 19, 20));
        bridge.escape(0, leaf, new uint256[](19), new uint256[](6));
    }

    function test_R12_anAccountThatNobodyOpenedIsNobodys() public {
        stop();
        vm.expectRevert(abi.encodeWithSelector(IBridge.UnknownAccount.selector, 3, 0));
        this.escaping(3);
    }

    // --- Deposits ----------------------------------------------------------------------------------------------------

    function test_R12_aDepositThatNoBlockTookComesBackOnce() public {
        fillL2();
        uint64 index = deposit(1, 1, 77);
        (uint256 x, uint256 y) = keyOf(1);
        bytes20 packed = depositMessage(1, 1, 77);
        vm.expectRevert(IBridge.NotStopped.selector);
        bridge.returnDeposit(index, packed, x, y);
        stop();
        vm.expectEmit();
        emit IBridge.DepositReturned(index, userOf(1), 1, 77);
        bridge.returnDeposit(index, packed, x, y);
        vm.assertEq(other.balanceOf(userOf(1)), 77);
        vm.assertTrue(bridge.isReturned(index));
        vm.expectRevert(abi.encodeWithSelector(IBridge.MessageConsumed.selector, index));
        bridge.returnDeposit(index, packed, x, y);
    }

    function test_R12_noOtherMessageIsReturned() public {
        fillL2();
        uint64 first = deposit(1, 1, 77);
        (uint256 x, uint256 y) = keyOf(1);
        uint64 seed = bridge.seedPool(1, 5, ANY_FEE);
        stop();
        vm.expectRevert(abi.encodeWithSelector(IBridge.MessageConsumed.selector, first - 1));
        bridge.returnDeposit(first - 1, depositMessage(1, 1, 77), x, y);
        vm.expectRevert(IBridge.WrongMessage.selector);
        this.returning(first, depositMessage(1, 1, 78), x, y);
        vm.expectRevert(IBridge.WrongMessage.selector);
        this.returning(first, depositMessage(1, 1, 77), y, x);
        vm.expectRevert(IBridge.WrongMessage.selector);
        this.returning(seed, bytes20(abi.encodePacked(uint8(0x15), uint40(0), uint96(5), uint16(0))), 0, 0);
        vm.expectRevert(IBridge.WrongMessage.selector);
        this.returning(seed + 1, depositMessage(1, 1, 77), x, y);
    }

    function returning(uint64 index, bytes20 packed, uint256 x, uint256 y) external {
        try bridge.returnDeposit(index, packed, x, y) {}
        catch (bytes memory reason) {
            bytes4 name = bytes4(reason);
            assembly ("memory-safe") {
                mstore(0, name)
                revert(0, 4)
            }
        }
    }

    // --- Everybody ---------------------------------------------------------------------------------------------------

    /// @notice All provers vanish. Accounts, queued deposits, an unclaimed withdrawal, balances, bids, bonds and stakes leave, to the wei.
    /// What stays is nobody's: the pool's reserves, and a seed that no block took.
    function test_M6_allProversVanish_andEverybodyLeavesWithEverything() public {
        fillL2();
        // User 3 withdrew 5 and 7 units on L2, in a block that is final, and has not claimed them.
        deposit(3, 0, 5);
        consumeAll();
        bytes32 final_ = commitBy(proposalBy(bob, 1e16), bitmapOf(0));
        FinalWithdrawal[] memory claims = new FinalWithdrawal[](1);
        claims[0] = withdrawal(3, 0, 5, final_);
        setHead(final_, vm.parseJsonUint(escapes, ".root"), block.timestamp);
        // Then nobody proves any more.
        deposit(1, 0, 300);
        deposit(2, 1, 400);
        uint64 last = bridge.messagesQueued();
        bridge.seedPool(0, 6, ANY_FEE);
        Proposal memory lost = proposalBy(alice, 2e18);
        commitBy(lost, bitmapOf(1));

        vm.warp(block.timestamp + settings().inclusionDelay + settings().escapeDelay);
        bridge.stopRollup();

        for (uint256 account; account < 5; ++account) {
            escape(account);
        }
        bridge.claimWithdrawals(claims);
        (uint256 x, uint256 y) = keyOf(1);
        bridge.returnDeposit(last - 2, depositMessage(0, 1, 300), x, y);
        (x, y) = keyOf(2);
        bridge.returnDeposit(last - 1, depositMessage(1, 2, 400), x, y);
        uint256[5] memory extra0 = [uint256(0), 300, 0, 5, 0];
        uint256[5] memory extra1 = [uint256(0), 0, 400, 0, 0];
        for (uint256 account; account < 5; ++account) {
            vm.assertEq(token.balanceOf(userOf(account)), balanceOn2(account, 0) + extra0[account]);
            vm.assertEq(other.balanceOf(userOf(account)), balanceOn2(account, 1) + extra1[account]);
        }

        auction.refund(lost, lost);
        leaveWithAll(alice);
        // The winner of the block above is played here: its bid would be burned.
        uint256 bid = 1e16 + auction.bondOf(1e16);
        leaveWithAll(bob);
        vm.assertEq(token.balanceOf(alice), 1_000e18);
        vm.assertEq(token.balanceOf(bob), 1_000e18 - bid);
        for (uint16 seat; seat < 12; ++seat) {
            registry.withdraw(seat);
            vm.assertEq(token.balanceOf(payoutOf(seat)), STAKE);
        }

        uint256[] memory reserves = vm.parseJsonUintArray(escapes, ".reserves");
        vm.assertEq(vault.purseOf(address(bridge), 0), reserves[0] + 6);
        vm.assertEq(vault.purseOf(address(bridge), 1), reserves[1]);
        vm.assertEq(vault.purseOf(address(registry), 0), 0);
        vm.assertEq(vault.purseOf(address(auction), 0), bid);
        vm.assertEq(token.balanceOf(address(vault)), reserves[0] + 6 + bid);
        vm.assertEq(other.balanceOf(address(vault)), reserves[1]);
    }

    function leaveWithAll(address proposer) internal {
        uint256 balance = auction.balanceOf(proposer);
        vm.prank(proposer);
        auction.withdrawBalance(balance);
    }

    // --- Conservation ------------------------------------------------------------------------------------------------

    /// @notice Over random calls, the purse of each asset is what came in less what went out, and each fee is burned at once.
    function testFuzz_M6_thePurseIsWhatCameInLessWhatWentOut(uint256 seed) public {
        uint256[2] memory held;
        uint256 supply = token.totalSupply();
        for (uint256 i; i < 40; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            uint8 asset = uint8(draw >> 8) & 1;
            uint96 amount = uint96(1 + (draw >> 16) % 1e18);
            uint256 fee = bridge.messageFee();
            if (draw % 4 < 2) {
                deposit((draw >> 128) % 5, asset, amount);
                (held[asset], supply) = (held[asset] + amount, supply - fee);
            } else if (draw % 4 == 2) {
                bridge.seedPool(asset, amount, ANY_FEE);
                (held[asset], supply) = (held[asset] + amount, supply - fee);
            } else {
                uint64 count = bridge.messagesQueued();
                uint128 fees = uint128((draw >> 32) % (held[0] + 1));
                vm.prank(parts.rollup);
                bridge.consume(count, fees, bob);
                held[0] -= fees;
            }
            vm.assertEq(bridge.escrowOf(0), held[0]);
            vm.assertEq(bridge.escrowOf(1), held[1]);
            vm.assertEq(token.totalSupply(), supply);
        }
    }
}
