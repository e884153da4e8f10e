// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {IRollup} from "../../src/interfaces/IRollup.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";

/// @notice A2: a second proof of the same proposal was to replace honest provers. Whoever proves a node without being named for it is a
/// rescuer: its word has no bit 15, it is not counted, and a node that is committed once stays so.
contract A02DisplacementTest is RollupParts {
    Proposal internal proposal;
    bytes32 internal id;
    bytes internal honest;

    function setUp() public override {
        super.setUp();
        proposal = proposalBy(alice, 2e18);
        id = commitBy(proposal, seatsFrom(0, 8));
        toProofWindow();
        honest = wordsBy(2, 0, 4);
    }

    /// @dev The same block by the seats 4 .. 7, which the transcript names nowhere or elsewhere: with rescue votes.
    function byIdleSeats() internal pure returns (bytes memory words) {
        words = wordsBy(2, 4, 4);
        for (uint256 node; node < 7; ++node) {
            words[2 * node] &= 0x7f;
        }
    }

    function test_idleSeatsDisplaceNobody() public {
        prove(proposal, seatsFrom(0, 8), honest);
        bytes memory words = byIdleSeats();
        vm.expectRevert(abi.encodeWithSelector(IRollup.NothingNew.selector, id));
        this.proveWith(words);
    }

    /// @dev Everybody's whole-tree votes, put on other nodes than the transcript's: the circuits know the transcript, so these are rescues.
    function test_votesPlacedElsewhereDisplaceNobody() public {
        prove(proposal, seatsFrom(0, 8), honest);
        bytes memory words = wordsBy(2, 1, 4);
        for (uint256 node; node < 7; ++node) {
            words[2 * node] &= 0x7f;
        }
        vm.expectRevert(abi.encodeWithSelector(IRollup.NothingNew.selector, id));
        this.proveWith(words);
    }

    function test_whoComesFirstKeepsNothingFromTheNamed() public {
        prove(proposal, seatsFrom(0, 8), byIdleSeats());
        vm.assertEq(rollup.provenOf(id).provers, 0);
        prove(proposal, seatsFrom(0, 8), honest);
        vm.assertEq(rollup.provenOf(id).provers, 4);
        vm.assertEq(rollup.committedNodes(id, 0), 0x7f);
    }

    function proveWith(bytes memory words) external {
        require(msg.sender == address(this));
        prove(proposal, seatsFrom(0, 8), words);
    }
}
