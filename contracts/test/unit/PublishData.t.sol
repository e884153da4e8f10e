// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRollup, ProofSubmission} from "../../src/interfaces/IRollup.sol";
import {BridgeFixture} from "../support/BridgeFixture.sol";

contract PublishDataTest is BridgeFixture {
    bytes internal data;

    function setUp() public override {
        super.setUp();
        data = new bytes(640);
        for (uint256 i; i < 640; ++i) {
            data[i] = bytes1(uint8(i * 7));
        }
    }

    function inChunks(uint256 count) internal returns (ProofSubmission memory submission) {
        submission = blockBy(alice, data, 0);
        submission.data = "";
        submission.dataChunks = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            submission.dataChunks[i] = naiveDataHash(part(data, i * 640 / count, 640 / count));
        }
    }

    function refused(ProofSubmission memory submission, bytes memory reason) internal {
        vm.expectRevert(reason);
        rollup.submitProof(submission);
    }

    function test_announcesTheChunkUnderItsHash() public {
        bytes memory chunk = part(data, 0, 320);
        bytes32 hash = naiveDataHash(chunk);
        vm.assertEq(rollup.dataPublishedAt(hash), 0);
        vm.expectEmit();
        emit IRollup.DataPublished(hash, chunk);
        vm.assertEq(rollup.publishData(chunk), hash);
        vm.assertEq(rollup.dataPublishedAt(hash), block.timestamp);
        uint256 later = block.timestamp + 7;
        vm.warp(later);
        vm.assertEq(rollup.publishData(chunk), hash);
        vm.assertEq(rollup.dataPublishedAt(hash), later);
    }

    function test_chunksOfEarlierRoundsDoNotCount() public {
        vm.warp(1_800_000_000);
        rollup.publishData(data);
        vm.warp(1_800_000_001);
        ProofSubmission memory submission = inChunks(1); // opens the window
        refused(submission, abi.encodeWithSelector(IRollup.DataNotPublished.selector, submission.dataChunks[0]));
        rollup.publishData(data);
        rollup.submitProof(submission);
        toEnd();
        rollup.finalize();
        // Data published in the second in which the window opens do count.
        rollup.publishData(data);
        rollup.submitProof(inChunks(1));
    }

    function test_chunksAreSubtrees() public {
        uint256[5] memory lengths = [uint256(0), 20, 161, 480, 160 << 12];
        for (uint256 i; i < lengths.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IRollup.WrongChunkLength.selector, lengths[i]));
            rollup.publishData(new bytes(lengths[i]));
        }
        rollup.publishData(new bytes(160));
        rollup.publishData(new bytes(160 << 11));
    }

    function test_aProofMayNamePublishedChunksInPlaceOfItsData() public {
        for (uint256 count = 1; count <= 4; count *= 2) {
            ProofSubmission memory submission = inChunks(count);
            for (uint256 i; i < count; ++i) {
                rollup.publishData(part(data, i * 640 / count, 640 / count));
            }
            vm.expectEmit();
            emit IRollup.BlockProven(
                rollup.proposalIdOf(submission.proposal),
                submission.proposal.height,
                submission.stateAfter,
                submission.contributionsHash,
                0,
                0,
                submission.provenBitmap,
                64 * 1e36,
                "",
                submission.dataChunks
            );
            rollup.submitProof(submission);
            toEnd();
            rollup.finalize();
        }
        vm.assertEq(rollup.status().height, 4);
    }

    function test_everyChunkMustBeThere() public {
        ProofSubmission memory submission = inChunks(4);
        for (uint256 i; i < 4; ++i) {
            refused(submission, abi.encodeWithSelector(IRollup.DataNotPublished.selector, submission.dataChunks[i]));
            rollup.publishData(part(data, i * 160, 160));
        }
        rollup.submitProof(submission);
    }

    function test_otherChunksAreAnotherBlock() public {
        ProofSubmission memory submission = inChunks(2);
        rollup.publishData(part(data, 0, 320));
        rollup.publishData(part(data, 320, 320));
        (bytes32 left, bytes32 right) = (submission.dataChunks[0], submission.dataChunks[1]);
        (submission.dataChunks[0], submission.dataChunks[1]) = (right, left);
        refused(submission, abi.encodeWithSelector(IRollup.InvalidProof.selector));
        // The submission lists chunks of two leaves where chunks of one leaf belong.
        submission.dataChunks = new bytes32[](4);
        for (uint256 i; i < 4; ++i) {
            submission.dataChunks[i] = i % 2 == 0 ? left : right;
        }
        refused(submission, abi.encodeWithSelector(IRollup.InvalidProof.selector));
    }

    function test_theNumberOfChunksDividesTheTree() public {
        ProofSubmission memory submission = inChunks(2);
        uint256[3] memory counts = [uint256(3), 5, 8];
        for (uint256 i; i < counts.length; ++i) {
            submission.dataChunks = new bytes32[](counts[i]);
            refused(submission, abi.encodeWithSelector(IRollup.WrongChunkCount.selector, counts[i], 4));
        }
        submission.dataChunks = new bytes32[](0);
        refused(submission, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 0, 640));
    }

    function test_dataComeWholeOrInChunks() public {
        ProofSubmission memory submission = inChunks(1);
        rollup.publishData(data);
        submission.data = data;
        refused(submission, abi.encodeWithSelector(IRollup.WrongDataLength.selector, 640, 0));
    }
}
