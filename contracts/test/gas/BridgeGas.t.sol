// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ProofSubmission, Proposal, WithdrawalClaim} from "../../src/interfaces/IRollup.sol";
import {BridgeFixture} from "../support/BridgeFixture.sol";
import {BurningVerifier} from "../support/BurningVerifier.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";

/// @notice Gas of the bridge's transactions, base cost and calldata included (see Gas.t.sol).
contract BridgeGasTest is BridgeFixture {
    using ProofTreeLib for ProofTree;

    /// @dev bb 5.0.0: bytes of an `evm-no-zk` proof.
    uint256 internal constant PROOF_BYTES = 9_536;
    uint256 internal constant CHUNK = 512 * 160;

    function setUp() public override {
        super.setUp();
        rollup.deposit(0, KEY_X, KEY_Y, alice, 50e18);
        rollup.deposit(1, KEY_X, KEY_Y, alice, 50e18);
        rollup.seedPool(0, 1);
    }

    function test_queue() public {
        rollup.deposit(0, KEY2_X, KEY2_Y, bob, 5);
        vm.snapshotGasLastCall("Bridge", "deposit, new account");
        rollup.deposit(0, KEY2_X, KEY2_Y, bob, 5);
        vm.snapshotGasLastCall("Bridge", "deposit, known account");
        rollup.seedPool(1, 5);
        vm.snapshotGasLastCall("Bridge", "seedPool");
        vm.prank(alice);
        rollup.forceTransaction(pack(SWAP | FORCED, 0, 77 << 5 | 12, 5, 77 << 5 | 12));
        vm.snapshotGasLastCall("Bridge", "forceTransaction");
    }

    function test_claimWithdrawals() public {
        bytes memory data = dataWith(0, pack(WITHDRAW, 0, 0, 40, 0));
        for (uint256 place = 8; place < 16; ++place) {
            put(data, place, pack(WITHDRAW | ASSET_1, 0, 0, 40, 0));
        }
        FinalBlock memory it = finalBlock(data);
        rollup.claimWithdrawals(oneClaim(it, 0));
        vm.snapshotGasLastCall("Bridge", "claimWithdrawals, depth 2, first of its block and owner");
        rollup.claimWithdrawals(oneClaim(it, 8));
        rollup.claimWithdrawals(oneClaim(it, 9));
        vm.snapshotGasLastCall("Bridge", "claimWithdrawals, depth 2, further");
        WithdrawalClaim[] memory claims = new WithdrawalClaim[](4);
        for (uint256 i; i < 4; ++i) {
            claims[i] = withdrawalOf(it, 10 + i);
        }
        rollup.claimWithdrawals(claims);
        vm.snapshotGasLastCall("Bridge", "claimWithdrawals, 4 of depth 2");
    }

    /// @dev P7.1: a block of 16,384 transactions. The 20 bytes of each are filled as a transfer fills them: the upper
    /// four of an amount's 12 bytes are zero.
    function test_fullBlockInChunks() public {
        Proposal memory proposal = proposalBy(alice, 1e18);
        proposal.depth = 11;
        uint256[8] memory bitmap = seatsFrom(0, 4);
        commitBy(proposal, bitmap);
        ProofSubmission memory submission;
        (submission.proposal, submission.transcriptRoot) = (proposal, TRANSCRIPT);
        (submission.committedBitmap, submission.provenBitmap) = (bitmap, bitmap);
        (submission.stateAfter, submission.messageCount) = (7, 3);
        submission.proof = new bytes(PROOF_BYTES);
        for (uint256 i; i < PROOF_BYTES; ++i) {
            submission.proof[i] = bytes1(uint8(1 + i % 255));
        }
        submission.dataChunks = new bytes32[](4);
        bytes memory chunk = new bytes(CHUNK);
        for (uint256 i; i < CHUNK; ++i) {
            if (i % 20 < 6 || i % 20 > 9) chunk[i] = bytes1(uint8(1 + i % 255));
        }
        for (uint256 k; k < 4; ++k) {
            chunk[0] = bytes1(uint8(k + 1));
            submission.dataChunks[k] = rollup.publishData(chunk);
            if (k == 0) vm.snapshotGasLastCall("Bridge", "publishData, 512 leaves of transfers");
        }
        toProofWindow();
        vm.etch(address(verifier), address(new BurningVerifier()).code);
        rollup.submitProof(submission);
        vm.snapshotGasLastCall("Bridge", "submitProof, depth 11, 4 chunks published");
    }

    function test_publishNoops() public {
        rollup.publishData(new bytes(CHUNK));
        vm.snapshotGasLastCall("Bridge", "publishData, 512 leaves of no-ops");
    }
}
