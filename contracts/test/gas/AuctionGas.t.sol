// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal, Settings} from "../../src/Types.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";

/// @notice Gas of the auction; see `GasTest`. The ring has come round once, so that only what is new in every round is
/// written for the first time.
contract AuctionGasTest is AuctionFixture {
    function settings() internal view virtual override returns (Settings memory s) {
        s = super.settings();
        s.earlyEnd = true;
    }

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 65; ++i) {
            Proposal memory winner = proposalBy(alice, 1e18);
            commitBy(winner, seatsFrom(0, 4));
            commitBy(proposalBy(bob, 5e17), seatsFrom(0, 4));
            toProofWindow();
            close(winner, 4);
        }
    }

    function measureCommit(string memory name, uint256 seats, uint96 bid) internal returns (uint256) {
        Proposal memory proposal = proposalBy(alice, bid);
        uint256[8] memory bitmap = seatsFrom(0, seats);
        vm.prank(alice);
        auction.commit(proposal, TRANSCRIPT, bitmap, "");
        return vm.snapshotGasLastCall("Auction", name);
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
        Proposal memory relayed = proposalBy(alice, 3e18);
        uint256[8] memory bitmap = seatsFrom(0, 2048);
        bytes memory signature = signed(ALICE_KEY, relayed, TRANSCRIPT, bitmap);
        auction.commit(relayed, TRANSCRIPT, bitmap, signature);
        vm.snapshotGasLastCall("Auction", "commit, 2048 seats, relayed");
    }

    function test_close() public {
        Proposal memory winner = proposalBy(alice, 2e18);
        bytes32 id = commitBy(winner, seatsFrom(0, 4));
        Proposal memory beaten = proposalBy(bob, 1e18);
        commitBy(beaten, seatsFrom(0, 4));
        toEnd();
        uint256 state = vm.snapshotState();
        vm.prank(parts.rollup);
        auction.close(id, alice, 4, 0, alice);
        vm.snapshotGasLastCall("Auction", "close, the auction's part of finalize");
        auction.refund(beaten, winner);
        vm.snapshotGasLastCall("Auction", "refund");
        vm.revertToState(state);
        vm.prank(parts.rollup);
        auction.close(0, address(0), 0, 0, alice);
        vm.snapshotGasLastCall("Auction", "close, restart");
        measureCommit("commit, 12 seats, opens the round", 12, 2e18);
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "Auction", address(auction).code.length);
        address lens = create("TrellisLens.sol", abi.encode(constants));
        vm.snapshotValue("CodeSize", "TrellisLens", lens.code.length);
        vm.snapshotValue("CodeSize", "RollupConstants", address(constants).code.length);
        vm.assertLe(address(auction).code.length, 16_384, "the auction is larger than 16 kB");
    }
}
