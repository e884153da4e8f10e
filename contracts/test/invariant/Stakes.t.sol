// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry, Prover} from "../../src/interfaces/IProverRegistry.sol";
import {ITrellisToken} from "../../src/interfaces/ITrellisToken.sol";
import {InvariantTest} from "../support/InvariantTest.sol";
import {RollupFixture} from "../support/RollupFixture.sol";

/// @notice Random lives of seats. Every call is legal, so a revert is a failure. This contract is the slasher.
contract Seats is RollupFixture {
    /// @notice How often each kind of thing has happened.
    mapping(string what => uint256 times) public did;
    /// @notice Total wei that slashing took, and total wei that came back to payout addresses.
    uint256 public slashed;
    uint256 public withdrawn;
    uint256 public paidIn;

    constructor() {
        setUp();
        paidIn = registry.seatCount() * uint256(STAKE);
    }

    function slasherOf(address) internal view override returns (address) {
        return address(this);
    }

    function parties() external view returns (IProverRegistry, ITrellisToken) {
        return (registry, token);
    }

    function seatOf(uint256 seed) internal view returns (uint16) {
        return uint16(bound(seed, 0, registry.seatCount() - 1));
    }

    function join() external {
        if (registry.seatCount() >= 40) return;
        joinProvers(1);
        paidIn += STAKE;
        ++did["joined"];
    }

    function requestExit(uint256 seed) external {
        uint16 seat = seatOf(seed);
        if (registry.proverAt(seat).exitAt != 0) return;
        vm.prank(payoutOf(seat));
        registry.requestExit(seat);
        ++did["asked to leave"];
    }

    /// @dev An honest prover can always leave with all that was not slashed, once no case is open against it.
    function withdraw(uint256 seed) external {
        uint16 seat = seatOf(seed);
        Prover memory prover = registry.proverAt(seat);
        if (prover.exitAt == 0 || prover.stake == 0 || prover.reports != 0) return;
        if (block.timestamp < prover.exitAt) vm.warp(prover.exitAt);
        uint256 before = token.balanceOf(payoutOf(seat));
        registry.withdraw(seat);
        vm.assertEq(
            token.balanceOf(payoutOf(seat)) - before, prover.stake, "a seat left with another sum than its stake"
        );
        withdrawn += prover.stake;
        ++did["left"];
    }

    function topUp(uint256 seed) external {
        uint16 seat = seatOf(seed);
        Prover memory prover = registry.proverAt(seat);
        if (prover.exitAt != 0 || prover.stake == STAKE) return;
        registry.topUp(seat);
        paidIn += STAKE - prover.stake;
        ++did["filled up"];
    }

    function slash(uint256 seed, uint256 amount, uint256 rewardBps) external {
        uint256 taken = registry.slash(seatOf(seed), bound(amount, 0, 120e18), uint16(rewardBps % 10_001), bob);
        slashed += taken;
        if (taken != 0) ++did["slashed"];
    }

    function hold(uint256 seed) external {
        registry.hold(seatOf(seed));
    }

    function release(uint256 seed) external {
        uint16 seat = seatOf(seed);
        if (registry.proverAt(seat).reports == 0) return;
        registry.release(seat);
        ++did["held and released"];
    }
}

contract StakesTest is InvariantTest {
    Seats internal seats;

    function setUp() public {
        seats = new Seats();
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = Seats.join.selector;
        selectors[1] = Seats.requestExit.selector;
        selectors[2] = Seats.withdraw.selector;
        selectors[3] = Seats.topUp.selector;
        selectors[4] = Seats.slash.selector;
        selectors[5] = Seats.hold.selector;
        selectors[6] = Seats.release.selector;
        callOnly(address(seats), selectors);
    }

    /// @dev Stake is conserved. The registry holds the seats' stakes. Everything else that came in went out or was
    /// slashed.
    function invariant_theRegistryHoldsTheStakes() public view {
        (IProverRegistry r, ITrellisToken t) = seats.parties();
        uint256 sum;
        for (uint256 seat; seat < r.seatCount(); ++seat) {
            sum += r.proverAt(seat).stake;
        }
        vm.assertEq(t.balanceOf(address(r)), sum, "the registry does not hold the stakes");
        vm.assertEq(sum + seats.withdrawn() + seats.slashed(), seats.paidIn(), "stake was lost or made");
    }

    /// @dev A seat is active if and only if it has not asked to leave and has staked the minimum.
    function invariant_onlyStakedSeatsAreActive() public view {
        (IProverRegistry r,) = seats.parties();
        uint256 active = r.activeBitmap()[0];
        for (uint256 seat; seat < r.seatCount(); ++seat) {
            Prover memory prover = r.proverAt(seat);
            vm.assertEq(
                (active >> seat) & 1 == 1,
                prover.exitAt == 0 && prover.stake >= r.minStake(),
                "a seat is active that must not be, or not active that must be"
            );
        }
    }

    function test_everythingHappensToSeats() public {
        string[6] memory names = ["slashed", "joined", "asked to leave", "held and released", "filled up", "left"];
        string[] memory all = new string[](names.length);
        for (uint256 i; i < names.length; ++i) {
            all[i] = names[i];
        }
        live(all);
        invariant_theRegistryHoldsTheStakes();
        invariant_onlyStakedSeatsAreActive();
    }
}
