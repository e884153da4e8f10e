// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Report} from "../../src/Types.sol";
import {ISlashingCourt} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../fixtures/CourtFixture.sol";
import {ProvenBlock} from "../fixtures/PayFixture.sol";

/// @notice A1: take everybody's public votes into a transcript, hide the order, prove alone, and report the voters.
contract A01TrapTest is CourtFixture {
    /// @dev Nobody saw the inputs of seat 2's node, so seat 2 claimed nothing. A vote is no claim, and nobody else can sign one.
    function test_whoWasNamedAndClaimedNothingCannotBeReported() public {
        ProvenBlock memory b = incompleteBlock();
        bytes memory tag = "trellis/vote/v1";
        bytes32 vote = sha256(
            abi.encodePacked(
                tag, bytes1(0), uint64(block.chainid), address(rollup), b.id, uint8(0), uint16(0), uint16(5)
            )
        );
        Report memory it = reportOf(b, 2, list(5));
        (, it.nodes[0].r, it.nodes[0].s) = vm.sign(secretOf(2), vote);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.InvalidClaim.selector, 2));
        court.report(it);
        it.nodes[0] = missed(b, 5, 0xbad);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.InvalidClaim.selector, 2));
        court.report(it);
        vm.assertEq(registry.seatAt(2).stake, STAKE);
    }

    /// @dev The trap of the first version: lose on purpose, take bid and bond back, report every voter.
    function test_aLosingBlockReportsNobody() public {
        ProvenBlock memory lost = unfinished(words7(C + 1, 0, 0, 0, 0, 0, 0));
        finish(unfinished(wordsOfFour(0)));
        Report memory it = reportOf(lost, 2, list(5));
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.NotFinal.selector, lost.id));
        court.report(it);
    }
}
