// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, IRollup, Proposal, Ranked, Status} from "../../src/interfaces/IRollup.sol";
import {ContractProposer} from "../support/ContractProposer.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

contract CommitTest is RollupFixture {
    Proposal internal good;
    uint256[8] internal seats;

    function setUp() public override {
        super.setUp();
        good = proposalBy(alice, 2e18);
        seats = seatsFrom(0, 5);
    }

    function refused(Proposal memory proposal, bytes memory reason) internal {
        vm.prank(proposal.proposer);
        vm.expectRevert(reason);
        rollup.commit(proposal, TRANSCRIPT, seats, "");
    }

    function signed(uint256 key, Proposal memory proposal, bytes32 transcriptRoot, uint256[8] memory bitmap)
        internal
        view
        returns (bytes memory)
    {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Commitment(bytes32 proposalId,bytes32 transcriptRoot,bytes32 bitmapHash)"),
                rollup.proposalIdOf(proposal),
                transcriptRoot,
                keccak256(abi.encode(bitmap))
            )
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Trellis"),
                keccak256("1"),
                31337,
                address(rollup)
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }

    /// @dev Makes a call in which field `field` of the proposal has a bit beyond its type. The proposal is the first
    /// argument.
    function withStrayBit(bytes memory call, uint256 field) internal returns (bool ok, bytes memory answer) {
        call[4 + 32 * field] ^= 0x80;
        return address(rollup).call(call);
    }

    /// @dev An identifier hashes the fields as they come. The rollup refuses stray bits, so such fields have no
    /// identifier. Nobody can use a proposal twice by changing stray bits.
    function test_refusesBitsBeyondAFieldsType() public {
        uint8[7] memory narrow = [0, 1, 3, 5, 6, 7, 8];
        bytes memory signature = signed(ALICE_KEY, good, TRANSCRIPT, seats);
        for (uint256 i; i < narrow.length; ++i) {
            bytes memory call = abi.encodeCall(rollup.commit, (good, TRANSCRIPT, seats, signature));
            (bool ok, bytes memory answer) = withStrayBit(call, narrow[i]);
            vm.assertTrue(!ok && answer.length == 0, "a stray bit was taken");
        }
        // The whole call is accepted without stray bits.
        (bool good_,) = address(rollup).call(abi.encodeCall(rollup.commit, (good, TRANSCRIPT, seats, signature)));
        vm.assertTrue(good_);
        Proposal memory loser = proposalBy(bob, 1e17);
        commitBy(loser, seats);
        toEnd();
        rollup.finalize();
        for (uint256 i; i < narrow.length; ++i) {
            bytes32 dirtyId = dirtyIdOf(loser, narrow[i]);
            (bool ok, bytes memory answer) = withStrayBit(abi.encodeCall(rollup.refund, (loser)), narrow[i]);
            vm.assertTrue(!ok);
            vm.assertEq(keccak256(answer), keccak256(abi.encodeWithSelector(IRollup.NotRefundable.selector, dirtyId)));
        }
        rollup.refund(loser);
    }

    function dirtyIdOf(Proposal memory proposal, uint256 field) internal returns (bytes32) {
        (bool ok, bytes memory answer) = withStrayBit(abi.encodeCall(rollup.proposalIdOf, (proposal)), field);
        vm.assertTrue(ok);
        bytes32 id = abi.decode(answer, (bytes32));
        vm.assertTrue(id != rollup.proposalIdOf(proposal));
        return id;
    }

    function test_recordsAndEscrows() public {
        bytes32 id = rollup.proposalIdOf(good);
        vm.expectEmit();
        emit IRollup.Committed(id, 1, alice, good, TRANSCRIPT, seats, 5, 125 * 4e36);
        vm.assertEq(commitBy(good, seats), id);
        Commitment memory c = rollup.commitmentOf(id);
        vm.assertEq(c.roundId, 1);
        vm.assertEq(c.burnBid, 2e18);
        vm.assertEq(c.committedProvers, 5);
        vm.assertTrue(!c.proven && !c.settled);
        vm.assertEq(c.authorised, keccak256(abi.encode(TRANSCRIPT, keccak256(abi.encode(seats)))));
        vm.assertEq(rollup.balanceOf(alice), 997e18);
        vm.assertEq(rollup.status().commitments, 1);
    }

    function test_theFirstOpensTheWindowAndTakesTheSnapshot() public {
        vm.warp(block.timestamp + 1000);
        commitBy(good, seats);
        joinProvers(1);
        Status memory s = rollup.status();
        vm.assertTrue(s.windowOpen);
        vm.assertEq(s.windowStart, block.timestamp);
        vm.assertEq(s.commitEnd, block.timestamp + 60);
        vm.assertEq(s.proofEnd, block.timestamp + 660);
        vm.assertEq(s.activeBitmap[0], (1 << 12) - 1);
        vm.assertTrue(s.proverSetRoot != registry.proverSetRoot());
    }

    function test_seatsTakenDuringTheRoundDoNotCount() public {
        commitBy(good, seats);
        joinProvers(1);
        seats = bitmapOf(12);
        refused(proposalBy(bob, 1e18), abi.encodeWithSelector(IRollup.InactiveSeats.selector, 0, 1 << 12));
    }

    function testFuzz_onlyActiveSeatsMayBeNamed(uint256 seat) public {
        seat = bound(seat, 0, 2047);
        seats = bitmapOf(seat);
        if (seat < 12) {
            commitBy(good, seats);
        } else {
            refused(good, abi.encodeWithSelector(IRollup.InactiveSeats.selector, seat / 256, 1 << (seat % 256)));
        }
    }

    function test_somebodyMustBeNamed() public {
        delete seats;
        refused(good, abi.encodeWithSelector(IRollup.EmptyBitmap.selector));
    }

    function test_theWindowCloses() public {
        commitBy(good, seats);
        uint256 end = rollup.status().commitEnd;
        vm.warp(end - 1);
        Proposal memory second_ = proposalBy(bob, 1e18);
        commitBy(second_, seats);
        vm.warp(end);
        second_.burnBid += 1;
        refused(second_, abi.encodeWithSelector(IRollup.ProposalWindowClosed.selector, end, end));
    }

    function test_heightRoundAndParentMustBeTheHeads() public {
        good.height = 2;
        refused(good, abi.encodeWithSelector(IRollup.WrongHeight.selector, 2, 1));
        (good.height, good.round) = (1, 1);
        refused(good, abi.encodeWithSelector(IRollup.WrongRound.selector, 1, 0));
        (good.round, good.parent) = (0, bytes32(uint256(9)));
        refused(good, abi.encodeWithSelector(IRollup.WrongParent.selector, bytes32(uint256(9)), bytes32(0)));
    }

    function test_proposalsExpire() public {
        good.expiry = uint64(block.timestamp);
        commitBy(good, seats);
        good.expiry -= 1;
        refused(good, abi.encodeWithSelector(IRollup.ProposalExpired.selector, block.timestamp, block.timestamp - 1));
    }

    function test_depthIs1To11() public {
        good.depth = 0;
        refused(good, abi.encodeWithSelector(IRollup.DepthOutOfRange.selector, 0, 1, 11));
        good.depth = 12;
        refused(good, abi.encodeWithSelector(IRollup.DepthOutOfRange.selector, 12, 1, 11));
        good.depth = 11;
        commitBy(good, seats);
    }

    function test_shareIsAtMostAll() public {
        good.proverShareBps = 10_001;
        refused(good, abi.encodeWithSelector(IRollup.ShareOutOfRange.selector, 10_001, 10_000));
        good.proverShareBps = 10_000;
        commitBy(good, seats);
    }

    function test_bidsHaveAMinimum() public {
        good.burnBid = 1e15 - 1;
        refused(good, abi.encodeWithSelector(IRollup.BidTooLow.selector, 1e15 - 1, 1e15));
        good.burnBid = 1e15;
        commitBy(good, seats);
    }

    function test_orderCommitmentIsAField() public {
        good.orderCommitment = bytes32(P);
        refused(good, abi.encodeWithSelector(IRollup.NotAField.selector, P));
        good.orderCommitment = bytes32(P - 1);
        commitBy(good, seats);
    }

    function test_oneCommitmentPerProposal() public {
        bytes32 id = commitBy(good, seats);
        refused(good, abi.encodeWithSelector(IRollup.AlreadyCommitted.selector, id));
    }

    function test_bidAndBondMustBeCovered() public {
        good.burnBid = 1_000e18;
        refused(good, abi.encodeWithSelector(IRollup.InsufficientBalance.selector, alice, 1_000e18, 1_001e18));
        good.burnBid = 999e18;
        commitBy(good, seats);
        vm.assertEq(rollup.balanceOf(alice), 0);
    }

    function test_othersCannotCommitUnsigned() public {
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IRollup.NotProposer.selector, bob, alice));
        rollup.commit(good, TRANSCRIPT, seats, "");
    }

    function test_anyoneRelaysASignedCommitment() public {
        bytes memory signature = signed(ALICE_KEY, good, TRANSCRIPT, seats);
        vm.prank(bob);
        rollup.commit(good, TRANSCRIPT, seats, signature);
        vm.assertEq(rollup.balanceOf(alice), 997e18);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18);
    }

    function test_theSignatureBindsProposalTranscriptAndBitmap() public {
        bytes memory reason = abi.encodeWithSelector(IRollup.InvalidSignature.selector, alice);
        bytes memory signature = signed(ALICE_KEY, good, TRANSCRIPT, seats);
        vm.expectRevert(reason);
        rollup.commit(good, keccak256("another"), seats, signature);
        vm.expectRevert(reason);
        rollup.commit(good, TRANSCRIPT, seatsFrom(0, 6), signature);
        Proposal memory other = good;
        other.burnBid += 1;
        vm.expectRevert(reason);
        rollup.commit(other, TRANSCRIPT, seats, signature);
        signature = signed(BOB_KEY, good, TRANSCRIPT, seats);
        vm.expectRevert(reason);
        rollup.commit(good, TRANSCRIPT, seats, signature);
    }

    function test_digestIsWhatWalletsSign() public view {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(ALICE_KEY, rollup.commitmentDigest(rollup.proposalIdOf(good), TRANSCRIPT, seats));
        vm.assertEq(keccak256(abi.encodePacked(r, s, v)), keccak256(signed(ALICE_KEY, good, TRANSCRIPT, seats)));
    }

    function test_contractsMayPropose() public {
        good.proposer = address(new ContractProposer(bob));
        rollup.depositBalance(good.proposer, 10e18);
        bytes memory signature = signed(ALICE_KEY, good, TRANSCRIPT, seats);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InvalidSignature.selector, good.proposer));
        rollup.commit(good, TRANSCRIPT, seats, signature);
        rollup.commit(good, TRANSCRIPT, seats, signed(BOB_KEY, good, TRANSCRIPT, seats));
        vm.assertEq(rollup.balanceOf(good.proposer), 7e18);
    }

    function test_rankingShowsTheRoundPageByPage() public {
        bytes32 first = commitBy(good, seats);
        bytes32 next = commitBy(proposalBy(bob, 3e18), seatsFrom(0, 2));
        Ranked[] memory all = rollup.ranking(0, 100);
        vm.assertEq(all.length, 2);
        vm.assertEq(all[0].proposalId, first);
        vm.assertEq(all[0].score, 125 * 4e36);
        vm.assertEq(all[1].proposalId, next);
        vm.assertEq(all[1].committedProvers, 2);
        vm.assertEq(all[1].burnBid, 3e18);
        vm.assertEq(all[1].score, 8 * 9e36);
        Ranked[] memory page = rollup.ranking(1, 1);
        vm.assertEq(page.length, 1);
        vm.assertEq(page[0].proposalId, next);
        vm.assertEq(rollup.ranking(2, 5).length, 0);
        vm.assertEq(rollup.ranking(type(uint256).max, type(uint256).max).length, 0);
    }
}
