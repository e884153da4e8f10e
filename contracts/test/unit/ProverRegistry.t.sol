// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry, Seat} from "../../src/interfaces/IProverRegistry.sol";
import {SeatSnapshot} from "../../src/libraries/seats/SeatSnapshot.sol";
import {Fixture} from "../fixtures/Fixture.sol";

contract ProverRegistryTest is Fixture {
    uint256[2048] internal leaves;

    /// @dev The whole tree of 2,048 leaves, level by level; rows of zeros are hashed once.
    function naiveRoot(uint256 used) internal view returns (uint256) {
        uint256[] memory row = new uint256[](used);
        for (uint256 i; i < used; ++i) {
            row[i] = leaves[i];
        }
        uint256 empty;
        for (uint256 level; level < 11; ++level) {
            uint256[] memory above = new uint256[]((row.length + 1) / 2);
            for (uint256 i; i < above.length; ++i) {
                above[i] = hasher.hash2(row[2 * i], 2 * i + 1 < row.length ? row[2 * i + 1] : empty);
            }
            empty = hasher.hash2(empty, empty);
            row = above;
        }
        return row.length == 0 ? empty : row[0];
    }

    function active(uint256 seat) internal view returns (bool) {
        return (registry.activeBitmap()[seat >> 8] >> (seat & 0xff)) & 1 == 1;
    }

    // --- Joining -----------------------------------------------------------------------------------------------------

    function test_anEmptyRegistryHasTheRootOfTheEmptyTree() public view {
        vm.assertEq(registry.proverSetRoot(), naiveRoot(0));
    }

    function test_joinTakesTheStakeAndTheNextSeat() public {
        uint256 before = token.balanceOf(address(this));
        vm.assertEq(join(1, alice), 0);
        vm.assertEq(join(2, bob), 1);
        vm.assertEq(registry.held(), 2);
        vm.assertEq(before - token.balanceOf(address(this)), 2 * uint256(STAKE));
        vm.assertEq(vault.purseOf(address(registry), 0), 2 * uint256(STAKE));
        Seat memory seat = registry.seatAt(1);
        vm.assertEq(seat.key, vm.addr(2));
        vm.assertEq(seat.payout, bob);
        vm.assertEq(seat.stake, STAKE);
        vm.assertEq(seat.since, block.timestamp);
        (bool taken, uint16 found) = registry.seatOf(vm.addr(2));
        vm.assertTrue(taken && found == 1 && active(0) && active(1) && !active(2));
    }

    function test_theRootIsThatOfTheWholeTree() public {
        for (uint256 seat; seat < 5; ++seat) {
            leaves[seat] = leafOf(seat, 10 + seat);
            (uint256 x, uint256 y) = keyOf(10 + seat);
            vm.expectEmit();
            emit IProverRegistry.ProverJoined(uint16(seat), x, y, alice, naiveRoot(seat + 1));
            join(10 + seat, alice);
            vm.assertEq(registry.proverSetRoot(), naiveRoot(seat + 1));
        }
        // A seat in the middle of the tree changes.
        (bytes32 r, bytes32 s) = joinSignature(77, address(registry), alice);
        (uint256 keyX, uint256 keyY) = keyOf(77);
        leaves[2] = leafOf(2, 77);
        vm.expectEmit();
        emit IProverRegistry.KeyRotated(2, keyX, keyY, naiveRoot(5));
        vm.prank(alice);
        registry.rotateKey(2, keyX, keyY, r, s);
        vm.assertEq(registry.proverSetRoot(), naiveRoot(5));
    }

    function test_joinRefusals() public {
        join(1, alice);
        (uint256 x, uint256 y) = keyOf(2);
        (bytes32 r, bytes32 s) = joinSignature(2, address(registry), bob);
        vm.expectRevert(IProverRegistry.ZeroPayout.selector);
        registry.join(x, y, address(0), r, s);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.InvalidKey.selector, x, x));
        registry.join(x, x, bob, r, s);
        bytes memory refusal = abi.encodeWithSelector(IProverRegistry.InvalidJoinSignature.selector, vm.addr(2));
        vm.expectRevert(refusal);
        registry.join(x, y, alice, r, s);
        (uint256 keyX, uint256 keyY) = keyOf(1);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.KeyTaken.selector, vm.addr(1), 0));
        registry.join(keyX, keyY, bob, r, s);
        registry.join(x, y, bob, r, s);
    }

    // --- Seats are used again (A8) -----------------------------------------------------------------------------------

    function test_aSeatWhoseStakeHasLeftIsGivenToTheNext() public {
        join(1, alice);
        join(2, alice);
        join(3, alice);
        leave(1, alice);
        vm.assertEq(token.balanceOf(alice), STAKE);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 1));
        registry.seatAt(1);
        vm.assertEq(join(4, bob), 1);
        vm.assertEq(join(5, bob), 3);
        vm.assertEq(registry.held(), 4);
        (leaves[0], leaves[1], leaves[2], leaves[3]) = (leafOf(0, 1), leafOf(1, 4), leafOf(2, 3), leafOf(3, 5));
        vm.assertEq(registry.proverSetRoot(), naiveRoot(4));
    }

    /// @dev The old key stays in the tree until the seat is given to another prover. Until then the key cannot be used
    /// again.
    function test_aKeyIsFreeOnceItsSeatIsGivenToAnother() public {
        join(1, alice);
        leave(0, alice);
        (uint256 x, uint256 y) = keyOf(1);
        (bytes32 r, bytes32 s) = joinSignature(1, address(registry), alice);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.KeyTaken.selector, vm.addr(1), 0));
        registry.join(x, y, alice, r, s);
        join(2, bob);
        vm.assertEq(registry.join(x, y, alice, r, s), 1);
    }

    function test_manyJoinAndLeaveAndSeatsAreNotUsedUp() public {
        for (uint256 i; i < 30; ++i) {
            vm.assertEq(join(100 + i, alice), 0);
            leave(0, alice);
        }
        vm.assertEq(registry.held(), 0);
    }

    // --- Generations (A19) -------------------------------------------------------------------------------------------

    function test_payOfABlockGoesToTheGenerationOfItsSnapshot() public {
        uint40 first = uint40(block.timestamp);
        join(1, alice);
        leave(0, alice);
        vm.warp(block.timestamp + 1);
        uint40 second = uint40(block.timestamp);
        join(2, bob);
        vm.assertEq(registry.payoutAt(0, first), alice);
        vm.assertEq(registry.payoutAt(0, second - 1), alice);
        vm.assertEq(registry.payoutAt(0, second), bob);
        vm.assertEq(registry.payoutAt(0, second + 1 days), bob);
        vm.assertEq(uint256(registry.generationAt(0, second - 1)), first);
        vm.assertEq(uint256(registry.generationAt(0, second)), second);
        leave(0, bob);
        join(3, alice);
        vm.assertEq(registry.payoutAt(0, second), bob);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NoGeneration.selector, 0, first - 1));
        registry.payoutAt(0, first - 1);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NoGeneration.selector, 5, second));
        registry.generationAt(5, second);
    }

    function test_aSeatThatLeftKeepsItsPayUntilAnotherJoins() public {
        uint40 first = uint40(block.timestamp);
        join(1, alice);
        leave(0, alice);
        vm.assertEq(registry.payoutAt(0, first), alice);
    }

    // --- Leaving -----------------------------------------------------------------------------------------------------

    function test_exitTakesTheSeatOutAtOnceAndTheStakeAfterTheDelay() public {
        join(1, alice);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotPayout.selector, bob, alice));
        vm.prank(bob);
        registry.requestExit(0);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.ExitNotReached.selector, block.timestamp, 0));
        registry.withdraw(0);
        uint40 exitAt = uint40(block.timestamp) + EXIT_DELAY;
        vm.expectEmit();
        emit IProverRegistry.ExitRequested(0, exitAt, false);
        vm.startPrank(alice);
        registry.requestExit(0);
        vm.assertTrue(!active(0));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.AlreadyExiting.selector, 0, exitAt));
        registry.requestExit(0);
        vm.stopPrank();
        vm.warp(exitAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.ExitNotReached.selector, exitAt - 1, exitAt));
        registry.withdraw(0);
        vm.warp(exitAt);
        registry.withdraw(0);
        vm.assertEq(token.balanceOf(alice), STAKE);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 0));
        registry.withdraw(0);
    }

    function test_anOpenCaseKeepsTheStake() public {
        uint40 then = uint40(block.timestamp);
        join(1, alice);
        vm.assertEq(registry.hold(0, then), vm.addr(1));
        vm.prank(alice);
        registry.requestExit(0);
        vm.warp(block.timestamp + EXIT_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.CasesOpen.selector, 0, 1));
        registry.withdraw(0);
        registry.release(0);
        registry.withdraw(0);
    }

    function test_anIdleSeatIsPutToExitWhenTheRegistryIsFull() public {
        join(1, alice);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotIdle.selector, 0));
        registry.putToExit(0);
        fill(1, 2047);
        vm.assertEq(registry.held(), 2048);
        (uint256 x, uint256 y) = keyOf(2);
        (bytes32 r, bytes32 s) = joinSignature(2, address(registry), bob);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.RegistryFull.selector, 2048));
        registry.join(x, y, bob, r, s);
        vm.warp(block.timestamp + 30 days - 1);
        registry.noteProven(bitmapOf(7));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotIdle.selector, 0));
        registry.putToExit(0);
        vm.warp(block.timestamp + 2);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotIdle.selector, 7));
        registry.putToExit(7);
        vm.prank(bob);
        registry.putToExit(0);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(0);
        vm.assertEq(token.balanceOf(alice), STAKE);
        // Nobody is put to exit while a seat is free.
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotIdle.selector, 9));
        registry.putToExit(9);
        vm.assertEq(registry.join(x, y, bob, r, s), 0);
        // Full again: who joined now is not idle, who is idle still is.
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotIdle.selector, 0));
        registry.putToExit(0);
        registry.putToExit(9);
    }

    /// @dev Makes it look as if seats `from .. to` had joined: 2,000 joins take too long here.
    function fill(uint16 from, uint16 to) private {
        join(3, alice);
        // The slot with `held` and `_given`, above snapshot and timestamp.
        bytes32 slot = bytes32(uint256(1));
        uint256 word = uint256(vm.load(address(registry), slot));
        vm.assertEq((word >> 200) & 0xffff, 2);
        word &= ~(uint256(0xffffffff) << 200);
        vm.store(address(registry), slot, bytes32(word | uint256(to) << 200 | uint256(to) << 216));
        for (uint256 seat = from + 1; seat < to; ++seat) {
            if (seat != 7 && seat != 9) continue;
            bytes32 place = keccak256(abi.encode(seat, seatsSlot()));
            vm.store(address(registry), place, bytes32(uint256(uint160(alice)) | block.timestamp << 160));
        }
        join(4, alice);
    }

    /// @dev Finds the slot by seat 0, whose key is known.
    function seatsSlot() private view returns (uint256 slot) {
        for (; slot < 32; ++slot) {
            uint256 word = uint256(vm.load(address(registry), keccak256(abi.encode(uint256(0), slot))));
            if (address(uint160(word)) == vm.addr(1)) return slot;
        }
        revert("the seats are not where they were");
    }

    // --- Keys --------------------------------------------------------------------------------------------------------

    function test_aPausedSeatIsOutOfTheNextSnapshot() public {
        join(1, alice);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotPayout.selector, address(this), alice));
        registry.setPaused(0, true);
        vm.startPrank(alice);
        vm.expectEmit();
        emit IProverRegistry.Paused(0, true);
        registry.setPaused(0, true);
        vm.assertTrue(!active(0));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.PauseUnchanged.selector, 0, true));
        registry.setPaused(0, true);
        registry.setPaused(0, false);
        vm.assertTrue(active(0));
        vm.stopPrank();
    }

    function rotate(uint256 secret) private {
        (uint256 x, uint256 y) = keyOf(secret);
        (bytes32 r, bytes32 s) = joinSignature(secret, address(registry), alice);
        vm.prank(alice);
        registry.rotateKey(0, x, y, r, s);
    }

    function test_aRoundCountsTheKeyOfItsSnapshot() public {
        join(1, alice);
        vm.warp(block.timestamp + 10);
        uint40 rotated = uint40(block.timestamp);
        rotate(2);
        vm.assertEq(registry.hold(0, rotated - 1), vm.addr(1));
        vm.assertEq(registry.hold(0, rotated), vm.addr(2));
        (bool taken,) = registry.seatOf(vm.addr(1));
        vm.assertTrue(!taken);
    }

    function test_aKeyIsRotatedOnceInAnExitDelay() public {
        join(1, alice);
        rotate(2);
        (uint256 x, uint256 y) = keyOf(3);
        (bytes32 r, bytes32 s) = joinSignature(3, address(registry), alice);
        uint256 until = block.timestamp + EXIT_DELAY;
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.RotatedRecently.selector, 0, block.timestamp, until));
        vm.prank(alice);
        registry.rotateKey(0, x, y, r, s);
        vm.warp(until);
        rotate(3);
    }

    /// @dev Otherwise a seat could sign for a round with one key and be judged by another.
    function test_noKeyIsRotatedInTheSecondOfASnapshot() public {
        join(1, alice);
        registry.snapshot();
        (uint256 x, uint256 y) = keyOf(3);
        (bytes32 r, bytes32 s) = joinSignature(3, address(registry), alice);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.SnapshotInThisBlock.selector, block.timestamp));
        vm.prank(alice);
        registry.rotateKey(0, x, y, r, s);
        vm.warp(block.timestamp + 1);
        rotate(3);
    }

    function test_rotationNeedsTheNewKeysConsent() public {
        join(1, alice);
        (uint256 x, uint256 y) = keyOf(3);
        (bytes32 r, bytes32 s) = joinSignature(3, address(registry), bob);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.InvalidJoinSignature.selector, vm.addr(3)));
        registry.rotateKey(0, x, y, r, s);
    }

    function test_changePayoutHandsTheSeatOver() public {
        uint40 then = uint40(block.timestamp);
        join(1, alice);
        vm.prank(alice);
        vm.expectRevert(IProverRegistry.ZeroPayout.selector);
        registry.changePayout(0, address(0));
        vm.prank(alice);
        vm.expectEmit();
        emit IProverRegistry.PayoutChanged(0, bob);
        registry.changePayout(0, bob);
        vm.assertEq(registry.payoutAt(0, then), bob);
    }

    // --- Court -------------------------------------------------------------------------------------------------------

    function test_slashTakesFromTheStakeAndBelowTheMinimumTheSeatIsOut() public {
        join(1, alice);
        uint256 supply = token.totalSupply();
        vm.expectEmit();
        emit IProverRegistry.StakeSlashed(0, bob, 9e18, 1e18, 90e18, true);
        vm.assertEq(registry.slash(0, 10e18, 1e18, bob), 10e18);
        vm.assertEq(token.balanceOf(bob), 1e18);
        vm.assertEq(supply - token.totalSupply(), 9e18);
        vm.assertTrue(active(0));
        vm.assertEq(registry.slash(0, 1_000e18, 1_000e18, bob), 90e18);
        vm.assertTrue(!active(0));
        vm.assertEq(token.balanceOf(bob), 91e18);
        vm.expectEmit();
        emit IProverRegistry.StakeToppedUp(0, address(this), STAKE);
        registry.topUp(0);
        vm.assertTrue(active(0));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NothingToTopUp.selector, 0));
        registry.topUp(0);
    }

    function test_aCaseIsAgainstTheGenerationOfItsRound() public {
        uint40 first = uint40(block.timestamp);
        join(1, alice);
        leave(0, alice);
        vm.warp(block.timestamp + 1);
        uint40 second = uint40(block.timestamp);
        join(2, bob);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.OtherGeneration.selector, 0, second, first));
        registry.hold(0, first);
        registry.hold(0, second);
    }

    function test_onlyCourtRollupAndAuctionCallTheirs() public {
        join(1, alice);
        bytes memory notCourt = abi.encodeWithSelector(IProverRegistry.NotCourt.selector, bob, address(this));
        vm.startPrank(bob);
        vm.expectRevert(notCourt);
        registry.hold(0, 0);
        vm.expectRevert(notCourt);
        registry.release(0);
        vm.expectRevert(notCourt);
        registry.slash(0, 1, 0, bob);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotRollup.selector, bob, address(this)));
        registry.noteProven(bitmapOf(0));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotAuction.selector, bob, address(this)));
        registry.snapshot();
        vm.stopPrank();
    }

    function test_aSeatThatExitsIsNotToppedUp() public {
        join(1, alice);
        registry.slash(0, 1, 0, bob);
        vm.prank(alice);
        registry.requestExit(0);
        vm.expectRevert(
            abi.encodeWithSelector(IProverRegistry.AlreadyExiting.selector, 0, block.timestamp + EXIT_DELAY)
        );
        registry.topUp(0);
    }

    // --- Snapshots and deployment ------------------------------------------------------------------------------------

    function test_aSnapshotIsFrozenAndWrittenOnlyAfterAChange() public {
        join(1, alice);
        vm.expectEmit(); // This is the address of the registry's next contract.
        emit IProverRegistry.SnapshotTaken(registry.proverSetRoot(), firstCreated());
        (uint256 root, address bitmap) = registry.snapshot();
        vm.assertEq(root, registry.proverSetRoot());
        vm.assertEq(SeatSnapshot.read(bitmap)[0], 1);
        (, address again) = registry.snapshot();
        vm.assertEq(again, bitmap);
        join(2, alice);
        (uint256 root2, address other_) = registry.snapshot();
        vm.assertTrue(root2 != root && other_ != bitmap);
        vm.assertEq(SeatSnapshot.read(bitmap)[0], 1);
        vm.assertEq(SeatSnapshot.read(other_)[0], 3);
    }

    function firstCreated() private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(registry), uint8(1))))));
    }

    function deployed(bytes calldata arguments) external {
        create("ProverRegistry.sol", arguments);
    }

    function outOfRange(bytes32 setting, uint256 value, uint256 min, uint256 max) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProverRegistry.SettingOutOfRange.selector, setting, value, min, max);
    }

    function test_settingsOutOfRangeAreRefused() public {
        (address v, address h, address me) = (address(vault), address(hasher), address(this));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotAContract.selector, alice));
        this.deployed(abi.encode(alice, h, STAKE, MIN_STAKE, EXIT_DELAY, me, me, me, me));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotAContract.selector, alice));
        this.deployed(abi.encode(v, alice, STAKE, MIN_STAKE, EXIT_DELAY, me, me, me, me));
        vm.expectRevert(outOfRange("stake", 0, 1, type(uint96).max));
        this.deployed(abi.encode(v, h, 0, MIN_STAKE, EXIT_DELAY, me, me, me, me));
        vm.expectRevert(outOfRange("minStake", STAKE + 1, 1, STAKE));
        this.deployed(abi.encode(v, h, STAKE, STAKE + 1, EXIT_DELAY, me, me, me, me));
        vm.expectRevert(outOfRange("exitDelay", 366 days, 1, 365 days));
        this.deployed(abi.encode(v, h, STAKE, MIN_STAKE, 366 days, me, me, me, me));
    }
}
