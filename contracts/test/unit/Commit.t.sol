// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, Proposal, Round, RoundRecord} from "../../src/Types.sol";
import {IAuction, Lead} from "../../src/interfaces/IAuction.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";
import {ContractProposer} from "../support/ContractProposer.sol";

/// @notice P5.3, R4, R6, R17: commitments.
contract CommitTest is AuctionFixture {
    uint256 internal constant P = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
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
        auction.commit(proposal, TRANSCRIPT, seats, "");
    }

    // --- What a commitment is ----------------------------------------------------------------------------------------

    function test_aCommitmentTakesBidAndBondAndLeads() public {
        bytes32 id = commitBy(good, seats);
        vm.assertEq(auction.balanceOf(alice), 1_000e18 - 2e18 - 2e18);
        Commitment memory c = auction.commitmentOf(id);
        vm.assertEq(c.burnBid, 2e18);
        vm.assertEq(c.roundId, 1);
        vm.assertEq(c.committedSeats, 5);
        vm.assertEq(c.depth, 2);
        vm.assertEq(c.proverShareBps, 7_000);
        vm.assertEq(c.alpha, 3 * 65_536);
        vm.assertTrue(!c.settled);
        vm.assertEq(c.authorised, keccak256(abi.encode(TRANSCRIPT, keccak256(abi.encode(seats)))));
        Lead memory lead = auction.leadOf(1, 0);
        vm.assertEq(lead.proposer, alice);
        vm.assertEq(lead.seats, 5);
        vm.assertEq(auction.enteredAt(1, 0), id);
        vm.assertEq(auction.enteredAt(1, 1), bytes32(0));
    }

    function test_theFirstCommitmentOpensTheWindow() public {
        vm.assertEq(auction.running().start, 0);
        vm.warp(block.timestamp + 1 days);
        good.expiry = uint64(block.timestamp);
        commitBy(good, seats);
        Round memory round = auction.running();
        vm.assertEq(round.start, block.timestamp);
        vm.assertEq(round.commitEnd, block.timestamp + 60);
        vm.assertEq(round.proofStart, block.timestamp + 60);
        vm.assertEq(round.proverSetRoot, registry.proverSetRoot());
        RoundRecord memory record = auction.recordOf(1);
        vm.assertEq(record.snapshotAt, block.timestamp);
        vm.assertEq(record.proofEnd, block.timestamp + 660);
    }

    function test_theEventShowsTheProposalTheMaskedBitmapAndTheScore() public {
        uint256[8] memory given = seatsFrom(0, 20);
        vm.expectEmit();
        emit IAuction.Committed(
            auction.proposalIdOf(good), 1, alice, good, TRANSCRIPT, seatsFrom(0, 12), 12, 12 ** 3 * 4e36
        );
        commitBy(good, given);
    }

    /// R9: the bond is at least the setting, and at least the bid's part.
    function test_theBondFollowsTheBid() public view {
        vm.assertEq(auction.bondOf(1e15), 1e18);
        vm.assertEq(auction.bondOf(1e18), 1e18);
        vm.assertEq(auction.bondOf(3e18), 3e18);
        vm.assertEq(auction.bondOf(type(uint96).max), type(uint96).max);
    }

    // --- Seats (R4, R5) ----------------------------------------------------------------------------------------------

    /// A voter's exit in front of the commitment leaves it out, and does not stop the commitment.
    function test_anInactiveSeatIsMasked() public {
        vm.prank(payoutOf(1));
        registry.requestExit(1);
        uint256[8] memory masked = seats;
        masked[0] &= ~uint256(2);
        Commitment memory c = auction.commitmentOf(commitBy(good, seats));
        vm.assertEq(c.committedSeats, 4);
        vm.assertEq(c.authorised, keccak256(abi.encode(TRANSCRIPT, keccak256(abi.encode(masked)))));
    }

    /// The snapshot counts, not the present: a seat that leaves within the window is still counted.
    function test_theSnapshotDecidesWhoIsActive() public {
        commitBy(good, seats);
        vm.prank(payoutOf(1));
        registry.requestExit(1);
        joinSeats(1);
        Proposal memory later = proposalBy(bob, 3e18);
        vm.assertEq(auction.commitmentOf(commitBy(later, seatsFrom(0, 13))).committedSeats, 12);
    }

    function test_aBitmapWithoutActiveSeatsIsRefused() public {
        seats = seatsFrom(12, 100);
        refused(good, abi.encodeWithSelector(IAuction.EmptyBitmap.selector));
        seats = seatsFrom(0, 0);
        refused(good, abi.encodeWithSelector(IAuction.EmptyBitmap.selector));
    }

    // --- Who may commit ----------------------------------------------------------------------------------------------

    function test_anyoneMayCommitWithTheProposersSignature() public {
        bytes memory signature = signed(ALICE_KEY, good, TRANSCRIPT, seats);
        auction.commit(good, TRANSCRIPT, seats, signature);
        vm.assertEq(auction.commitmentOf(auction.proposalIdOf(good)).committedSeats, 5);
    }

    /// The signature is over the bitmap as given, so it stays good when a seat leaves.
    function test_aSignatureStaysGoodWhenASeatLeaves() public {
        bytes memory signature = signed(ALICE_KEY, good, TRANSCRIPT, seats);
        vm.prank(payoutOf(1));
        registry.requestExit(1);
        auction.commit(good, TRANSCRIPT, seats, signature);
        vm.assertEq(auction.commitmentOf(auction.proposalIdOf(good)).committedSeats, 4);
    }

    function test_othersAreRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotProposer.selector, address(this), alice));
        auction.commit(good, TRANSCRIPT, seats, "");
        bytes memory signature = signed(ALICE_KEY, good, TRANSCRIPT, seats);
        bytes memory reason = abi.encodeWithSelector(IAuction.InvalidSignature.selector, alice);
        vm.expectRevert(reason);
        auction.commit(good, bytes32(uint256(1)), seats, signature);
        vm.expectRevert(reason);
        auction.commit(good, TRANSCRIPT, seatsFrom(0, 6), signature);
        signature = signed(BOB_KEY, good, TRANSCRIPT, seats);
        vm.expectRevert(reason);
        auction.commit(good, TRANSCRIPT, seats, signature);
    }

    // --- What may be committed ---------------------------------------------------------------------------------------

    function test_aProposalIsForTheRunningRoundOnTheHead() public {
        good.height = 2;
        refused(good, abi.encodeWithSelector(IAuction.WrongHeight.selector, 2, 1));
        (good.height, good.round) = (1, 1);
        refused(good, abi.encodeWithSelector(IAuction.WrongRound.selector, 1, 0));
        (good.round, good.parent) = (0, bytes32(uint256(1)));
        refused(good, abi.encodeWithSelector(IAuction.WrongParent.selector, bytes32(uint256(1)), bytes32(0)));
    }

    function test_aProposalHasALifetimeADepthAShareAndABid() public {
        good.expiry = uint64(block.timestamp - 1);
        refused(good, abi.encodeWithSelector(IAuction.ProposalExpired.selector, block.timestamp, block.timestamp - 1));
        (good.expiry, good.depth) = (uint64(block.timestamp), 0);
        refused(good, abi.encodeWithSelector(IAuction.DepthOutOfRange.selector, 0, 1, 11));
        good.depth = 12;
        refused(good, abi.encodeWithSelector(IAuction.DepthOutOfRange.selector, 12, 1, 11));
        // R6: the provers' share has a floor.
        (good.depth, good.proverShareBps) = (11, 4_999);
        refused(good, abi.encodeWithSelector(IAuction.ShareOutOfRange.selector, 4_999, 5_000, 10_000));
        good.proverShareBps = 10_001;
        refused(good, abi.encodeWithSelector(IAuction.ShareOutOfRange.selector, 10_001, 5_000, 10_000));
        (good.proverShareBps, good.burnBid) = (5_000, 1e15 - 1);
        refused(good, abi.encodeWithSelector(IAuction.BidTooLow.selector, 1e15 - 1, 1e15));
        (good.burnBid, good.orderCommitment) = (1e15, bytes32(P));
        refused(good, abi.encodeWithSelector(IAuction.NotAField.selector, P));
        good.orderCommitment = bytes32(P - 1);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IAuction.NotAField.selector, P));
        auction.commit(good, bytes32(P), seats, "");
        commitBy(good, seats);
    }

    function test_aProposalIsCommittedOnce() public {
        bytes32 id = commitBy(good, seats);
        refused(good, abi.encodeWithSelector(IAuction.AlreadyCommitted.selector, id));
    }

    function test_theBalanceCoversBidAndBond() public {
        good.burnBid = 500e18;
        Proposal memory more = good;
        more.burnBid += 1;
        refused(more, abi.encodeWithSelector(IAuction.InsufficientBalance.selector, alice, 1_000e18, 1_000e18 + 2));
        good.burnBid = 500e18;
        commitBy(good, seats);
        vm.assertEq(auction.balanceOf(alice), 0);
    }

    function test_theWindowCloses() public {
        commitBy(good, seats);
        uint256 end = auction.running().commitEnd;
        Proposal memory late = proposalBy(bob, 3e18);
        vm.warp(end);
        refused(late, abi.encodeWithSelector(IAuction.ProposalWindowClosed.selector, end, end));
        vm.warp(end - 1);
        commitBy(late, seats);
    }

    /// An identifier hashes the fields as they come. A field with bits beyond its type would be another name for one proposal.
    function test_bitsBeyondAFieldsTypeAreRefused() public {
        uint8[7] memory narrow = [0, 1, 3, 5, 6, 7, 8];
        bytes memory signature = signed(ALICE_KEY, good, TRANSCRIPT, seats);
        for (uint256 i; i < narrow.length; ++i) {
            bytes memory call = abi.encodeCall(auction.commit, (good, TRANSCRIPT, seats, signature));
            call[4 + 32 * uint256(narrow[i])] ^= 0x80;
            (bool ok, bytes memory answer) = address(auction).call(call);
            vm.assertTrue(!ok && answer.length == 0, "a stray bit was taken");
        }
    }

    // --- Leaders and R17 ---------------------------------------------------------------------------------------------

    function test_theTwoBestLeadAndTheEarlierOfEqualOnes() public {
        commitBy(good, seats);
        commitBy(proposalBy(bob, 2e18), seats);
        Lead memory lead = auction.leadOf(1, 0);
        vm.assertEq(lead.proposer, alice);
        vm.assertEq(lead.otherBid, 2e18);
        commitBy(proposalBy(bob, 1e18), seats);
        vm.assertEq(auction.leadOf(1, 0).otherBid, 2e18);
        commitBy(proposalBy(bob, 3e18), seats);
        lead = auction.leadOf(1, 0);
        vm.assertEq(lead.proposer, bob);
        vm.assertEq(lead.place, 3);
        vm.assertEq(lead.otherBid, 2e18);
        vm.assertEq(lead.otherSeats, 5);
    }

    /// R17: a commitment that takes the lead in the last slot adds a slot, five times at most.
    function test_aLateLeaderExtendsTheWindow() public {
        commitBy(good, seats);
        uint256 end = auction.running().commitEnd;
        for (uint96 i = 1; i <= 5; ++i) {
            vm.warp(end - 12);
            vm.expectEmit();
            emit IAuction.WindowMoved(1, uint64(end + 12));
            commitBy(proposalBy(bob, 2e18 + i), seats);
            end += 12;
            Round memory round = auction.running();
            vm.assertEq(round.commitEnd, end);
            vm.assertEq(round.proofStart, end);
            vm.assertEq(auction.recordOf(1).proofEnd, end + 600);
        }
        vm.warp(end - 1);
        commitBy(proposalBy(bob, 3e18), seats);
        vm.assertEq(auction.running().commitEnd, end);
    }

    function test_onlyALeaderInTheLastSlotExtendsTheWindow() public {
        commitBy(good, seats);
        uint256 end = auction.running().commitEnd;
        vm.warp(end - 13);
        commitBy(proposalBy(bob, 3e18), seats);
        vm.warp(end - 1);
        commitBy(proposalBy(bob, 1e18), seats);
        vm.assertEq(auction.running().commitEnd, end);
    }

    // --- Digests -----------------------------------------------------------------------------------------------------

    /// The vectors of packages/protocol, at the vector's chain and rollup.
    function test_digestsOfTheVectors() public {
        string memory json = vm.readFile("../packages/protocol/vectors/auction.json");
        uint256 i;
        for (; vm.keyExistsJson(json, field(i, "")); ++i) {
            vm.chainId(vm.parseJsonUint(json, field(i, ".chainId")));
            parts.rollup = vm.parseJsonAddress(json, field(i, ".rollup"));
            // An auction of that rollup.
            (address was, bytes memory constants_) = (address(constants), abi.encode(parts));
            vm.mockCall(was, abi.encodeWithSignature("parts()"), constants_);
            auction = IAuction(create("Auction.sol", abi.encode(was)));
            bytes32 id = auction.proposalIdOf(proposalAt(json, i));
            vm.assertEq(id, vm.parseJsonBytes32(json, field(i, ".proposalId")));
            bytes32 root = vm.parseJsonBytes32(json, field(i, ".transcriptRoot"));
            bytes32[] memory list = vm.parseJsonBytes32Array(json, field(i, ".words"));
            uint256[8] memory words;
            for (uint256 w; w < 8; ++w) {
                words[w] = uint256(list[w]);
            }
            bytes32 digest = vm.parseJsonBytes32(json, field(i, ".commitmentDigest"));
            vm.assertEq(auction.commitmentDigest(id, root, words), digest);
        }
        vm.assertGt(i, 1);
    }

    function field(uint256 i, string memory name) internal pure returns (string memory) {
        return string.concat(".cases[", vm.toString(i), "]", name);
    }

    function proposalAt(string memory json, uint256 i) internal pure returns (Proposal memory p) {
        p.height = uint64(vm.parseJsonUint(json, field(i, ".height")));
        p.round = uint32(vm.parseJsonUint(json, field(i, ".round")));
        p.parent = vm.parseJsonBytes32(json, field(i, ".parent"));
        p.depth = uint8(vm.parseJsonUint(json, field(i, ".depth")));
        p.orderCommitment = vm.parseJsonBytes32(json, field(i, ".orderCommitment"));
        p.proverShareBps = uint16(vm.parseJsonUint(json, field(i, ".proverShareBps")));
        p.burnBid = uint96(vm.parseJsonUint(json, field(i, ".burnBid")));
        p.proposer = vm.parseJsonAddress(json, field(i, ".proposer"));
        p.expiry = uint64(vm.parseJsonUint(json, field(i, ".expiry")));
    }

    /// EIP-1271: a contract may be a proposer.
    function test_aContractMayBeAProposer() public {
        address proposer = address(new ContractProposer(alice));
        fund(proposer, 10e18);
        Proposal memory proposal = proposalBy(proposer, 1e18);
        auction.commit(proposal, TRANSCRIPT, seats, signed(ALICE_KEY, proposal, TRANSCRIPT, seats));
        vm.assertEq(auction.leadOf(1, 0).proposer, proposer);
    }
}
