// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/interfaces/IRollup.sol";
import {PipelinedFixture} from "../support/PipelinedFixture.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";

/// @notice What pipelined mode (P3.4) adds to the calls that it changes; see `GasTest`.
contract PipelinedGasTest is PipelinedFixture {
    using ProofTreeLib for ProofTree;

    Proposal internal below;

    function setUp() public override {
        super.setUp();
        joinProvers(48 - 12);
        below = proposalBy(alice, 2e18);
        enter(below, 0, 4);
    }

    function commitOnTop(address proposer, uint96 bid, string memory name) internal returns (Proposal memory child) {
        child = childBy(proposer, rollup.proposalIdOf(below), bid);
        uint256[8] memory bitmap = treeOf(0, 4).bitmap();
        vm.prank(proposer);
        rollup.commit(child, TRANSCRIPT, bitmap, "");
        if (bytes(name).length != 0) vm.snapshotGasLastCall("Pipelined", name);
    }

    /// @dev One block goes on top of another.
    function advance(string memory first, string memory further, string memory end) internal {
        toProofWindow();
        Proposal memory next = commitOnTop(alice, 1e18, first);
        commitOnTop(bob, 2e18, further);
        proveBy(below, 0, 4);
        toEnd();
        rollup.finalize();
        if (bytes(end).length != 0) vm.snapshotGasLastCall("Pipelined", end);
        below = next;
    }

    function test_commitAndFinalize() public {
        advance("", "commit on top, further, leads, first ever at its place", "");
        // By then, both places of everything that is kept for two rounds have been used.
        advance("", "", "");
        advance(
            "commit on top, the round's first", "commit on top, further, leads", "finalize, the round on top goes on"
        );
    }
}
