// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Commitment, Proposal, Round, Settings} from "../../src/Types.sol";
import {IAuction, Lead} from "../../src/interfaces/IAuction.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {Score} from "../../src/libraries/auction/Score.sol";
import {AuctionFixture} from "../fixtures/AuctionFixture.sol";
import {InvariantTest} from "../support/InvariantTest.sol";

/// @notice Random lives of an auction. Every call is legal, so a revert is a failure. This contract plays rollup and bridge.
contract Bidders is AuctionFixture {
    /// @notice How often each kind of thing has happened.
    mapping(string what => uint256 times) public did;
    /// @notice Wei that must have been burned since the start: bids that won, and bonds that R9 takes.
    uint256 public owedToTheFire;
    uint256 internal supply;
    bool internal immutable IS_PIPELINED;

    Proposal[] internal all;
    mapping(bytes32 proposalId => uint16) internal proven;
    /// @dev Final block of a round, as this rollup decided.
    mapping(uint256 roundId => Proposal) internal winners;
    /// @dev Best proven proposal of the running round: its place in `all` + 1.
    uint256 internal bestPlusOne;
    address[3] internal bidders = [address(0xb1d1), address(0xb1d2), address(0xb1d3)];

    constructor(bool pipelined) {
        IS_PIPELINED = pipelined;
        setUp();
        for (uint256 i; i < 3; ++i) {
            fund(bidders[i], 1_000e18);
        }
        supply = token.totalSupply();
    }

    function settings() internal view override returns (Settings memory s) {
        s = super.settings();
        s.pipelined = IS_PIPELINED;
    }

    function parties() external view returns (IAuction, IVault) {
        return (auction, vault);
    }

    function burned() external view returns (uint256) {
        return supply - token.totalSupply();
    }

    /// @notice Balances, and bids and bonds of commitments that are not settled.
    function owned() external view returns (uint256 sum) {
        sum = auction.balanceOf(alice) + auction.balanceOf(bob);
        for (uint256 i; i < 3; ++i) {
            sum += auction.balanceOf(bidders[i]);
        }
        for (uint256 i; i < all.length; ++i) {
            Commitment memory c = auction.commitmentOf(auction.proposalIdOf(all[i]));
            if (!c.settled) sum += c.burnBid + auction.bondOf(c.burnBid);
        }
    }

    function commit(uint256 who, uint256 bid, uint256 seats) external {
        Round memory round = auction.running();
        if (round.start != 0 && block.timestamp >= round.commitEnd) return;
        enter(proposalBy(bidders[who % 3], bidOf(who, bid)), seats);
        ++did["committed"];
    }

    function commitAbove(uint256 who, uint256 bid, uint256 seats) external {
        if (!IS_PIPELINED) return;
        Round memory round = auction.running();
        Round memory above = auction.next();
        if (round.start == 0 || block.timestamp < round.proofStart || leadOfRunning().seats == 0) return;
        if (above.id != 0 && block.timestamp >= above.commitEnd) return;
        bytes32 parent = auction.enteredAt(round.id, uint24(bid % round.commitments));
        if (auction.commitmentOf(parent).settled) return;
        enter(childBy(bidders[who % 3], bidOf(who, bid), parent), seats);
        ++did["committed above"];
    }

    function bidOf(uint256 who, uint256 bid) internal view returns (uint96) {
        uint256 most = auction.balanceOf(bidders[who % 3]) / 4;
        return uint96(1e15 + bid % 3e18 % (most + 1));
    }

    function enter(Proposal memory proposal, uint256 seats) internal {
        proposal.orderCommitment = bytes32(all.length);
        uint256 needed = proposal.burnBid + auction.bondOf(proposal.burnBid);
        if (auction.balanceOf(proposal.proposer) < needed) fund(proposal.proposer, needed);
        commitBy(proposal, seatsFrom(seats % 8, 1 + seats % 5));
        all.push(proposal);
    }

    function leadOfRunning() internal view returns (Lead memory) {
        return auction.leadOf(auction.running().id, IS_PIPELINED ? auction.commitmentOf(head).place : 0);
    }

    /// @dev A proof of one of the last proposals, if it is for the running round and on the head.
    function submitProof(uint256 which, uint256 seats) external {
        Round memory round = auction.running();
        if (all.length == 0 || round.start == 0) return;
        uint256 i = all.length - 1 - which % (all.length < 8 ? all.length : 8);
        bytes32 id = auction.proposalIdOf(all[i]);
        Commitment memory c = auction.commitmentOf(id);
        if (c.roundId != round.id || all[i].parent != head) return;
        if (block.timestamp < round.proofStart) vm.warp(round.proofStart);
        if (block.timestamp >= auction.recordOf(round.id).proofEnd) return;
        uint16 provers = uint16(bound(seats, proven[id], c.committedSeats));
        proven[id] = provers;
        prove(id, provers);
        if (bestPlusOne == 0 || finalScore(i) > finalScore(bestPlusOne - 1)) bestPlusOne = i + 1;
        ++did["proved"];
    }

    function finalScore(uint256 i) internal view returns (uint256) {
        bytes32 id = auction.proposalIdOf(all[i]);
        return Score.compute(proven[id], all[i].burnBid, auction.commitmentOf(id).alpha);
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + time % 90);
    }

    function finalize(uint256 luck) external {
        Round memory round = auction.running();
        if (round.start == 0) return;
        if (bestPlusOne != 0 && luck % 3 == 0 && tryEarly()) return;
        Lead memory lead = leadOfRunning();
        uint256 end = lead.seats == 0 ? round.commitEnd : auction.recordOf(round.id).proofEnd;
        if (block.timestamp < end) vm.warp(end);
        if (bestPlusOne != 0) {
            win(all[bestPlusOne - 1]);
        } else {
            if (lead.seats != 0) {
                owedToTheFire += auction.bondOf(lead.burnBid);
                ++did["a leader lost its bond"];
            }
            closeUnproven();
            ++did["restarted"];
        }
    }

    function tryEarly() internal returns (bool ok) {
        Proposal memory best = all[bestPlusOne - 1];
        bytes32 id = auction.proposalIdOf(best);
        vm.prank(parts.rollup);
        bytes memory call = abi.encodeCall(auction.close, (id, best.proposer, proven[id], 0, best.proposer));
        (ok,) = address(auction).call(call);
        if (!ok) return false;
        (head, bestPlusOne) = (id, 0);
        won(best);
        ++did["ended early"];
    }

    function win(Proposal memory best) internal {
        bestPlusOne = 0;
        closeBy(address(this), best, proven[auction.proposalIdOf(best)], uint40(block.timestamp - 100));
        won(best);
    }

    function won(Proposal memory best) internal {
        winners[auction.commitmentOf(head).roundId] = best;
        owedToTheFire += best.burnBid;
        ++did["won"];
    }

    /// @dev R9, written again from its text.
    function refund(uint256 which) external {
        if (all.length == 0) return;
        Proposal memory proposal = all[which % all.length];
        bytes32 id = auction.proposalIdOf(proposal);
        Commitment memory c = auction.commitmentOf(id);
        uint32 running = auction.running().id;
        if (c.settled || c.roundId > running || (c.roundId == running && proposal.parent == head)) return;
        Proposal memory winner = winners[c.roundId];
        uint256 lost;
        if (winner.burnBid != 0 && winner.parent == proposal.parent) {
            Commitment memory w = auction.commitmentOf(auction.proposalIdOf(winner));
            uint256 mine = Score.compute(c.committedSeats, c.burnBid, c.alpha);
            if (mine > Score.compute(w.committedSeats, w.burnBid, w.alpha)) {
                uint256 bond = auction.bondOf(c.burnBid);
                lost = bond - bond * proven[id] / c.committedSeats;
                ++did["stood above the winner"];
            }
        }
        uint256 before = auction.balanceOf(proposal.proposer);
        auction.refund(proposal, winner);
        uint256 back = auction.balanceOf(proposal.proposer) - before;
        vm.assertEq(back + lost, c.burnBid + auction.bondOf(c.burnBid), "a refund differs from R9");
        owedToTheFire += lost;
        ++did["refunded"];
    }

    /// @dev The bridge moves a block's fees into the auction's purse.
    function fees(uint256 who, uint256 amount) external {
        amount = bound(amount, 1, 1e15);
        token.transfer(parts.bridge, amount);
        vm.startPrank(parts.bridge);
        token.approve(address(vault), amount);
        vault.collect(0, parts.bridge, amount);
        vault.move(0, address(auction), amount);
        auction.credit(bidders[who % 3], amount);
        vm.stopPrank();
        ++did["got fees"];
    }

    function withdraw(uint256 who, uint256 part) external {
        address account = bidders[who % 3];
        uint256 amount = auction.balanceOf(account) * (part % 101) / 100;
        vm.prank(account);
        auction.withdrawBalance(amount);
        ++did["withdrew"];
    }
}

/// @notice The auction owns exactly what it owes, whatever happens: nobody's balance is at risk by another's bid.
abstract contract PurseTest is InvariantTest {
    Bidders internal world;

    function begin(bool pipelined) internal {
        world = new Bidders(pipelined);
        bytes4[] memory list = new bytes4[](8);
        (list[0], list[1], list[2], list[3]) =
        (Bidders.commit.selector, Bidders.commitAbove.selector, Bidders.submitProof.selector, Bidders.pass.selector);
        (list[4], list[5], list[6], list[7]) =
        (Bidders.finalize.selector, Bidders.refund.selector, Bidders.fees.selector, Bidders.withdraw.selector);
        callOnly(address(world), list);
    }

    function invariant_thePurseIsWhatIsOwed() public view {
        (IAuction auction, IVault vault) = world.parties();
        vm.assertEq(vault.purseOf(address(auction), 0), world.owned(), "the purse is not what is owed");
    }

    function invariant_onlyWinningBidsAndLostBondsBurn() public view {
        vm.assertEq(world.burned(), world.owedToTheFire(), "something else was burned");
    }

    function everything(uint256 more) internal pure returns (string[] memory list) {
        list = new string[](9 + more);
        (list[0], list[1], list[2], list[3]) = ("committed", "proved", "got fees", "withdrew");
        (list[4], list[5], list[6]) = ("won", "refunded", "restarted");
        (list[7], list[8]) = ("a leader lost its bond", "stood above the winner");
    }
}

/// forge-config: default.invariant.runs = 12
/// forge-config: default.invariant.depth = 250
/// forge-config: long.invariant.runs = 4000
/// forge-config: long.invariant.depth = 250
contract SequentialPurseTest is PurseTest {
    function setUp() public {
        begin(false);
    }

    function test_everythingHappens() public {
        string[] memory list = everything(1);
        list[9] = "ended early";
        live(list);
        invariant_thePurseIsWhatIsOwed();
        invariant_onlyWinningBidsAndLostBondsBurn();
    }
}

/// forge-config: default.invariant.runs = 12
/// forge-config: default.invariant.depth = 250
/// forge-config: long.invariant.runs = 4000
/// forge-config: long.invariant.depth = 250
contract PipelinedPurseTest is PurseTest {
    function setUp() public {
        begin(true);
    }

    function test_everythingHappens() public {
        string[] memory list = everything(2);
        (list[9], list[10]) = ("ended early", "committed above");
        live(list);
        invariant_thePurseIsWhatIsOwed();
        invariant_onlyWinningBidsAndLostBondsBurn();
    }
}
