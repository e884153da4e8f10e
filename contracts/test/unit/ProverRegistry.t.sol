// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProverRegistry} from "../../src/ProverRegistry.sol";
import {IProverRegistry, Prover} from "../../src/interfaces/IProverRegistry.sol";
import {SeatSnapshot} from "../../src/libraries/SeatSnapshot.sol";
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
        (bytes32 x, bytes32 y) = wallet(7);
        uint256 before = token.balanceOf(address(this));
        uint16 seat = registry.join(x, y, address(0x77));
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
        registry.join(x, y, address(1));
    }

    function test_aKeyHasOneSeat() public {
        (bytes32 x, bytes32 y) = wallet(1003);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.KeyTaken.selector, vm.addr(1003), 3));
        registry.join(x, y, address(1));
    }

    function test_keysOffTheCurveAreRefused() public {
        (bytes32 x, bytes32 y) = wallet(7);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.InvalidKey.selector, x, x));
        registry.join(x, x, address(1));
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.InvalidKey.selector, bytes32(0), bytes32(0)));
        registry.join(0, 0, address(1));
        // Congruent to a point, but not reduced: the same key must not come twice under two encodings.
        // x = 1 is on the curve and 1 + p fits in 256 bits.
        uint256 p = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;
        bytes32 large = bytes32(p + 1);
        bytes32 yOfOne = 0x4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee;
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.InvalidKey.selector, large, yOfOne));
        registry.join(large, yOfOne, address(1));
        registry.join(bytes32(uint256(1)), yOfOne, address(1));
        y;
    }

    function test_needsAPayoutAddress() public {
        (bytes32 x, bytes32 y) = wallet(7);
        vm.expectRevert(IProverRegistry.ZeroPayout.selector);
        registry.join(x, y, address(0));
    }

    function test_needsTheStake() public {
        (bytes32 x, bytes32 y) = wallet(7);
        vm.prank(alice);
        vm.expectRevert(IProverRegistry.TransferFromFailed.selector);
        registry.join(x, y, alice);
    }

    function test_unknownSeatsAreRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.payoutOf(12);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.UnknownSeat.selector, 12, 12));
        registry.proverAt(12);
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

    function test_deploymentNeedsATokenAndAStake() public {
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotAContract.selector, alice));
        newRegistry(alice, STAKE);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.StakeOutOfRange.selector, 0, 1, type(uint96).max));
        newRegistry(address(token), 0);
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
        (bytes32 x, bytes32 y) = wallet(7);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.RegistryFull.selector, 2048));
        registry.join(x, y, address(1));
    }
}
