// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission, Proposal} from "../../src/Types.sol";
import {IVerifier} from "../../src/interfaces/IVerifier.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";
import {BurningVerifier} from "../support/BurningVerifier.sol";
import {part} from "../support/NaiveDataHash.sol";

/// @notice Gas of the rollup; see `GasTest`. The bridge answers without work.
contract RollupGasTest is RollupParts {
    /// @dev As in `GasTest`.
    uint256 internal constant PROOF_BYTES = 9_536;
    uint256 internal constant BARE_VERIFY = 828_000;

    function seatsAtStart() internal pure override returns (uint256) {
        return 48;
    }

    function setUp() public override {
        super.setUp();
        // Steady state: the rings are full, so only what is new in every block is written for the first time.
        for (uint256 i; i < 64; ++i) {
            runBlock(alice);
        }
    }

    /// @dev The whole of submitProof except the verifier: see `GasTest.measureSubmit`.
    function measureSubmit(string memory name, uint8 depth, uint256 chunks) internal returns (uint256 gas) {
        Proposal memory proposal = proposalBy(bob, 2e18);
        proposal.depth = depth;
        commitBy(proposal, seatsFrom(0, 48));
        toProofWindow();
        ProofSubmission memory s = submissionOf(proposal, seatsFrom(0, 48), wordsBy(depth, 0, 48));
        (s.fees, s.messageCount) = (1e18, 1);
        s.data = fullData(depth);
        if (chunks != 0) publish(s, chunks);
        s.proof = new bytes(PROOF_BYTES);
        for (uint256 i; i < PROOF_BYTES; ++i) {
            s.proof[i] = bytes1(uint8(1 + i % 255));
        }
        bytes32[] memory inputs = abi.decode(abi.encodePacked(uint256(32), uint256(51), expectedInputs(s)), (bytes32[]));
        vm.etch(parts.blockVerifier, address(new BurningVerifier()).code);
        // This is not a static call, because static calls are not isolated.
        (bool ok,) = parts.blockVerifier.call(abi.encodeCall(IVerifier.verify, (s.proof, inputs)));
        vm.assertTrue(ok);
        uint256 bare = vm.snapshotGasLastCall("Rollup", string.concat(name, ": a call to the verifier alone"));
        rollup.submitProof(s);
        gas = vm.snapshotGasLastCall("Rollup", name) - bare;
        vm.snapshotValue("Rollup", string.concat(name, ": over the verifier"), gas);
    }

    function publish(ProofSubmission memory s, uint256 chunks) internal {
        bytes memory data = s.data;
        s.data = "";
        s.chunks = new bytes32[](chunks);
        for (uint256 i; i < chunks; ++i) {
            s.chunks[i] = rollup.publishData(part(data, data.length / chunks * i, data.length / chunks));
        }
        vm.snapshotGasLastCall("Rollup", "publishData, a sixteenth of depth 11");
    }

    /// @dev Packed transactions. Every byte is set where a transfer's byte would be.
    function fullData(uint8 depth) internal pure returns (bytes memory data) {
        data = new bytes(160 << depth);
        for (uint256 i; i < data.length; ++i) {
            if (i % 20 < 6 || i % 20 > 9) data[i] = bytes1(uint8(1 + i % 255));
        }
    }

    function test_submitProof() public {
        uint256 over = measureSubmit("submitProof, depth 1", 1, 0);
        // A fifth was asked for. It is more: each proof leaves a record, the facts, the nodes, the seats and the tally, and asks three
        // contracts.
        vm.assertLe(over, BARE_VERIFY * 28 / 100, "submitProof costs too much");
    }

    function test_submitProofDepth3() public {
        measureSubmit("submitProof, depth 3", 3, 0);
        toEnd();
        rollup.finalize();
        vm.assertLe(vm.snapshotGasLastCall("Rollup", "finalize"), 190_000, "finalize costs too much");
    }

    function test_submitProofDepth11() public {
        measureSubmit("submitProof, depth 11, 16 chunks", 11, 16);
    }

    function test_aFurtherProof() public {
        Proposal memory proposal = proposalBy(bob, 2e18);
        commitBy(proposal, seatsFrom(0, 48));
        toProofWindow();
        prove(proposal, seatsFrom(0, 48), wordsBy(2, 0, 3));
        prove(proposal, seatsFrom(0, 48), wordsBy(2, 0, 4));
        vm.snapshotGasLastCall("Rollup", "submitProof, simulated, a better one");
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "Rollup", address(rollup).code.length);
        vm.assertLe(address(rollup).code.length, 16_000, "the rollup is too large");
    }
}
