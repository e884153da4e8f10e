// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {NodeAnswer, Parts, Proposal} from "../../src/Types.sol";
import {Seat} from "../../src/interfaces/IProverRegistry.sol";
import {NodeAnswerInputs} from "../../src/libraries/proofs/NodeAnswerInputs.sol";
import {Wallet} from "../support/Vm.sol";
import {AdversaryBlocks} from "./AdversaryBlocks.sol";
import {Message, Tracked} from "./WorldParts.sol";

/// @notice What the adversary does in the court, with seats, with the queue, and where it has no business.
abstract contract Adversary is AdversaryBlocks {
    uint256 internal constant MOST_SEATS = 10;
    /// @dev Messages that wait at most, so that a world goes on. The price of more is the unit tests' (docs/spec/limits.md).
    uint256 private constant MOST_WAITING = 36;

    /// @dev Secrets of seats whose key is not that of `secretOf`.
    mapping(uint16 seat => uint256) private _secret;
    uint256 private _keys = 5_000;
    uint256 internal donated0;
    uint256 internal donated1;

    function secretOfSeat(uint16 seat) internal view override returns (uint256) {
        uint256 secret = _secret[seat];
        return secret == 0 ? secretOf(seat) : secret;
    }

    // --- The court ---------------------------------------------------------------------------------------------------

    /// @dev A sham report of an honest seat, by a key of its own, or one against a seat of its own.
    function reportNow(uint256 which, uint256 node) external {
        uint256 place = recent(which);
        Tracked storage t = blocks[place];
        node %= nodesOf(t);
        uint16 seat = seatNamed(t, node);
        need(t.isSettled && isBound(t, node));
        if (seat < HONEST) {
            try this.shamReport(place, node) {
                fail("M1: a report without the seat's claim was taken");
            } catch {}
            return;
        }
        need((t.claimed >> node) & 1 == 1);
        vm.prank(mallory);
        reportNode(place, node, secretOfSeat(seat));
        ++did["mallory reported itself"];
    }

    function shamReport(uint256 place, uint256 node) external onlySelf {
        reportNode(place, node, secretOf(77));
    }

    /// @dev A late proof of a node that was reported (A10).
    function answerNow(uint256 which, uint256 node) external {
        uint256 place = recent(which);
        Tracked storage t = blocks[place];
        node %= nodesOf(t);
        uint16 seat = seatNamed(t, node);
        need(seat != NOBODY && court.isOpen(t.id, seat, node));
        court.answer(answerOf(t, node));
        ++did["mallory answered"];
    }

    function answerOf(Tracked storage t, uint256 node) private returns (NodeAnswer memory a) {
        uint8 depth = t.proposal.depth;
        (a.proposalId, a.seat, a.facts) = (t.id, seatNamed(t, node), factsOf(t));
        (a.transcriptRoot, a.committed[0]) = (transcripts[t.transcript].root, t.committed);
        a.depth = node == 0 ? 0 : node < 3 ? 1 : 2;
        a.index = uint16(node + 1 - (1 << a.depth));
        a.statesRoot = depth == 1 ? states1[node] : states2[node];
        a.stateSiblings = new uint256[](a.depth);
        for (uint256 i; i < a.depth; ++i) {
            uint256 sibling = node % 2 == 1 ? node + 1 : node - 1;
            a.stateSiblings[i] = depth == 1 ? states1[sibling] : states2[sibling];
            node = (node - 1) / 2;
        }
        a.proof = signInputs(abi.encodePacked(this.inputsOfAnswer(depth, a)));
    }

    function inputsOfAnswer(uint8 depth, NodeAnswer calldata a) external view returns (bytes32[] memory) {
        return NodeAnswerInputs.build(VK_SET_HASH, constants.rollupId(), depth, a);
    }

    function judgeNow(uint256 which, uint256 node) external {
        Tracked storage t = blocks[recent(which)];
        court.settle(t.id, seatNamed(t, node % nodesOf(t)));
    }

    // --- Seats -------------------------------------------------------------------------------------------------------

    function seatsNow(uint256 what, uint256 which) external {
        uint16 seat = uint16(HONEST + which % (MOST_SEATS - HONEST));
        if (what % 11 == 0) {
            need(registry.held() < MOST_SEATS);
            uint256 secret = ++_keys;
            Wallet memory w = vm.createWallet(secret);
            (bytes32 r, bytes32 s) = joinSignature(secret, address(registry), mallory);
            vm.prank(mallory);
            seat = registry.join(w.publicKeyX, w.publicKeyY, mallory, r, s);
            _secret[seat] = secret;
            ++did["mallory joined"];
            return;
        }
        if (what % 11 == 1 || what % 11 == 7) {
            registry.withdraw(seatThatMayLeave());
            ++did["mallory left"];
            return;
        }
        if (what % 11 == 2) {
            rotate(seat);
            return;
        }
        bool isPaused = registry.seatAt(seat).paused;
        vm.prank(mallory);
        if (what % 11 == 3 || what % 11 == 8) registry.requestExit(seat);
        else if (what % 11 == 4) registry.topUp(seat);
        else if (what % 11 == 5) registry.putToExit(uint16(which % MOST_SEATS));
        else if (what % 11 == 6) registry.changePayout(seat, mallory);
        else registry.setPaused(seat, !isPaused);
    }

    function seatThatMayLeave() private view returns (uint16 seat) {
        for (seat = HONEST; seat < MOST_SEATS; ++seat) {
            try registry.seatAt(seat) returns (Seat memory s) {
                if (s.exitAt != 0 && s.exitAt <= block.timestamp && s.cases == 0) return seat;
            } catch {}
        }
        revert NothingToDo();
    }

    function rotate(uint16 seat) private {
        uint256 secret = ++_keys;
        Wallet memory w = vm.createWallet(secret);
        (bytes32 r, bytes32 s) = joinSignature(secret, address(registry), mallory);
        vm.prank(mallory);
        registry.rotateKey(seat, w.publicKeyX, w.publicKeyY, r, s);
        _secret[seat] = secret;
        ++did["mallory rotated a key"];
    }

    // --- The queue, and balances -------------------------------------------------------------------------------------

    function queueNow(uint256 what, uint256 amount, uint256 count) external {
        count = 1 + count % 12;
        need(bridge.messagesQueued() + count - bridge.messagesConsumed() <= MOST_WAITING);
        uint8 user = uint8(2 + what % 2);
        for (uint256 i; i < count; ++i) {
            uint256 kind = (what >> (8 + 4 * i)) % 4;
            uint8 asset = uint8(amount >> (100 + i)) & 1;
            if (kind == 0) depositAs(user, asset, uint96(1 + amount % 1e16));
            else if (kind == 1) seed(user, asset, uint96(1 + amount % 1e12));
            else force(user);
        }
        ++did["mallory queued"];
    }

    function depositAs(uint8 user, uint8 asset, uint96 amount) private {
        deposit(user, asset, amount);
        afterTokens();
    }

    function seed(uint8 user, uint8 asset, uint96 amount) private {
        vm.prank(users[user]);
        bridge.seedPool(asset, amount, type(uint256).max);
        messages.push(Message(SEED, asset, 0, amount));
        afterTokens();
    }

    /// @dev A transfer of nothing to itself.
    function force(uint8 user) private {
        bytes20 packed = bytes20(abi.encodePacked(uint8(0x22), uint40(user) << 20 | user, uint96(0), uint16(0)));
        vm.prank(users[user]);
        bridge.forceTransaction(packed, type(uint256).max);
        messages.push(Message(OTHER, 0, 0, 0));
    }

    function balanceNow(uint256 part, uint256 luck) external {
        address account = proposerOf(luck);
        uint256 amount = auction.balanceOf(account) * (part % 11) / 20;
        uint256 half = token.balanceOf(account) / 2;
        need(amount != 0);
        vm.prank(account);
        if (luck % 8 < 3) auction.withdrawBalance(amount);
        else auction.depositBalance(account, half);
    }

    function donate(uint256 amount) external {
        (uint256 a, uint256 b) = (amount % 1e9, (amount >> 64) % 1e9);
        vm.prank(mallory);
        token.transfer(address(vault), a);
        vm.prank(mallory);
        other.transfer(address(vault), b);
        (donated0, donated1) = (donated0 + a, donated1 + b);
    }

    // --- Where it has no business ------------------------------------------------------------------------------------

    /// @dev From now on, the accomplice makes this call when tokens come to it or leave it.
    function planNow(uint256 what, uint256 which) external {
        bytes memory data;
        address target = address(bridge);
        if (what % 4 == 0) {
            data = abi.encodeCall(
                bridge.deposit, (1, l2Keys[3][0], l2Keys[3][1], address(accomplice), 7, type(uint256).max)
            );
        } else if (what % 4 == 1) {
            (target, data) = (address(auction), abi.encodeCall(auction.withdrawBalance, (1e15)));
        } else if (what % 4 == 2) {
            (target, data) = (address(rollup), abi.encodeCall(rollup.finalize, ()));
        } else {
            Proposal memory p = blocks[recent(which)].proposal;
            (target, data) = (address(auction), abi.encodeCall(auction.refund, (p, p)));
        }
        accomplice.plan(target, data);
    }

    /// @dev Functions of other parts. None may take a call of it.
    function trespass(uint256 what, uint256 luck) external {
        Parts memory p = parts;
        uint256[8] memory all;
        bytes memory data;
        address target = p.vault;
        what %= 14;
        if (what == 0) data = abi.encodeCall(vault.pay, (0, mallory, 1));
        else if (what == 1) data = abi.encodeCall(vault.collect, (0, alice, 0));
        else if (what == 2) data = abi.encodeCall(vault.move, (0, p.court, 0));
        else if (what == 3) data = abi.encodeCall(vault.burn, (0));
        else if (what == 4) data = abi.encodeCall(vault.mintTo, (mallory, 1));
        else if (what == 5) (target, data) = (p.auction, abi.encodeCall(auction.credit, (mallory, 1)));
        else if (what == 6) (target, data) = (p.auction, abi.encodeCall(auction.close, (0, mallory, 0, 0, mallory)));
        else if (what == 7) (target, data) = (p.auction, abi.encodeCall(auction.stop, ()));
        else if (what == 8) (target, data) = (p.registry, abi.encodeCall(registry.slash, (0, 1, 1, mallory)));
        else if (what == 9) (target, data) = (p.registry, abi.encodeCall(registry.release, (0)));
        else if (what == 10) (target, data) = (p.registry, abi.encodeCall(registry.noteProven, (all)));
        else if (what == 11) (target, data) = (p.bridge, abi.encodeCall(bridge.consume, (0, 0, mallory)));
        else if (what == 12) (target, data) = (p.token, abi.encodeCall(token.mint, (mallory, 1)));
        else (target, data) = (p.bridge, abi.encodeCall(bridge.stopRollup, ()));
        vm.prank(luck % 2 == 0 ? mallory : address(accomplice));
        (bool ok,) = target.call(data);
        if (ok && what != 13) fail("a part took a call that only another part may make");
        if (ok) ++did["stopped"];
    }
}
