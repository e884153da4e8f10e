// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ISecondRollup} from "../../src/second/ISecondRollup.sol";
import {SecondProposal, SecondProven, SecondRound} from "../../src/second/SecondTypes.sol";
import {SecondDeployment} from "./SecondDeployment.sol";

/// @notice The auction with a registry and a vault. The test plays rollup, rewards, bridge and court.
abstract contract AuctionFixture is SecondDeployment {
    /// @dev The last final block, as the played rollup has it.
    bytes32 internal head;

    function rollupArtifact() internal pure override returns (string memory) {
        return "";
    }

    function rewardsArtifact() internal pure override returns (string memory) {
        return "";
    }

    function bridgeArtifact() internal pure override returns (string memory) {
        return "";
    }

    function courtArtifact() internal pure override returns (string memory) {
        return "";
    }

    function headId() internal view override returns (bytes32) {
        return head;
    }

    function setUp() public virtual override {
        super.setUp();
        SecondProven memory none;
        vm.mockCall(parts.rollup, abi.encodeWithSelector(ISecondRollup.provenOf.selector), abi.encode(none));
    }

    /// @notice From now on the rollup knows a proof of the proposal by `provers` committed seats.
    function prove(bytes32 proposalId, uint16 provers) internal {
        SecondProven memory proven;
        proven.provers = provers;
        proven.roundId = auction.commitmentOf(proposalId).roundId;
        vm.mockCall(parts.rollup, abi.encodeCall(ISecondRollup.provenOf, (proposalId)), abi.encode(proven));
    }

    /// @notice `finalize`, called by `caller`: the proposal won with a proof by `provers`, its data came with the proof at `dataAt`.
    function closeBy(address caller, SecondProposal memory winner, uint16 provers, uint40 dataAt) internal {
        bytes32 id = auction.proposalIdOf(winner);
        prove(id, provers);
        vm.prank(parts.rollup);
        auction.close(id, winner.proposer, provers, dataAt, caller);
        head = id;
    }

    function close(SecondProposal memory winner, uint16 provers) internal {
        closeBy(address(this), winner, provers, 0);
    }

    /// @notice `finalize` of a round without a proof.
    function closeUnproven() internal {
        vm.prank(parts.rollup);
        auction.close(0, address(0), 0, 0, address(this));
    }

    /// @notice P3.4: a proposal for the round above the running one.
    function childBy(address proposer, uint96 burnBid, bytes32 parent) internal view returns (SecondProposal memory) {
        SecondRound memory round = auction.running();
        (round.height, round.number) = (round.height + 1, 0);
        return proposalOn(proposer, burnBid, round, parent);
    }

    /// @notice Runs a block of `proposer`, committed and proven by seats 0 .. 3, to its end.
    function runBlock(address proposer) internal returns (SecondProposal memory proposal) {
        proposal = proposalBy(proposer, 1e18);
        commitBy(proposal, seatsFrom(0, 4));
        toEnd();
        close(proposal, 4);
    }

    /// @dev The winner is ignored where a round has none.
    function refundNone(SecondProposal memory proposal) internal {
        SecondProposal memory none;
        auction.refund(proposal, none);
    }
}
