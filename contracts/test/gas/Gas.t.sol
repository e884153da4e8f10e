// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContributionProof, IRollup, ProofSubmission, Proposal, RewardClaim} from "../../src/interfaces/IRollup.sol";
import {BurningVerifier} from "../support/BurningVerifier.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {RollupFixture} from "../support/RollupFixture.sol";
import {Wallet} from "../support/Vm.sol";

/// @notice Gas of whole transactions, base cost and calldata included. Run with `FOUNDRY_PROFILE=gas`. It runs each
/// call as a separate transaction and writes snapshots/*.json.
contract GasTest is RollupFixture {
    using ProofTreeLib for ProofTree;

    /// @dev bb 5.0.0: bytes of an `evm-no-zk` proof, gas of `verify` for a two-proof circuit as a transaction.
    uint256 internal constant PROOF_BYTES = 9_536;
    uint256 internal constant BARE_VERIFY = 828_000;

    function setUp() public override {
        super.setUp();
        joinProvers(48 - 12);
        rollup.deposit(0, KEY_X, KEY_Y, alice, 50e18);
        // Steady state: one block is already final. So below, only what is new in every block is written for the first
        // time.
        runBlock(alice);
    }

    function measureCommit(string memory name, uint256 provers) internal returns (uint256 gas) {
        return measureCommit(name, provers, 2e18);
    }

    function measureCommit(string memory name, uint256 provers, uint96 bid) internal returns (uint256 gas) {
        Proposal memory proposal = proposalBy(alice, bid);
        uint256[8] memory bitmap = seatsFrom(0, provers);
        vm.prank(alice);
        rollup.commit(proposal, TRANSCRIPT, bitmap, "");
        gas = vm.snapshotGasLastCall("Rollup", name);
    }

    function test_commit() public {
        uint256 steady = measureCommit("commit, 48 provers", 48);
        vm.assertLe(steady, 130_000, "commit costs too much");
        uint256 state = vm.snapshotState();
        commitBy(proposalBy(bob, 1e18), seatsFrom(0, 4));
        uint256 few = measureCommit("commit, 48 provers, first ever at this place of the ranking", 48, 3e18);
        vm.assertLe(few, 130_000, "the first commitment at its place costs too much");
        vm.revertToState(state);
        joinProvers(2048 - 48);
        toEnd();
        rollup.finalize();
        commitBy(proposalBy(bob, 2e18), seatsFrom(0, 4)); // opens the restarted round
        uint256 many = measureCommit("commit, 2048 provers", 2048);
        vm.assertLe(many, few + 5_000, "commit grows with the provers"); // P5.4
    }

    function test_commitByRelay() public {
        Proposal memory proposal = proposalBy(alice, 2e18);
        uint256[8] memory bitmap = seatsFrom(0, 48);
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(ALICE_KEY, rollup.commitmentDigest(rollup.proposalIdOf(proposal), TRANSCRIPT, bitmap));
        rollup.commit(proposal, TRANSCRIPT, bitmap, abi.encodePacked(r, s, v));
        vm.snapshotGasLastCall("Rollup", "commit, 48 provers, relayed");
    }

    function test_commitThatOpensARound() public {
        vm.warp(rollup.status().commitEnd);
        rollup.finalize();
        vm.snapshotGasLastCall("Rollup", "finalize, restart");
        measureCommit("commit, 48 provers, opens the round", 48);
    }

    /// @dev The whole of submitProof except the verifier: compares a verifier that returns at once with a direct call
    /// to it.
    function measureSubmit(string memory name, uint8 depth) internal returns (uint256 gas) {
        Proposal memory proposal = proposalBy(bob, 2e18);
        proposal.depth = depth;
        uint16[] memory seats = new uint16[](48);
        for (uint16 seat; seat < 48; ++seat) {
            seats[seat] = seat;
        }
        ProofTree memory tree = ProofTreeLib.build(depth, seats);
        commitBy(proposal, tree.bitmap());
        toProofWindow();
        ProofSubmission memory submission = submissionOf(proposal, tree.bitmap(), tree);
        submission.data = fullData(depth);
        submission.messageCount = 1;
        submission.fees = 1e18;
        submission.proof = new bytes(PROOF_BYTES);
        for (uint256 i; i < PROOF_BYTES; ++i) {
            submission.proof[i] = bytes1(uint8(1 + i % 255));
        }
        bytes32[] memory inputs = inputsOf(submission);
        vm.etch(address(verifier), address(new BurningVerifier()).code);
        // This is not a static call, because static calls are not isolated.
        (bool ok,) = address(verifier).call(abi.encodeCall(verifier.verify, (submission.proof, inputs)));
        vm.assertTrue(ok);
        uint256 bare = vm.snapshotGasLastCall("Rollup", string.concat(name, ": a call to the verifier alone"));
        rollup.submitProof(submission);
        gas = vm.snapshotGasLastCall("Rollup", name) - bare;
        vm.snapshotValue("Rollup", string.concat(name, ": over the verifier"), gas);
    }

    /// @dev Packed transactions. Every byte is set where a transfer's byte would be.
    function fullData(uint8 depth) internal pure returns (bytes memory data) {
        data = new bytes(160 << depth);
        for (uint256 i; i < data.length; ++i) {
            // The upper four of an amount's 12 bytes are usually zero.
            if (i % 20 < 6 || i % 20 > 9) data[i] = bytes1(uint8(1 + i % 255));
        }
    }

    function inputsOf(ProofSubmission memory submission) internal view returns (bytes32[] memory inputs) {
        bytes memory packed = expectedInputs(submission);
        inputs = new bytes32[](packed.length / 32);
        for (uint256 i; i < inputs.length; ++i) {
            assembly {
                mstore(add(inputs, add(32, mul(i, 32))), mload(add(packed, add(32, mul(i, 32)))))
            }
        }
    }

    function test_submitProof() public {
        uint256 over = measureSubmit("submitProof, depth 1", 1);
        vm.assertLe(over, BARE_VERIFY / 5, "submitProof costs too much");
    }

    function test_submitProofDepth3() public {
        uint256 over = measureSubmit("submitProof, depth 3", 3);
        // This includes 1,280 bytes of data.
        vm.assertLe(over, BARE_VERIFY / 5, "submitProof costs too much");
        toEnd();
        rollup.finalize();
        vm.snapshotGasLastCall("Rollup", "finalize");
    }

    function test_finalizeWithNewProvers() public {
        ProofTree memory tree = treeOf(0, 4);
        Proposal memory proposal = proposalBy(alice, 1e18);
        commitBy(proposal, tree.bitmap());
        joinProvers(1);
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, tree.bitmap(), tree));
        toEnd();
        rollup.finalize();
        vm.snapshotGasLastCall("Rollup", "finalize, provers have joined");
    }

    /// @dev The largest list of uncles, and a leader that has failed.
    function test_finalizeEightProven() public {
        commitBy(proposalBy(bob, 20e18), seatsFrom(0, 8));
        for (uint96 i; i < 8; ++i) {
            commitBy(proposalBy(alice, 1e18 + i), treeOf(0, 4).bitmap());
        }
        toProofWindow();
        for (uint96 i; i < 8; ++i) {
            Proposal memory proposal = proposalBy(alice, 1e18 + i);
            proposal.expiry = rollup.status().windowStart + 1 days;
            proveBy(proposal, 0, 4);
            vm.snapshotGasLastCall("Rollup", string.concat("submitProof, simulated, number ", vm.toString(i + 1)));
        }
        toEnd();
        rollup.finalize();
        uint256 all = vm.snapshotGasLastCall("Rollup", "finalize, 8 proven, the leader failed");
        vm.assertLe(all, 150_000, "finalize costs too much");
    }

    function test_claimAndRefund() public {
        ProofTree memory tree = treeOf(0, 4);
        Proposal memory proposal = proposalBy(alice, 1e18);
        Proposal memory loser = proposalBy(bob, 1e17);
        bytes32 id = commitBy(proposal, tree.bitmap());
        commitBy(loser, tree.bitmap());
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, tree.bitmap(), tree));
        toEnd();
        rollup.finalize();
        rollup.claimRewards(claimOf(id, tree.bitmap(), tree.proofOf(3)));
        vm.snapshotGasLastCall("Rollup", "claimRewards, depth 2, first of its block and payout");
        rollup.claimRewards(claimOf(id, tree.bitmap(), tree.proofOf(0)));
        rollup.claimRewards(claimOf(id, tree.bitmap(), tree.proofOf(4)));
        uint256 one = vm.snapshotGasLastCall("Rollup", "claimRewards, depth 2, further");
        vm.assertLe(one, 70_000, "a claim costs too much");
        RewardClaim[] memory claims = new RewardClaim[](1);
        claims[0] = RewardClaim(id, TRANSCRIPT, tree.bitmap(), new ContributionProof[](4));
        (claims[0].contributions[0], claims[0].contributions[1]) = (tree.proofOf(1), tree.proofOf(2));
        (claims[0].contributions[2], claims[0].contributions[3]) = (tree.proofOf(5), tree.proofOf(6));
        rollup.claimRewards(claims);
        uint256 four = vm.snapshotGasLastCall("Rollup", "claimRewards, 4 nodes of depth 2");
        vm.assertLe(four, 3 * one, "claims in one call save too little");
        rollup.refund(loser);
        vm.snapshotGasLastCall("Rollup", "refund");
    }

    function test_join() public {
        Wallet memory wallet = vm.createWallet(7);
        (bytes32 r, bytes32 s) = joinSignature(7, address(registry), alice);
        registry.join(bytes32(wallet.publicKeyX), bytes32(wallet.publicKeyY), alice, r, s);
        vm.snapshotGasLastCall("ProverRegistry", "join");
        registry.snapshot();
        vm.snapshotGasLastCall("ProverRegistry", "snapshot after a change");
        registry.snapshot();
        vm.snapshotGasLastCall("ProverRegistry", "snapshot without change");
    }

    function test_codeSize() public {
        vm.snapshotValue("CodeSize", "Rollup", address(rollup).code.length);
        vm.snapshotValue("CodeSize", "ProverRegistry", address(registry).code.length);
        vm.snapshotValue("CodeSize", "Bridge", vm.getDeployedCode("Bridge.sol").length);
        vm.snapshotValue("CodeSize", "Pipeline", vm.getDeployedCode("Pipeline.sol").length);
        vm.snapshotValue("CodeSize", "RoundViews", vm.getDeployedCode("RoundViews.sol").length);
        vm.snapshotValue("CodeSize", "TrellisToken", address(token).code.length);
    }
}
