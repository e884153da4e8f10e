// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SecondProposal, Settings} from "../../src/second/SecondTypes.sol";
import {AuctionFixture} from "../second/AuctionFixture.sol";

/// @notice Gas of the second version's auction; see `GasTest`. The ring has come round once, so that only what is new in every round is
/// written for the first time.
contract SecondAuctionGasTest is AuctionFixture {
    function settings() internal view virtual override returns (Settings memory s) {
        s = super.settings();
        s.earlyEnd = true;
    }

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 65; ++i) {
            SecondProposal memory winner = proposalBy(alice, 1e18);
            commitBy(winner, seatsFrom(0, 4));
            commitBy(proposalBy(bob, 5e17), seatsFrom(0, 4));
            toProofWindow();
            close(winner, 4);
        }
    }

    function measureCommit(string memory name, uint256 seats, uint96 bid) internal returns (uint256) {
        SecondProposal memory proposal = proposalBy(alice, bid);
        uint256[8] memory bitmap = seatsFrom(0, seats);
        vm.prank(alice);
        auction.commit(proposal, TRANSCRIPT, bitmap, "");
        return vm.snapshotGasLastCall("SecondAuction", name);
    }

    function test_commit() public {
        commitBy(proposalBy(bob, 1e18), seatsFrom(0, 4));
        vm.assertLe(measureCommit("commit, 12 seats", 12, 2e18), 150_000, "commit costs too much");
    }

    function test_commitWithAllSeats() public {
        joinSeats(2048 - 12);
        vm.warp(auction.running().commitEnd);
        closeUnproven();
        commitBy(proposalBy(bob, 1e18), seatsFrom(0, 4));
        vm.assertLe(measureCommit("commit, 2048 seats, leads", 2048, 2e18), 150_000, "commit costs too much");
        measureCommit("commit, 2048 seats, does not lead", 2048, 1e18);
        measureCommit("commit, 2048 seats, last of three", 2048, 1e17);
        SecondProposal memory relayed = proposalBy(alice, 3e18);
        uint256[8] memory bitmap = seatsFrom(0, 2048);
        bytes memory signature = signed(ALICE_KEY, relayed, TRANSCRIPT, bitmap);
        auction.commit(relayed, TRANSCRIPT, bitmap, signature);
        vm.snapshotGasLastCall("SecondAuction", "commit, 2048 seats, relayed");
    }

    function test_close() public {
        SecondProposal memory winner = proposalBy(alice, 2e18);
        bytes32 id = commitBy(winner, seatsFrom(0, 4));
        SecondProposal memory beaten = proposalBy(bob, 1e18);
        commitBy(beaten, seatsFrom(0, 4));
        toEnd();
        uint256 state = vm.snapshotState();
        vm.prank(parts.rollup);
        auction.close(id, alice, 4, 0, alice);
        vm.snapshotGasLastCall("SecondAuction", "close, the auction's part of finalize");
        auction.refund(beaten, winner);
        vm.snapshotGasLastCall("SecondAuction", "refund");
        vm.revertToState(state);
        vm.prank(parts.rollup);
        auction.close(0, address(0), 0, 0, alice);
        vm.snapshotGasLastCall("SecondAuction", "close, restart");
        measureCommit("commit, 12 seats, opens the round", 12, 2e18);
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "SecondAuction", address(auction).code.length);
        address lens = create("SecondLens.sol", abi.encode(constants));
        vm.snapshotValue("CodeSize", "SecondLens", lens.code.length);
        vm.snapshotValue("CodeSize", "SecondConstants", address(constants).code.length);
        vm.assertLe(address(auction).code.length, 16_384, "the auction is larger than 16 kB");
    }
}
