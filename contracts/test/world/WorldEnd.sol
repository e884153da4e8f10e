// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Wallet} from "../support/Vm.sol";
import {WorldLaws} from "./WorldLaws.sol";
import {Ledger, Message, Tracked} from "./WorldParts.sol";

/// @notice The end of a world: blocks go on, somebody joins, and then everybody leaves with everything (M5, M6).
abstract contract WorldEnd is WorldLaws {
    function end() external {
        accomplice.plan(address(0), "");
        if (!bridge.isStopped()) goOn();
        if (!bridge.isStopped()) dieOut();
        everybodyLeaves();
        hasEnded = true;
        this.look();
        vm.assertEq(vault.purseOf(address(registry), 0), 0, "M6: a stake did not leave");
        vm.assertEq(vault.purseOf(address(auction), 0), 0, "M6: a proposer's balance did not leave");
        for (uint8 asset; asset < 2; ++asset) {
            uint256 left = ledger.reserves[asset];
            for (uint256 m = bridge.messagesConsumed(); m < messages.length; ++m) {
                if (messages[m].kind == SEED && messages[m].asset == asset) left += messages[m].amount;
            }
            vm.assertEq(bridge.escrowOf(asset), left, "M6: more than the pool stayed on L2");
        }
    }

    /// @dev One honest proposer and one honest machine make a block, whatever was done before.
    function goOn() private {
        if (!isHonest()) repent();
        uint256 before = finals;
        for (uint256 i; i < 400 && finals == before && !bridge.isStopped(); ++i) {
            duties();
            vm.warp(nextMoment());
        }
        vm.assertTrue(finals != before, "M6: no block can be made");
        vm.assertTrue(bytes(broken).length == 0, broken);
        uint256 secret = 9_999;
        Wallet memory w = vm.createWallet(secret);
        (bytes32 r, bytes32 s) = joinSignature(secret, address(registry), address(0x9999));
        registry.join(w.publicKeyX, w.publicKeyY, address(0x9999), r, s);
        uint256 until = block.timestamp + 15 minutes;
        while (block.timestamp < until) {
            duties();
            vm.warp(nextMoment());
        }
        vm.assertTrue(bytes(broken).length == 0, broken);
    }

    /// @dev In a world without honest actors, some appear.
    function repent() internal virtual {}

    /// @dev All provers and proposers vanish. A user's deposit waits until the rollup stops.
    function dieOut() private {
        deposit(0, 0, 5);
        uint256 id = auction.running().id;
        if (rollup.bestOf(uint32(id)).roundId == id) {
            vm.warp(auction.recordOf(uint32(id)).proofEnd);
            finalizeAs(bob);
        }
        vm.warp(block.timestamp + rules.inclusionDelay + rules.escapeDelay);
        bridge.stopRollup();
    }

    function everybodyLeaves() private {
        vm.warp(block.timestamp + 2 days);
        for (uint256 i; i < blocks.length; ++i) {
            settleAll(i);
        }
        if (ledgerIsOnL1()) {
            for (uint256 account; account < 4; ++account) {
                escape(account);
            }
        }
        for (uint256 m = bridge.messagesConsumed(); m < messages.length; ++m) {
            giveBack(m);
        }
        for (uint16 seat; seat < MOST_SEATS + 2; ++seat) {
            if (stakeOf(seat) != 0) registry.withdraw(seat);
        }
        address[4] memory proposers = [alice, bob, mallory, address(accomplice)];
        for (uint256 i; i < 4; ++i) {
            uint256 balance = auction.balanceOf(proposers[i]);
            vm.prank(proposers[i]);
            auction.withdrawBalance(balance);
        }
    }

    /// @dev M5: whatever L1 owes for a block, from its events.
    function settleAll(uint256 place) private {
        Tracked storage t = blocks[place];
        if (!auction.commitmentOf(t.id).settled) auction.refund(t.proposal, t.proposal);
        if (!t.isFinal) return;
        if (!t.isWithdrawn && t.withdrawn != 0) claimWithdrawal(place);
        if (rewards.poolOf(t.id).claimsFrom == 0) rewards.settle(t.proposal);
        if (!t.isSettled) afterSettle(place);
        vm.warp(block.timestamp + rules.uncleWindow);
        claimAll(place, type(uint256).max);
        for (uint256 node; node < nodesOf(t); ++node) {
            bool isOwed = rollup.isNodeCommitted(t.id, node);
            if (isOwed) vm.assertTrue(rewards.isClaimed(t.id, node), "M5: pay of a committed node was not claimed");
        }
        settleCases(place);
    }

    /// @dev Before the first final block nobody owns anything on L2.
    function ledgerIsOnL1() private view returns (bool) {
        return rollup.head().height != 0;
    }

    function escape(uint256 account) private {
        Ledger memory l = ledger;
        if (l.balances[account][0] + l.balances[account][1] == 0) return;
        uint256[] memory fields = accountFields(l, account);
        uint256[5] memory leaf = [fields[0], fields[1], fields[2], fields[3], fields[4]];
        bridge.escape(uint32(account), leaf, accountPath(l, account), stateFields(l));
        hasEscaped[account] = true;
        afterTokens();
    }

    function giveBack(uint256 m) private {
        Message storage message = messages[m];
        if (message.kind != DEPOSIT) return;
        bytes20 packed =
            bytes20(abi.encodePacked(1 | (message.asset << 4), uint40(message.account), message.amount, uint16(0)));
        uint256[2] memory key = l2Keys[message.account];
        bridge.returnDeposit(uint64(m), packed, key[0], key[1]);
        isBack[m] = true;
        afterTokens();
    }
}
