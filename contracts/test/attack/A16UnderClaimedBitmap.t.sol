// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Proposal} from "../../src/Types.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";

/// @notice A16: a transcript that names many seats, under a bitmap of one: full reward factor, little at stake, a high final score. What a
/// proof counts is masked with the committed bitmap, so the final score never exceeds the provisional one.
contract A16UnderClaimedBitmapTest is RollupParts {
    function test_theFinalScoreIsAtMostTheProvisional() public {
        Proposal memory small = proposalBy(alice, 2e18);
        Proposal memory honest = proposalBy(bob, 2e18);
        bytes32 smallId = commitBy(small, seatsFrom(0, 1));
        bytes32 honestId = commitBy(honest, seatsFrom(0, 2));
        toProofWindow();
        prove(small, seatsFrom(0, 1), wordsBy(2, 0, 7));
        vm.assertEq(rollup.provenOf(smallId).provers, 1);
        prove(honest, seatsFrom(0, 2), wordsBy(2, 0, 2));
        vm.assertEq(rollup.bestOf(1).proposalId, honestId);
        toEnd();
        rollup.finalize();
        vm.assertEq(rollup.head().proposalId, honestId);
    }
}
