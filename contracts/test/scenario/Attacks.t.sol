// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";
import {IRollup, ProofSubmission, Proposal} from "../../src/interfaces/IRollup.sol";
import {ISlashingCourt, NodeProof} from "../../src/interfaces/ISlashingCourt.sol";
import {CourtFixture} from "../support/CourtFixture.sol";
import {HostileProposer} from "../support/HostileProposer.sol";
import {HostileVerifier} from "../support/HostileVerifier.sol";
import {ProofTree, ProofTreeLib} from "../support/ProofTree.sol";
import {TranscriptTree} from "../support/TranscriptTree.sol";

/// @notice Contracts that call back, verifiers that do not verify, and strangers who pay to be a nuisance.
contract AttacksTest is CourtFixture {
    using ProofTreeLib for ProofTree;

    /// @dev Replaces the verifier of block proofs and node proofs with a hostile one.
    function corrupt(HostileVerifier.Deed deed, bytes memory payload) internal {
        HostileVerifier hostile = new HostileVerifier(deed, address(rollup), payload);
        vm.etch(address(verifier), address(hostile).code);
    }

    function submission() internal returns (ProofSubmission memory s) {
        commitBlock();
        toProofWindow();
        tree = treeOf(0, 4);
        s = submissionOf(proposal, committed, tree);
        s.transcriptRoot = TranscriptTree.root(entries, 2);
    }

    /// @dev The contracts only use static calls to a verifier. So it cannot change any state, not even its own.
    function test_aVerifierCannotCallBack() public {
        ProofSubmission memory s = submission();
        corrupt(HostileVerifier.Deed.CallBack, abi.encodeCall(IRollup.depositBalance, (alice, 0)));
        vm.expectRevert(IRollup.InvalidProof.selector);
        rollup.submitProof(s);
        vm.assertTrue(!rollup.commitmentOf(id).proven);
    }

    /// @dev Unless a verifier returns true, nothing is proven.
    function test_aVerifierThatDoesNotAnswerProvesNothing() public {
        ProofSubmission memory s = submission();
        for (uint256 deed = 1; deed < 5; ++deed) {
            corrupt(HostileVerifier.Deed(deed), "");
            (bool ok,) = address(rollup).call{gas: 20_000_000}(abi.encodeCall(rollup.submitProof, (s)));
            vm.assertTrue(!ok && !rollup.commitmentOf(id).proven);
        }
    }

    function test_aVerifierThatDoesNotAnswerClearsNobody() public {
        blockWithoutSeat1();
        NodeProof memory p = nodeProof(5, 1);
        bytes32 hash = naiveDataHash(data);
        for (uint256 deed; deed < 5; ++deed) {
            corrupt(HostileVerifier.Deed(deed), abi.encodeCall(IRollup.depositBalance, (alice, 0)));
            (bool ok,) =
                address(court).call{gas: 20_000_000}(abi.encodeCall(court.contest, (id, hash, proverSetRoot, p)));
            vm.assertTrue(!ok && court.caseOf(id, 5, 1).state == 0);
        }
    }

    // --- A proposer that is a contract ---

    function hostileProposer() internal returns (HostileProposer hostile, Proposal memory offered) {
        hostile = new HostileProposer(address(rollup));
        fund(address(hostile), 10e18);
        offered = proposalBy(address(hostile), 1e18);
    }

    /// @dev The rollup asks for its signature by a static call, before it writes anything of the commitment.
    function test_aProposerCannotCallBackWhenItIsAskedForItsSignature() public {
        (HostileProposer hostile, Proposal memory offered) = hostileProposer();
        hostile.prepare(abi.encodeCall(rollup.commit, (offered, TRANSCRIPT, seatsFrom(0, 4), "")));
        uint256[8] memory bitmap = seatsFrom(0, 4);
        vm.expectRevert(abi.encodeWithSelector(IRollup.InvalidSignature.selector, address(hostile)));
        rollup.commit(offered, TRANSCRIPT, bitmap, hex"01");
        hostile.prepare(abi.encodeCall(rollup.withdrawBalance, (10e18)));
        vm.expectRevert(abi.encodeWithSelector(IRollup.InvalidSignature.selector, address(hostile)));
        rollup.commit(offered, TRANSCRIPT, bitmap, hex"01");
        vm.assertEq(rollup.balanceOf(address(hostile)), 10e18);
    }

    /// @dev A contract that loses gets its money back like anybody else. It does not have to take part.
    function test_aContractIsRefundedWithoutBeingCalled() public {
        (HostileProposer hostile, Proposal memory offered) = hostileProposer();
        hostile.act(abi.encodeCall(rollup.commit, (offered, TRANSCRIPT, seatsFrom(0, 4), "")));
        Proposal memory winner = proposalBy(alice, 5e18);
        commitBy(winner, treeOf(0, 4).bitmap());
        toProofWindow();
        proveBy(winner, 0, 4);
        toEnd();
        rollup.finalize();
        rollup.refund(offered);
        vm.assertEq(rollup.balanceOf(address(hostile)), 10e18);
        hostile.act(abi.encodeCall(rollup.withdrawBalance, (10e18)));
        vm.assertEq(token.balanceOf(address(hostile)), 10e18);
    }

    // --- Nuisance ---

    /// @dev Many low bids do not raise the cost of the round's end, and nobody else's money waits for them.
    function test_manySmallBidsDelayNobody() public {
        Proposal memory honest = proposalBy(bob, 5e18);
        commitBy(honest, treeOf(0, 4).bitmap());
        fund(alice, 200e18);
        for (uint96 i; i < 200; ++i) {
            commitBy(proposalBy(alice, 1e15 + i), seatsFrom(0, 1));
        }
        toProofWindow();
        proveBy(honest, 0, 4);
        toEnd();
        uint256 gas = gasleft();
        rollup.finalize();
        vm.assertLe(gas - gasleft(), 200_000, "the round's end grows with the bids");
        vm.assertEq(rollup.status().head, rollup.proposalIdOf(honest));
        vm.assertEq(rollup.ranking(0, 10).length, 0);
    }

    /// @dev Dust on somebody's balance changes only that balance.
    function test_dustIsOnlyAGift() public {
        fund(alice, 1);
        rollup.depositBalance(bob, 0);
        commitBy(proposalBy(alice, 1e18), seatsFrom(0, 4));
        vm.assertEq(rollup.balanceOf(alice), 998e18 + 1);
        vm.assertEq(rollup.balanceOf(bob), 1_000e18);
    }

    /// @dev P2.2: a seat is reported in the last second for every node that it was named for. It still leaves when its
    /// delay is over.
    function test_noReportOutlastsTheExitDelay() public {
        commitBlock();
        vm.prank(payoutOf(1));
        registry.requestExit(1);
        uint64 exitAt = registry.proverAt(1).exitAt;
        proveBlock(5, 8, 1, 8);
        toEnd();
        rollup.finalize();
        vm.warp(block.timestamp + 1 days);
        reportNode(5);
        reportNode(1);
        uint256 end = block.timestamp + 1 hours;
        vm.assertTrue(end < exitAt);
        contestWith(nodeProof(5, 1));
        contestWith(nodeProof(1, 1));
        vm.warp(exitAt);
        registry.withdraw(1);
        vm.assertEq(token.balanceOf(payoutOf(1)), STAKE);
    }

    /// @dev A copied report, contest, settlement or claim has the same effect as the first one, or is refused. Nobody
    /// gains by it.
    function test_nothingCountsTwice() public {
        commitBlock();
        proveBlock(5, 8, 1, 8);
        contestWith(nodeProof(1, 1));
        NodeProof memory p = nodeProof(1, 1);
        bytes32 hash = naiveDataHash(data);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongState.selector, 2, 1));
        court.contest(id, hash, proverSetRoot, p);
        toEnd();
        rollup.finalize();
        reportNode(5);
        vm.warp(block.timestamp + 1 hours + 1);
        court.settle(id, 5, 1);
        vm.expectRevert(abi.encodeWithSelector(ISlashingCourt.WrongState.selector, 3, 1));
        court.settle(id, 5, 1);
        vm.assertEq(registry.proverAt(1).stake, 95e18);
        vm.expectRevert(abi.encodeWithSelector(IProverRegistry.NotSlasher.selector, address(this), address(court)));
        registry.slash(1, 1, 0, bob);
    }

    /// @dev An entry of another block, or for another node, proves nothing here, because every hash names its block.
    function test_aProofOfOneBlockSaysNothingAboutAnother() public {
        blockWithoutSeat1();
        NodeProof memory old = nodeProof(5, 1);
        blockWithoutSeat1();
        bytes32 hash = naiveDataHash(data);
        old.dataHash = nodeProof(5, 1).dataHash;
        old.dataSiblings = nodeProof(5, 1).dataSiblings;
        vm.expectRevert(ISlashingCourt.InvalidProof.selector);
        court.contest(id, hash, proverSetRoot, old);
    }
}
