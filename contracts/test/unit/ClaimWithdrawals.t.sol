// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, WithdrawalClaim} from "../../src/interfaces/IRollup.sol";
import {BridgeFixture} from "../support/BridgeFixture.sol";

contract ClaimWithdrawalsTest is BridgeFixture {
    bytes internal data;
    FinalBlock internal final_;

    /// @dev Account 0 of alice, account 1 of bob. A block of depth 2 with withdrawals at places 0, 13 and 31.
    function setUp() public override {
        super.setUp();
        rollup.deposit(0, KEY_X, KEY_Y, alice, 100);
        rollup.deposit(1, KEY2_X, KEY2_Y, bob, 100);
        bytes memory packed = dataWith(0, pack(WITHDRAW, 0, 0, 40, 0));
        put(packed, 1, pack(TRANSFER, 0, 1, 1, 0));
        put(packed, 13, pack(WITHDRAW | ASSET_1, 1, 0, 70, 0));
        put(packed, 14, pack(WITHDRAW | FORCED | FAILED, 1, 0, 70, 0));
        put(packed, 31, pack(WITHDRAW | FORCED | ASSET_1, 1, 0, 5, 0));
        data = packed;
        final_ = finalBlock(packed);
    }

    function refused(WithdrawalClaim memory claim, bytes memory reason) internal {
        WithdrawalClaim[] memory claims = new WithdrawalClaim[](1);
        claims[0] = claim;
        vm.expectRevert(reason);
        rollup.claimWithdrawals(claims);
    }

    function test_paysTheOwnerOfTheAccount() public {
        uint256 before = token.balanceOf(alice);
        vm.expectEmit();
        emit IRollup.WithdrawalClaimed(final_.proposalId, 0, alice, 0, 40);
        vm.prank(address(0xA99)); // P1.4: anyone may claim.
        rollup.claimWithdrawals(oneClaim(final_, 0));
        vm.assertEq(token.balanceOf(alice), before + 40);
        vm.assertEq(rollup.escrowOf(0), 60);
        vm.assertTrue(rollup.isWithdrawn(final_.proposalId, 0));
        vm.assertTrue(!rollup.isWithdrawn(final_.proposalId, 13));
    }

    function test_severalInOneCallAndEachOnce() public {
        WithdrawalClaim[] memory claims = new WithdrawalClaim[](4);
        (claims[0], claims[1]) = (withdrawalOf(final_, 13), withdrawalOf(final_, 31));
        (claims[2], claims[3]) = (withdrawalOf(final_, 13), withdrawalOf(final_, 0));
        rollup.claimWithdrawals(claims);
        rollup.claimWithdrawals(claims);
        vm.assertEq(second.balanceOf(bob), 75);
        vm.assertEq(rollup.escrowOf(1), 25);
        vm.assertEq(rollup.escrowOf(0), 60);
    }

    function test_nothingButWithdrawalsThatWentThrough() public {
        refused(
            withdrawalOf(final_, 1), abi.encodeWithSelector(IRollup.NotWithdrawal.selector, pack(TRANSFER, 0, 1, 1, 0))
        );
        refused(
            withdrawalOf(final_, 14),
            abi.encodeWithSelector(IRollup.NotWithdrawal.selector, pack(WITHDRAW | FORCED | FAILED, 1, 0, 70, 0))
        );
        refused(withdrawalOf(final_, 2), abi.encodeWithSelector(IRollup.NotWithdrawal.selector, bytes20(0)));
    }

    function test_onlyBlocksThatBecameTheHead() public {
        WithdrawalClaim memory claim = withdrawalOf(final_, 0);
        claim.proposalId = keccak256("unknown");
        refused(claim, abi.encodeWithSelector(IRollup.NotFinal.selector, claim.proposalId));
        // Proven, but its round still runs.
        bytes32 id = rollup.proposalIdOf(blockBy(bob, data, 2).proposal);
        claim.proposalId = id;
        refused(claim, abi.encodeWithSelector(IRollup.NotFinal.selector, id));
    }

    function testFuzz_aChangedClaimIsRefused(uint256 what, uint256 where, uint8 change) public {
        vm.assume(change != 0);
        WithdrawalClaim memory claim = withdrawalOf(final_, 13);
        if (what % 3 == 0) claim.leaf[where % 160] ^= bytes1(change);
        else if (what % 3 == 1) claim.siblings[where % 2] ^= bytes32(uint256(change));
        else claim.proverSetRoot ^= bytes32(uint256(change));
        WithdrawalClaim[] memory claims = new WithdrawalClaim[](1);
        claims[0] = claim;
        (bool ok, bytes memory reason) = address(rollup).call(abi.encodeCall(IRollup.claimWithdrawals, (claims)));
        vm.assertTrue(!ok && bytes4(reason) == IRollup.WrongPath.selector);
    }

    function test_aPlaceHasOneNumber() public {
        WithdrawalClaim memory claim = withdrawalOf(final_, 13);
        claim.place += 32;
        refused(claim, abi.encodeWithSelector(IRollup.NoSuchPlace.selector, 45, 32));
        claim.place = 5; // The leaf of another place.
        bytes32 expected = rollup.contextOf(final_.proposalId);
        bytes32 other = sha256(
            abi.encodePacked(sha256(abi.encodePacked(sha256(claim.leaf), claim.siblings[0])), claim.siblings[1])
        );
        refused(
            claim,
            abi.encodeWithSelector(
                IRollup.WrongPath.selector, keccak256(abi.encode(other, claim.proverSetRoot)), expected
            )
        );
    }

    function test_anInnerNodeCannotPoseAsALeaf() public {
        WithdrawalClaim memory claim = withdrawalOf(final_, 0);
        claim.leaf = abi.encodePacked(sha256(claim.leaf), claim.siblings[0]);
        refused(claim, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 64, 160));
        claim.leaf = part(data, 0, 160);
        claim.siblings = new bytes32[](1);
        refused(claim, abi.encodeWithSelector(IRollup.WrongPathLength.selector, 1, 2));
        claim.siblings = new bytes32[](3);
        refused(claim, abi.encodeWithSelector(IRollup.WrongPathLength.selector, 3, 2));
    }

    /// @dev The contract reads the list from the caller's own encoding. It must not read a malformed list as something
    /// else.
    function test_malformedListsAreRefused() public {
        bytes memory call = abi.encodeCall(IRollup.claimWithdrawals, (oneClaim(final_, 0)));
        for (uint256 length = 4; length < call.length - 32; length += 32) {
            (bool ok,) = address(rollup).call(part(call, 0, length));
            vm.assertTrue(!ok);
        }
        call[4] = 0xff; // The list's offset wraps around.
        (bool done,) = address(rollup).call(call);
        vm.assertTrue(!done);
        vm.assertEq(rollup.escrowOf(0), 100);
    }
}
