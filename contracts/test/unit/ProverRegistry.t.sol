// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry, Prover} from "../../src/interfaces/IProverRegistry.sol";
import {SeatSnapshot} from "../../src/libraries/seats/SeatSnapshot.sol";
import {RollupFixture} from "../support/RollupFixture.sol";
import {Wallet} from "../support/Vm.sol";

contract ProverRegistryTest is RollupFixture {
    bytes32[] internal leaves;

    function wallet(uint256 key) internal returns (bytes32 x, bytes32 y) {
        Wallet memory w = vm.createWallet(key);
        return (bytes32(w.publicKeyX), bytes32(w.publicKeyY));
    }

    /// @dev The whole tree of 2,048 leaves, level by level.
    function naiveRoot() internal view returns (bytes32) {
        bytes32[] memory row = new bytes32[](2048);
        for (uint256 i; i < leaves.length; ++i) {
            row[i] = leaves[i];
        }
        for (uint256 n = 1024; n > 0; n /= 2) {
            for (uint256 i; i < n; ++i) {
                row[i] = sha256(abi.encodePacked(row[2 * i], row[2 * i + 1]));
            }
        }
        return row[0];
    }

    function test_joinTakesTheNextSeatAndTheStake() public {
        uint256 before = token.balanceOf(address(this));
        uint16 seat = join(7, address(0x77));
        vm.assertEq(seat, 12);
        vm.assertEq(registry.seatCount(), 13);
        vm.assertEq(before - token.balanceOf(address(this)), STAKE);
        vm.assertEq(token.balanceOf(address(registry)), 13 * uint256(STAKE));
        Prover memory prover = registry.proverAt(12);
        vm.assertEq(prover.key, vm.addr(7));
        vm.assertEq(prover.payout, address(0x77));
        vm.assertEq(prover.stake, STAKE);
        (bool taken, uint16 found) = registry.seatOf(vm.addr(7));
        vm.assertTrue(taken && found == 12);
        (taken,) = registry.seatOf(vm.addr(8));
        vm.assertTrue(!taken);
        vm.assertEq(registry.activeBitmap()[0], (1 << 13) - 1);
    }

    function test_joinAnnouncesTheNewRoot() public {
        (bytes32 x, bytes32 y) = wallet(7);
        for (uint256 seat; seat < 12; ++seat) {
            (bytes32 kx, bytes32 ky) = wallet(1000 + seat);
            leaves.push(sha256(abi.encodePacked(uint16(seat), kx, ky)));
        }
        vm.assertEq(registry.proverSetRoot(), naiveRoot());
        leaves.push(sha256(abi.encodePacked(uint16(12), x, y)));
        vm.expectEmit();
        emit IProverRegistry.ProverJoined(12, x, y, address(1), naiveRoot());
        join(7, address(1));
    }

    function test_aKeyHasOneSeat() public {
        joinRefused(1003, address(1), abi.encodeWithSelector(IProverRegistry.KeyTaken.selector, vm.addr(1003), 3));
    }

    function joinRefused(uint256 secret, address payout, bytes memory reason) internal {
        (bytes32 x, bytes32 y) = wallet(secret);
        (bytes32 r, bytes32 s) = joinSignature(secret, address(registry), payout);
        vm.expectRevert(reason);
        registry.join(x, y, payout, r, s);
    }

    /// @dev A pending call that somebody copies can only take the seat for the same payout address.
    function test_theKeyAgreesToItsPayoutAddress() public {
        (bytes32 x, bytes32 y) = wallet(7);
        bytes memory reason = abi.encodeWithSelector(IProverRegistry.InvalidJoinSignature.selector, vm.addr(7));
        (bytes32 r, bytes32 s) = joinSignature(7, address(registry), alice);
        vm.expectRevert(reason);
        registry.join(x, y, bob, r, s);
        // A signature of another key, for another registry, or for another chain.
        (r, s) = joinSignature(8, address(registry), alice);
        vm.expectRevert(reason);
        registry.join(x, y, alice, r, s);
        (r, s) = joinSignature(7, address(rollup), alice);
        vm.expectRevert(reason);
        registry.join(x, y, alice, r, s);
        vm.chainId(1337);
        (r, s) = joinSignature(7, address(registry), alice);
        vm.chainId(31337);
        vm.expectRevert(reason);
        registry.join(x, y, alice, r, s);
        // The same signature with high s.
        (r, s) = joinSignature(7, address(registry), alice);
        bytes32 high = bytes32(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141 - uint256(s));
        vm.expectRevert(reason);
        registry.join(x, y, alice, r, high);
        vm.expectRevert(reason);
        registry.join(x, y, alice, 0, 0);
        registry.join(x, y, alice, r, s);
        vm.assertEq(registry.payoutOf(12), alice);
    }

    function test_keysOffTheCurveAreRefused() public {
        (bytes32 x,) = wallet(7);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.InvalidKey.selector, x, x));
        registry.join(x, x, address(1), 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.InvalidKey.selector, bytes32(0), bytes32(0)));
        registry.join(0, 0, address(1), 0, 0);
        // The point is congruent to one on the curve, but it is not reduced. One key must not join twice under two
        // encodings. x = 1 is on the curve and 1 + p fits in 256 bits.
        uint256 p = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;
        bytes32 large = bytes32(p + 1);
        bytes32 yOfOne = 0x4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee;
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.InvalidKey.selector, large, yOfOne));
        registry.join(large, yOfOne, address(1), 0, 0);
        vm.expectRevert(IProverRegistry.InvalidJoinSignature.selector);
        this.joinAs(bytes32(uint256(1)), yOfOne);
    }

    function joinAs(bytes32 x, bytes32 y) external {
        try registry.join(x, y, address(1), 0, 0) {}
        catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            assembly {
                mstore(0, selector)
                revert(0, 4)
            }
        }
    }

    function test_needsAPayoutAddress() public {
        joinRefused(7, address(0), abi.encodeWithSelector(IProverRegistry.ZeroPayout.selector));
    }

    function test_needsTheStake() public {
        (bytes32 x, bytes32 y) = wallet(7);
        (bytes32 r, bytes32 s) = joinSignature(7, address(registry), alice);
        vm.prank(alice);
        vm.expectRevert(IProverRegistry.TransferFromFailed.selector);
        registry.join(x, y, alice, r, s);
    }

    // --- Exit (P2.2) ---

    function exitOf(uint16 seat) internal {
        vm.prank(payoutOf(seat));
        registry.requestExit(seat);
    }

    function test_anExitTakesTheSeatOutOfTheNextSnapshotAndTheStakeOutAfterTheDelay() public {
        (, address before) = registry.snapshot();
        uint64 exitAt = uint64(block.timestamp + EXIT_DELAY);
        vm.prank(payoutOf(3));
        vm.expectEmit();
        emit IProverRegistry.ExitRequested(3, exitAt);
        registry.requestExit(3);
        vm.assertEq(SeatSnapshot.read(before)[0], (1 << 12) - 1);
        vm.assertEq(registry.activeBitmap()[0], (1 << 12) - 1 - (1 << 3));
        vm.assertEq(registry.proverAt(3).exitAt, exitAt);
        vm.assertEq(registry.proverAt(3).stake, STAKE);

        vm.warp(exitAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.ExitNotReached.selector, exitAt - 1, exitAt));
        registry.withdraw(3);
        vm.warp(exitAt);
        vm.expectEmit();
        emit IProverRegistry.StakeWithdrawn(3, payoutOf(3), STAKE);
        registry.withdraw(3);
        vm.assertEq(token.balanceOf(payoutOf(3)), STAKE);
        vm.assertEq(token.balanceOf(address(registry)), 11 * uint256(STAKE));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NothingToWithdraw.selector, 3));
        registry.withdraw(3);
    }

    function test_withoutARequestNoStakeLeaves() public {
        vm.warp(block.timestamp + 365 days);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.ExitNotReached.selector, block.timestamp, 0));
        registry.withdraw(3);
    }

    function test_onlyThePayoutAddressMovesASeat() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotPayout.selector, address(this), payoutOf(3)));
        registry.requestExit(3);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotPayout.selector, address(this), payoutOf(3)));
        registry.changePayout(3, alice);
    }

    function test_anExitIsAskedForOnce() public {
        exitOf(3);
        uint64 exitAt = registry.proverAt(3).exitAt;
        vm.warp(block.timestamp + 1 days);
        vm.prank(payoutOf(3));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.AlreadyExiting.selector, 3, exitAt));
        registry.requestExit(3);
    }

    function test_aKeyThatLeftDoesNotComeBack() public {
        exitOf(3);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(3);
        joinRefused(1003, alice, abi.encodeWithSelector(IProverRegistry.KeyTaken.selector, vm.addr(1003), 3));
    }

    function test_thePayoutAddressMoves() public {
        vm.prank(payoutOf(3));
        vm.expectEmit();
        emit IProverRegistry.PayoutChanged(3, alice);
        registry.changePayout(3, alice);
        vm.assertEq(registry.payoutOf(3), alice);
        vm.prank(payoutOf(3));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotPayout.selector, payoutOf(3), alice));
        registry.requestExit(3);
        vm.prank(alice);
        registry.requestExit(3);
        vm.prank(alice);
        vm.expectRevert(IProverRegistry.ZeroPayout.selector);
        registry.changePayout(3, address(0));
    }

    // --- Slashing's side of the registry ---

    function slasherOf(address) internal view override returns (address) {
        return address(this);
    }

    function test_aSlashBurnsAndRewards() public {
        uint256 supply = token.totalSupply();
        vm.expectEmit();
        emit IProverRegistry.StakeSlashed(3, alice, 7e18, 3e18, 90e18, true);
        vm.assertEq(registry.slash(3, 10e18, 3_000, alice), 10e18);
        vm.assertEq(token.totalSupply(), supply - 7e18);
        vm.assertEq(token.balanceOf(alice), 3e18);
        vm.assertEq(registry.proverAt(3).stake, 90e18);
        vm.assertEq(token.balanceOf(address(registry)), 12 * uint256(STAKE) - 10e18);
    }

    function test_belowTheMinimumASeatIsNotActiveUntilItIsToppedUp() public {
        (, address before) = registry.snapshot();
        registry.slash(3, 50e18, 0, alice);
        vm.assertEq(registry.activeBitmap()[0], (1 << 12) - 1);
        registry.slash(3, 1, 0, alice);
        vm.assertEq(registry.activeBitmap()[0], (1 << 12) - 1 - (1 << 3));
        vm.assertEq(SeatSnapshot.read(before)[0], (1 << 12) - 1);
        (, address afterwards) = registry.snapshot();
        vm.assertEq(SeatSnapshot.read(afterwards)[0], (1 << 12) - 1 - (1 << 3));
        uint256 balance = token.balanceOf(address(this));
        vm.expectEmit();
        emit IProverRegistry.StakeToppedUp(3, address(this), 50e18 + 1);
        registry.topUp(3);
        vm.assertEq(balance - token.balanceOf(address(this)), 50e18 + 1);
        vm.assertEq(registry.activeBitmap()[0], (1 << 12) - 1);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NothingToTopUp.selector, 3));
        registry.topUp(3);
    }

    function test_aSlashTakesAtMostWhatIsThere() public {
        vm.assertEq(registry.slash(3, 1_000e18, 5_000, alice), STAKE);
        vm.assertEq(registry.proverAt(3).stake, 0);
        vm.assertEq(registry.slash(3, 1, 5_000, alice), 0);
    }

    function test_aLeavingSeatCanStillBeSlashedButNotToppedUp() public {
        exitOf(3);
        registry.slash(3, 60e18, 0, alice);
        uint64 exitAt = registry.proverAt(3).exitAt;
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.AlreadyExiting.selector, 3, exitAt));
        registry.topUp(3);
        vm.warp(exitAt);
        registry.withdraw(3);
        vm.assertEq(token.balanceOf(payoutOf(3)), 40e18);
    }

    function test_aReportedStakeStays() public {
        exitOf(3);
        vm.assertEq(registry.hold(3), vm.addr(1003));
        vm.warp(block.timestamp + EXIT_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.SeatReported.selector, 3, 1));
        registry.withdraw(3);
        registry.release(3);
        registry.withdraw(3);
    }

    function test_onlyTheSlasherSlashes() public {
        bytes memory reason = abi.encodeWithSelector(IProverRegistry.NotSlasher.selector, alice, address(this));
        vm.startPrank(alice);
        vm.expectRevert(reason);
        registry.slash(3, 1, 0, alice);
        vm.expectRevert(reason);
        registry.hold(3);
        vm.expectRevert(reason);
        registry.release(3);
        vm.stopPrank();
    }

    function test_unknownSeatsAreRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.payoutOf(12);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.proverAt(12);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.requestExit(12);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.withdraw(12);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.topUp(12);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.slash(12, 1, 0, alice);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.changePayout(12, alice);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.hold(12);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        registry.release(12);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        registry.release(3);
    }

    /// @dev The registry pays out only the native token. A stand-in that refuses every transfer shows what the registry
    /// does then.
    function test_aTokenThatDoesNotPayOutLeavesTheStake() public {
        exitOf(3);
        vm.warp(block.timestamp + EXIT_DELAY);
        vm.mockCall(address(token), abi.encodeCall(token.transfer, (payoutOf(3), STAKE)), abi.encode(false));
        vm.expectRevert(IProverRegistry.TransferFailed.selector);
        registry.withdraw(3);
        vm.assertEq(registry.proverAt(3).stake, STAKE);
    }

    /// @dev P2.2: a prover changes its key by leaving and joining again. It gets another seat; the old seat is spent.
    function test_aKeyIsChangedByExitAndJoining() public {
        exitOf(3);
        uint16 seat = join(7, payoutOf(3));
        vm.assertEq(seat, 12);
        uint256 old = 1 << 3;
        vm.assertEq(registry.activeBitmap()[0], (1 << 13) - 1 - old);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(3);
        (bool taken, uint16 found) = registry.seatOf(vm.addr(1003));
        vm.assertTrue(taken && found == 3);
        vm.assertEq(registry.proverAt(3).key, vm.addr(1003));
        vm.assertEq(registry.proverAt(3).stake, 0);
    }

    /// @dev The seat has lost all of its stake. There is nothing to withdraw, but the seat can still be filled up
    /// again.
    function test_aSeatThatLostAllCanComeBackOrLeaveWithNothing() public {
        registry.slash(3, STAKE, 0, alice);
        registry.topUp(3);
        vm.assertEq(registry.proverAt(3).stake, STAKE);
        registry.slash(3, STAKE, 0, alice);
        exitOf(3);
        vm.warp(block.timestamp + EXIT_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NothingToWithdraw.selector, 3));
        registry.withdraw(3);
    }

    /// @dev The stake goes to the current payout address, even if the address changes while the seat leaves.
    function test_aLeavingSeatsStakeGoesToItsLastPayoutAddress() public {
        exitOf(3);
        vm.prank(payoutOf(3));
        registry.changePayout(3, alice);
        vm.warp(block.timestamp + EXIT_DELAY);
        registry.withdraw(3);
        vm.assertEq(token.balanceOf(alice), STAKE);
    }

    function test_topUpNeedsTheTokens() public {
        registry.slash(3, 1, 0, alice);
        vm.prank(alice);
        vm.expectRevert(IProverRegistry.TransferFromFailed.selector);
        registry.topUp(3);
    }

    function test_aSnapshotStaysAsItWas() public {
        (bytes32 root, address bitmap) = registry.snapshot();
        vm.assertEq(root, registry.proverSetRoot());
        vm.assertEq(SeatSnapshot.read(bitmap)[0], (1 << 12) - 1);
        (, address again) = registry.snapshot();
        vm.assertEq(again, bitmap);
        joinProvers(1);
        (bytes32 newRoot, address newBitmap) = registry.snapshot();
        vm.assertTrue(newRoot != root && newBitmap != bitmap);
        vm.assertEq(SeatSnapshot.read(newBitmap)[0], (1 << 13) - 1);
        vm.assertEq(SeatSnapshot.read(bitmap)[0], (1 << 12) - 1);
    }

    function expectRange(bytes32 name, uint256 value, uint256 min, uint256 max) internal {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.SettingOutOfRange.selector, name, value, min, max));
    }

    function test_deploymentNeedsATokenAndSettingsInRange() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotAContract.selector, alice));
        newRegistry(alice, STAKE, MIN_STAKE, EXIT_DELAY, bob);
        expectRange("stake", 0, 1, type(uint96).max);
        newRegistry(address(token), 0, MIN_STAKE, EXIT_DELAY, bob);
        expectRange("minStake", 0, 1, STAKE);
        newRegistry(address(token), STAKE, 0, EXIT_DELAY, bob);
        expectRange("minStake", uint256(STAKE) + 1, 1, STAKE);
        newRegistry(address(token), STAKE, STAKE + 1, EXIT_DELAY, bob);
        expectRange("exitDelay", 0, 1, 365 days);
        newRegistry(address(token), STAKE, MIN_STAKE, 0, bob);
        expectRange("exitDelay", 365 days + 1, 1, 365 days);
        newRegistry(address(token), STAKE, MIN_STAKE, 365 days + 1, bob);
        vm.assertEq(registry.stake(), STAKE);
        vm.assertEq(registry.minStake(), MIN_STAKE);
        vm.assertEq(registry.exitDelay(), EXIT_DELAY);
        vm.assertEq(registry.slasher(), address(this));
    }

    function test_2048SeatsAndNoMore() public {
        joinProvers(2048 - 12);
        for (uint256 w; w < 8; ++w) {
            vm.assertEq(registry.activeBitmap()[w], type(uint256).max);
        }
        for (uint256 seat; seat < 2048; ++seat) {
            (bytes32 kx, bytes32 ky) = wallet(1000 + seat);
            leaves.push(sha256(abi.encodePacked(uint16(seat), kx, ky)));
        }
        vm.assertEq(registry.proverSetRoot(), naiveRoot());
        joinRefused(7, address(1), abi.encodeWithSelector(IProverRegistry.RegistryFull.selector, 2048));
    }
}
